import { expect, it } from 'vitest';
import { interpret } from '../../../nodes/shared/toloka/service/responses.ts';
import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import { fieldErrors } from '../../../nodes/shared/toloka/service/fieldErrors.ts';
import { afterPartialWork, sentences } from '../../../nodes/shared/toloka/service/sentences.ts';

const MESSAGE = 'Toloka refused the data while testing';

function refusal(body: object, status = 400): TolokaFailure {
	const answer = { status, headers: {}, bytes: Buffer.from(JSON.stringify(body)) };
	const failure = interpret(answer, { api: 'apps', doing: 'testing' }, 0, '');
	if (failure instanceof TolokaFailure) return failure;
	throw new Error('a refusal was taken for a reply');
}

function refused(body: object): TolokaFailure['details'] {
	return refusal(body).details;
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
])('a refusal has its field errors, wherever they are: %s', (_where, body) => {
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
])('a place in a list of errors is not the place of an item: %j', (payload) => {
	expect(fieldErrors(refused({ code: 'V', payload }).payload)).toEqual([]);
});

it('the text of another server names no field', () => {
	const body = { status: 400, error: 'Bad Request', message: 'no', path: '/api/v1/pools/1' };
	const { text, payload } = refused(body);
	expect([text, fieldErrors(payload)]).toEqual(['no', []]);
});

it.each<[object, string]>([
	[{ detail: 'Not valid' }, '{"detail":"Not valid"}'],
	[{ error: 'bad' }, '{"error":"bad"}'],
	[{ message: ['a is bad', 'b is bad'] }, '{"message":["a is bad","b is bad"]}'],
	[
		{ title: 'Bad', 'invalid-params': [{ name: 'a' }] },
		'{"title":"Bad","invalid-params":[{"name":"a"}]}',
	],
])('an undocumented refusal is shown as it is: %j', (body, shown) => {
	expect(sentences(refusal(body))).toEqual({
		message: MESSAGE,
		description: `Toloka did not name a field: compare the values in the node with its response, then try again. Response: 400 “${shown}”.`,
	});
});

it('a refusal that names no field does not name one after earlier progress, either', () => {
	const { description } = sentences(afterPartialWork(refusal({ detail: 'no' }), 'One exists.'));
	expect(description).toMatch(/^One exists\. Toloka did not name a field: /);
});

it.each<[object]>([
	[{ detail: [{ msg: 'too long', type: 'X' }] }],
	[{ errors: [{ code: 'X', message: 'too long' }] }],
	[{ errors: { code: 'X', message: 'too long.' } }],
])('an error that names no field has none: %j', (body) => {
	expect(sentences(refusal(body)).description).toMatch(
		/^too long \(X\)\. Toloka did not name a field: .* Response: 400\.$/,
	);
});

it.each<[object, string]>([
	[{ detail: [{ loc: ['body', 1, 'url'], msg: 'no', type: 'X' }] }, 'invalid'],
	[{ errors: [{ code: 'X', source: { pointer: '/data/1/url' } }] }, 'invalid'],
	[{ status: 'blocked' }, 'intercepted'],
	[{ error: { message: 'blocked' } }, 'intercepted'],
	[{ errors: [{ code: 1020, message: 'blocked' }] }, 'intercepted'],
])('a 422 is about the data if it names a field: %j', (body, kind) => {
	expect(refusal(body, 422).kind).toBe(kind);
});

it.each([402, 418, 431])('a %i comes from a proxy, whatever its JSON', (status) => {
	const body = {
		error: { message: 'blocked' },
		errors: [{ field: 'header', message: 'too long' }],
	};
	expect(refusal(body, status).kind).toBe('intercepted');
});
