import { describe, expect, it } from 'vitest';
import { interpret } from '../../../nodes/shared/toloka/service/responses.ts';
import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';

const SECRET = 'AAAAAAAAAAAAAAAAAAAAAA.se"cret.token';

const errorBody = (rest: object) =>
	JSON.stringify({ request_id: 'r-1', code: 'SOME_CODE', message: 'Something is wrong', ...rest });

function meaningOf(status: number, text: string) {
	const answer = { status, headers: {}, bytes: Buffer.from(text) };
	return interpret(answer, { api: 'v1', doing: 'testing' }, 0, SECRET);
}

describe('the token', () => {
	const escaped = SECRET.replace('.', '\\u002e').replace('"', '\\"');

	it.each([
		['in the message', errorBody({ message: `no ${SECRET}` })],
		['in a code and an id', errorBody({ code: SECRET, request_id: SECRET })],
		['in a payload', errorBody({ payload: { [SECRET]: { code: 'X', message: SECRET } } })],
		['in other escapes', `{"message":"no ${escaped}"}`],
		['on a page', `<p>${SECRET}</p>`],
		['in a cut body', `{"message":"${SECRET}`],
		['in small letters', `<p>${SECRET.toLowerCase()}</p>`],
		['as a part of an address', `<p>?token=${encodeURIComponent(SECRET)}&</p>`],
		['within markup', `<p>${SECRET.slice(0, 5)}<wbr>${SECRET.slice(5)}</p>`],
		['on two lines', `${SECRET.slice(0, 5)}\r\n ${SECRET.slice(5)}`],
		...['', 'OAuth ', 'ApiKey ', 'me:'].map((before): [string, string] => [
			`in Base64 behind “${before}”`,
			`<p>${Buffer.from(`${before}${SECRET}`).toString('base64')}</p>`,
		]),
	])('is removed from an answer that repeats it: %s', (_case, text) => {
		for (const status of [200, 302, 400, 500]) {
			const meaning = meaningOf(status, text);
			if (!(meaning instanceof TolokaFailure)) continue;
			expect(JSON.stringify(meaning.details)).not.toContain(JSON.stringify(SECRET).slice(1, -1));
			expect(JSON.stringify(meaning.details)).toContain('[token]');
		}
	});
});
