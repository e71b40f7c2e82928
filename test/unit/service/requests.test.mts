import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TolokaFailure, isOutcomeUnclear } from '../../../nodes/shared/toloka/service/failures.ts';
import { checkedId, pathOf } from '../../../nodes/shared/toloka/service/requests.ts';
import type { RawResponse } from '../../../nodes/shared/toloka/service/responses.ts';
import { interpret } from '../../../nodes/shared/toloka/service/responses.ts';

const NOW = Date.UTC(2024, 0, 15, 12);
const SECRET = 'AAAAAAAAAAAAAAAAAAAAAA.se"cret.token';

const REQUEST = { api: 'v1', doing: 'testing' } as const;

function meaningOf(status: number, text = '', headers: RawResponse['headers'] = {}) {
	return interpret({ status, headers, bytes: Buffer.from(text) }, REQUEST, NOW, SECRET);
}

function failureOf(status: number, text = '', headers: RawResponse['headers'] = {}): TolokaFailure {
	const meaning = meaningOf(status, text, headers);
	if (meaning instanceof TolokaFailure) return meaning;
	throw new Error(`${status} was taken for a reply`);
}

const errorBody = (rest: object = {}) =>
	JSON.stringify({ request_id: 'r-1', code: 'SOME_CODE', message: 'Something is wrong', ...rest });

const HTML = '<html><head><style>p{}</style></head><body><h1>Bad  Gateway</h1>nginx</body></html>';

describe('a reply', () => {
	it.each([200, 201, 202, 204, 299])('is any 2xx with JSON or nothing: %i', (status) => {
		expect(meaningOf(status, '{"id":"1"}')).toEqual({ status, body: { id: '1' } });
		expect(meaningOf(status)).toEqual({ status, body: undefined });
	});

	it.each(['[1,2]', '5', '"text"', 'null', 'true'])('may be any JSON: %s', (text) => {
		expect(meaningOf(200, text)).toEqual({ status: 200, body: JSON.parse(text) });
	});

	it('may begin with a byte order mark, which belongs to a file but not to JSON', () => {
		const bytes = Buffer.from('\ufeff{"id":"1"}');
		const read = (response: Buffer): unknown => response;
		const meaning = (rest: object) =>
			interpret({ status: 200, headers: {}, bytes }, { ...REQUEST, ...rest }, NOW, SECRET);
		expect(meaningOf(200, bytes.toString())).toMatchObject({ body: { id: '1' } });
		expect(meaning({ read })).toMatchObject({ body: Buffer.from('{"id":"1"}') });
		expect(meaning({ read, accept: '*/*' })).toMatchObject({ body: bytes });
		expect(failureOf(400, `\ufeff${errorBody()}`).details).toMatchObject({ code: 'SOME_CODE' });
	});

	it("contains the service's time if its Date header is valid", () => {
		const at = (date: unknown) => meaningOf(200, '{}', { date });
		expect(at('Mon, 15 Jan 2024 11:59:00 GMT')).toMatchObject({ serviceTime: NOW - 60_000 });
		for (const date of ['2024-01-15', 'Mon, 99 Jan 2024 11:59:00 GMT', '', 5, ['x'], undefined]) {
			expect(at(date)).toMatchObject({ serviceTime: undefined });
		}
	});
});

describe('the kind of a failure follows from the status', () => {
	it.each([
		[400, 'invalid'],
		[401, 'unauthorized'],
		[403, 'forbidden'],
		[404, 'not-found'],
		[408, 'unavailable'],
		[409, 'conflict'],
		[413, 'too-large'],
		[415, 'invalid'],
		[429, 'rate-limited'],
		[460, 'unavailable'],
		[499, 'unavailable'],
		[500, 'unavailable'],
		[502, 'unavailable'],
		[503, 'unavailable'],
		[504, 'unavailable'],
		[599, 'unavailable'],
		[300, 'unreadable'],
		[304, 'unreadable'],
		[301, 'redirected'],
		[302, 'redirected'],
		[303, 'redirected'],
		[307, 'redirected'],
		[308, 'redirected'],
		[405, 'intercepted'],
		[407, 'intercepted'],
		[451, 'intercepted'],
		[511, 'intercepted'],
	])('%i is %s', (status, kind) => {
		for (const text of ['', errorBody(), '{"code":', '[]', 'null', '\u0000\u0007{{]']) {
			expect(failureOf(status, text).kind).toBe(kind);
		}
	});

	it.each([400, 403, 404, 405, 407, 409, 415, 418, 451])(
		"%i with a page instead of the error object is a proxy's",
		(status) => {
			for (const page of [HTML, '\n <!DOCTYPE html><p>no</p>', '<HTML>', '<?xml version="1.0"?>']) {
				expect(failureOf(status, page).kind).toBe('intercepted');
			}
		},
	);

	it.each([
		[401, 'unauthorized'],
		[408, 'unavailable'],
		[413, 'too-large'],
		[429, 'rate-limited'],
		[460, 'unavailable'],
		[499, 'unavailable'],
		[502, 'unavailable'],
		[302, 'redirected'],
	])('%i is %s, whoever sent it', (status, kind) => {
		expect(failureOf(status, HTML).kind).toBe(kind);
	});

	it.each([
		['an HTML page', HTML, 'Bad Gateway nginx'],
		['a cut body', '{"id":"1","na', '{"id":"1","na'],
		['garbage', '\u0000\u0007{{]"not json\u001b[31m', '{{]"not json [31m'],
		['NaN', 'NaN', 'NaN'],
	])('%s with 200 is unreadable, and its text is shown', (_case, text, shown) => {
		const { kind, details } = failureOf(200, text);
		expect(kind).toBe('unreadable');
		expect(details).toMatchObject({ status: 200, text: shown, doing: 'testing' });
	});

	it('shows only as much of a page as people can read', () => {
		const { details } = failureOf(502, `<p>${'long '.repeat(100_000)}</p>`);
		expect(details.text?.length).toBeLessThanOrEqual(300);
	});
});

describe('the error object of the service', () => {
	it('is read completely', () => {
		const payload = { 'input_data.0.url': { code: 'VALUE_REQUIRED', message: 'no' } };
		expect(failureOf(400, errorBody({ payload })).details).toEqual({
			doing: 'testing',
			status: 400,
			code: 'SOME_CODE',
			text: 'Something is wrong',
			requestId: 'r-1',
			payload,
		});
	});

	it.each([
		['without request_id', '{"code":"X","message":"m"}', { code: 'X', text: 'm' }],
		['with a null payload', '{"code":"X","payload":null}', { code: 'X', payload: null }],
		['of wrong types', '{"code":5,"message":{},"request_id":[]}', { code: undefined }],
		['that is empty', '{}', { code: undefined, text: undefined }],
	])('%s', (_case, text, details) => {
		expect(failureOf(400, text).details).toMatchObject(details);
	});
});

describe('a redirect', () => {
	it.each([
		['https://login.example/sign-in?token=1', 'https://login.example'],
		['http://10.0.0.1:8080', 'http://10.0.0.1:8080'],
		['/elsewhere', undefined],
		['https://user:password@evil.example/', undefined],
		[undefined, undefined],
	])('to %s names %s', (location, target) => {
		expect(failureOf(302, '', { location }).details.target).toBe(target);
	});

	it('leaves open whether a 303 was carried out, and no other status', () => {
		const doubts = [301, 302, 303, 307, 308].map((status) => isOutcomeUnclear(failureOf(status)));
		expect(doubts).toEqual([false, false, true, false, false]);
	});
});

describe('a requested wait', () => {
	const asked = (status: number, seconds: string) =>
		failureOf(status, errorBody(), { 'retry-after': seconds }).details;

	it.each([408, 500, 502, 503, 504])('is read from a %i, too', (status) => {
		expect(asked(status, '30')).toMatchObject({ waitMs: 30_000 });
		expect(asked(status, '0.5').waitMs).toBe(500);
		expect(asked(status, '7200').worksAgainAt).toBe(NOW + 7_200_000);
	});

	it("until a date is measured by the sender's clock", () => {
		const headers = {
			date: 'Mon, 15 Jan 2024 10:00:00 GMT',
			'retry-after': 'Mon, 15 Jan 2024 10:00:20 GMT',
		};
		expect(failureOf(503, '', headers).details.waitMs).toBe(20_000);
	});
});

describe('a 429', () => {
	const body = (interval?: unknown) => errorBody({ payload: { interval } });

	it.each<[string, string, RawResponse['headers'], string, number | undefined]>([
		['neither header nor interval', errorBody(), {}, 'rate-limited', undefined],
		['interval MIN', body('MIN'), {}, 'rate-limited', 60_000],
		['in other letters', body(' minute '), {}, 'rate-limited', 60_000],
		['interval HOUR', body('HOUR'), {}, 'quota-exhausted', 3_600_000],
		['interval DAY', body('DAY'), {}, 'quota-exhausted', 86_400_000],
		['an unknown interval', body('WEEK'), {}, 'quota-exhausted', undefined],
		['an interval named like a method', body('constructor'), {}, 'quota-exhausted', undefined],
		['an interval that is no text', body(60), {}, 'rate-limited', undefined],
		['Retry-After before interval', body('DAY'), { 'retry-after': '7' }, 'rate-limited', 7_000],
		['a malformed Retry-After', body('MIN'), { 'retry-after': 'soon' }, 'rate-limited', 60_000],
		[
			'a Retry-After given twice',
			body('MIN'),
			{ 'retry-after': ['1', '2'] },
			'rate-limited',
			60_000,
		],
		['an HTML page', HTML, { 'retry-after': '301' }, 'quota-exhausted', 301_000],
	])('with %s', (_case, text, headers, kind, waitMs) => {
		const failure = failureOf(429, text, headers);
		expect([failure.kind, failure.details.waitMs]).toEqual([kind, waitMs]);
		expect(failure.details.worksAgainAt).toBe(
			kind === 'quota-exhausted' && waitMs !== undefined ? NOW + waitMs : undefined,
		);
	});
});

describe('an id', () => {
	it.each([
		['8lvN9kBN4wwsj47ZqNal', '8lvN9kBN4wwsj47ZqNal'],
		[' 36502086\n', '36502086'],
		[36502086, '36502086'],
		['36502086.0', '36502086'],
		['5c04458e-63c1-46c1-ba0d-6f0756a5358b', '5c04458e-63c1-46c1-ba0d-6f0756a5358b'],
		['00022cfa46--637cf41c9376542ef7b52bde', '00022cfa46--637cf41c9376542ef7b52bde'],
	])('%j is accepted', (value, id) => {
		expect(checkedId(value, 'Pool')).toBe(id);
	});

	it.each<unknown>([
		'../../requester',
		'..',
		'.',
		'a/b',
		'a?b',
		'a#b',
		'a%2Fb',
		'a b',
		'a\u0000b',
		'-a',
		'ä',
		'a'.repeat(129),
		1.5,
		1e21,
		Number.NaN,
		true,
	])('%j is refused by its name', (value) => {
		expect(() => checkedId(value, 'Pool')).toThrow(TolokaFailure);
		expect(reasonFor(value)).toMatch(/^Pool is not an ID: “.*”(?: with U\+0000 \(NUL\))?$/);
	});

	it.each<unknown>(['', '   ', undefined, null])('%j is missing', (value) => {
		expect(reasonFor(value)).toBe('Pool is empty');
	});

	it('is not a list', () => expect(reasonFor(['1'])).toBe('Pool is not an ID: a list'));

	it.each(['Operation ID', 'Assignment ID', 'Item ID'])('%s is no number of a row', (label) => {
		for (const value of [1, '36502086', ' 7\n']) {
			expect(reasonFor(value, label)).toBe(`${label} is not an ID: “${String(value).trim()}”`);
		}
		expect(reasonFor('123456789012345678901234', label)).toBeUndefined();
	});

	function reasonFor(value: unknown, label = 'Pool'): string | undefined {
		try {
			checkedId(value, label);
			return undefined;
		} catch (error) {
			return (error as TolokaFailure).details.text;
		}
	}
});

describe('a path', () => {
	it('is made of fixed parts and IDs', () => {
		expect(pathOf`/app-projects/${'p1'}/batches/${'b-2'}/start`).toBe(
			'/app-projects/p1/batches/b-2/start',
		);
	});

	it('refuses an invalid ID from the service, whatever it is', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.jsonValue()), (id) => {
				try {
					expect(pathOf`/a/${id as string}/b`).toMatch(/^\/a\/[0-9A-Za-z][0-9A-Za-z_-]*\/b$/);
				} catch (error) {
					expect((error as TolokaFailure).kind).toBe('unreadable');
				}
			}),
			{ seed: 1, numRuns: 500 },
		);
	});
});
