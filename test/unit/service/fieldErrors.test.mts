import { expect, it } from 'vitest';
import { interpret } from '../../../nodes/shared/toloka/service/answers.ts';
import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import { fieldErrors } from '../../../nodes/shared/toloka/service/fieldErrors.ts';

function refused(body: object): TolokaFailure['details'] {
	const answer = { status: 400, headers: {}, bytes: Buffer.from(JSON.stringify(body)) };
	const failure = interpret(answer, { api: 'apps', doing: 'testing' }, 0, '');
	if (failure instanceof TolokaFailure) return failure.details;
	throw new Error('a 400 was taken for a reply');
}

it.each<[string, object]>([
	['beside its words', { code: 'V', message: 'no', errors: { '1.url': { code: 'X' } } }],
	['that name their fields', { code: 'V', errors: [{ field: 'input_data.1.url', code: 'X' }] }],
	['as its details', { code: 'V', details: { 'input_data.1.url': { code: 'X' } } }],
	['without anything around them', { 'input_data[1].url': { code: 'X' } }],
	['by index', [null, { url: { code: 'X' } }]],
	['as a pointer', { '#/input_data/1/url': { code: 'X' } }],
	['as a path with slashes', { 'input_data/1/url': { code: 'X' } }],
	['with brackets behind dots', { 'input_data.[1].url': { code: 'X' } }],
	['of a list of errors', { detail: [{ loc: ['body', 1, 'url'], msg: 'no', type: 'X' }] }],
	['with its source', { errors: [{ code: 'X', source: { pointer: '/input_data/1/url' } }] }],
	['within an error', { error: { code: 'V', payload: { 1: { url: { code: 'X' } } } } }],
])('a refusal has its field errors where it has them: %s', (_where, body) => {
	const [{ path, code }] = fieldErrors(refused(body).payload);
	expect([path.replace('input_data.', ''), code]).toEqual(['1.url', 'X']);
});

it.each<unknown>([
	[{ row: 4, reason: 'no' }],
	{
		errors: [
			{ line: '4', text: 'no' },
			{ line: '7', text: 'no' },
		],
	},
])('the place of an error in a list of them is no place of an item: %j', (payload) => {
	expect(fieldErrors(refused({ code: 'V', payload }).payload)).toEqual([]);
});

it('what stands around the words of another server names no field', () => {
	const body = { status: 400, error: 'Bad Request', message: 'no', path: '/api/v1/pools/1' };
	const { text, payload } = refused(body);
	expect([text, fieldErrors(payload)]).toEqual(['no', []]);
});
