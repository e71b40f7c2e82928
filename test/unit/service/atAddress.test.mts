import { describe, expect, it } from 'vitest';
import type { TolokaCredentials } from '../../../nodes/shared/toloka/service/access.ts';
import { atAddress } from '../../../nodes/shared/toloka/service/atAddress.ts';
import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import type { ApiRequest } from '../../../nodes/shared/toloka/service/requests.ts';
import { interpret } from '../../../nodes/shared/toloka/service/responses.ts';

const notFound = new TolokaFailure('not-found', { status: 404 });
const request = (path: string, query: ApiRequest['query'] = {}): ApiRequest => ({
	...{ method: 'GET', api: 'v1', path, query, doing: 'testing' },
});
const advice = (
	environment: TolokaCredentials['environment'],
	sent: ApiRequest,
	failure = notFound,
) => {
	const credentials = { environment, baseUrl: 'https://proxy.example/toloka', token: 't' };
	return atAddress(failure, credentials, sent).details.advice;
};

describe('a 404', () => {
	it.each<[string, ApiRequest['query'], boolean]>([
		['/pools', { sort: '-id', id_lt: '5' }, false],
		['/app-projects', { after_id: 'abc' }, false],
		['/pools', { project_id: undefined }, false],
		['/pools', { project_id: '7' }, true],
		['/assignments', { pool_id: '1' }, true],
		['/pools/1', {}, true],
	])('of %s with %o may be about an ID: %s', (path, query, isOfId) => {
		const sent = request(path, query);
		expect(advice('custom', sent)).toMatch(isOfId ? /^Check the ID, / : /^Check the base URL/);
		expect(advice('custom', sent)).toContain(' at https://proxy.example/toloka/api/v1.');
		expect(advice('toloka', sent)).toBe(
			isOfId ? undefined : 'Check the environment in the credential: this API was not found there.',
		);
	});

	it('of a request that creates may be, too', () => {
		const sent: ApiRequest = { ...request('/task-suites'), method: 'POST' };
		expect(advice('custom', sent)).toMatch(/^Check the ID, /);
	});
});

it('other failures keep their own advice', () => {
	for (const status of [403, 407]) {
		const failure = new TolokaFailure('intercepted', { status });
		expect(advice('custom', request('/pools'), failure)).toBeUndefined();
	}
});

function adviceOn(status: number, text: string, more: object = {}) {
	const response = { status, headers: {}, bytes: Buffer.from(text) };
	const failure = interpret(response, { api: 'v1', doing: 'testing' }, 0, 'secret');
	const credentials = { environment: 'custom', baseUrl: 'http://proxy.local', token: 't' } as const;
	if (!(failure instanceof TolokaFailure)) return undefined;
	return atAddress(failure, { ...credentials, ...more }, request('/pools/1')).details.advice;
}

describe('a server that speaks TLS only', () => {
	const BEGIN = 'The server speaks TLS only: begin the base URL in the credential with https://.';

	it.each([
		[400, '<title>400 The plain HTTP request was sent to HTTPS port</title>'],
		[400, 'Client sent an HTTP request to an HTTPS server.\n'],
		[400, '<p>Reason: You are speaking plain HTTP to an SSL-enabled server port.</p>'],
		[400, 'Bad Request\nThis combination of host and port requires TLS.'],
		[403, '<title>403.4 - SSL is required</title>'],
		[426, 'Use HTTPS'],
		[497, ''],
	])('is recognized by its response %i %s', (status, text) => {
		expect(adviceOn(status, text)).toBe(BEGIN);
	});

	it('is not suspected elsewhere', () => {
		expect(adviceOn(400, '<title>Blocked</title>')).toBeUndefined();
		expect(adviceOn(407, 'HTTPS proxy')).toBeUndefined();
		expect(adviceOn(400, 'needs HTTPS', { baseUrl: 'https://proxy.local' })).toBeUndefined();
		expect(adviceOn(497, '', { environment: 'toloka' })).toBeUndefined();
	});
});
