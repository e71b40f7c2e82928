import { describe, expect, it } from 'vitest';
import { atAddress } from '../../../nodes/shared/toloka/service/customAddress.ts';
import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import { interpret } from '../../../nodes/shared/toloka/service/answers.ts';

const credentials = { environment: 'custom', baseUrl: 'http://proxy.local', token: 't' } as const;

function adviceOn(status: number, text: string, more: object = {}) {
	const answer = { status, headers: {}, bytes: Buffer.from(text) };
	const failure = interpret(answer, { api: 'v1', doing: 'testing' }, 0, 'secret');
	const told = atAddress({ ...credentials, ...more }, failure);
	return told instanceof TolokaFailure ? told.details.advice : undefined;
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
