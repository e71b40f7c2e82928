import { expect, it } from 'vitest';
import { cell } from './readRow.mts';

const PYTHON = ': it is in the notation of Python, write it with json.dumps';

it.each([
	["{'a': 1}", PYTHON],
	['[None, True]', PYTHON],
	["('a', 'b')", PYTHON],
	['{“a”: 1}', ': JSON needs straight quotes (")'],
	['{"a": NaN}', ': JSON has no NaN, Infinity or undefined, write null'],
	['{"it\'s": "None",}', ''],
	['{a:1}', ''],
	['None', ''],
])('%s is no JSON, and the message says why: %s', (text, why) => {
	expect(cell('json', text)).toBe(`must be JSON, not “${text}”${why}`);
});

it('a list in the notation of Python is no list', () => {
	const reason = 'must be a list, as JSON or with commas between the entries';
	expect(cell('array_string', "['a', 'b']")).toBe(`${reason}, not “['a', 'b']”${PYTHON}`);
	expect(cell('array_integer', '{"a":1}')).toBe(`${reason}, not “{"a":1}”`);
});
