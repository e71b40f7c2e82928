import { expect, it } from 'vitest';
import { namingItems, withoutRefused } from '../../../nodes/shared/toloka/items/refusals.ts';
import type { Run } from '../../../nodes/shared/toloka/items/run.ts';
import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import { sentences } from '../../../nodes/shared/toloka/service/sentences.ts';

const RUN = { plan: { items: [10, 11, 12, 13] } } as unknown as Run;
const ERROR = { code: 'VALUE_REQUIRED', message: 'May not be empty' };

function named(payload: unknown): TolokaFailure {
	return namingItems(RUN, [1, 2, 3], new TolokaFailure('invalid', { payload, status: 400 }));
}

it.each<[unknown]>([
	[{ 'input_data.1.url': ERROR }],
	[{ 'input_data[1].url': ERROR }],
	[{ 'items.1.url': ERROR }],
	[{ 'items[1].input_data.url': ERROR }],
	[{ '1.url': ERROR }],
	[{ '[1].url': ERROR }],
	[{ input_data: { 1: { url: ERROR } } }],
	[{ items: { 1: { input_data: { url: ERROR } } } }],
	[{ "input_data[1]['url']": ERROR }],
	[{ '/items/1/url': ERROR }],
	[{ '$.items[1].url': ERROR }],
	[{ errors: { 'input_data.1.url': ERROR } }],
	[{ validation_errors: { 1: { url: ERROR } } }],
	[{ input_data: [null, { url: ERROR }] }],
	[[null, { url: ERROR }]],
	[[{ field: 'input_data.1.url', ...ERROR }]],
	[[{ path: ['items', 1, 'url'], ...ERROR }]],
	[{ 'input_data.1.url': [ERROR, ERROR] }],
])('a refusal names the input item, whatever the format of its place: %j', (payload) => {
	const failure = named(payload);
	expect(failure.details.itemIndex).toBe(12);
	expect(sentences(failure).message).toContain(
		'Item 12: field “url”: May not be empty (VALUE_REQUIRED)',
	);
});

it.each([
	['words', 'too short', 'too short'],
	['a list of words', ['too short', 'too plain'], 'too short'],
	['an error without a code', { message: 'too short' }, 'too short'],
	['an error with a number', { code: 7, message: 'too short' }, 'too short (7)'],
])('says what is wrong by %s', (_form, reason, words) => {
	const failure = named({ 'input_data.1.url': reason, 'input_data.2.url': ERROR });
	expect(sentences(failure).message).toBe(`Item 12: field “url”: ${words}`);
	expect(sentences(failure).description).toContain('Item 13, url: May not be empty');
});

it.each([
	[{ interval: 'MIN' }],
	[{ 'input_data.9.url': ERROR }],
	[{ url: ERROR }],
	[{ 'input_data.x': ERROR }],
	[[ERROR]],
])('an invalid place does not name an item: %j', (payload) => {
	expect(named(payload).details.itemIndex).toBeUndefined();
});

it('an item with several wrong fields is left out for the first reason', () => {
	const refused = new Map<number, string>();
	const run = { ...RUN, progress: { refused } } as unknown as Run;
	const payload = { 'input_data.1.url': ERROR, 'input_data.1.text': { message: 'too short' } };
	const failure = new TolokaFailure('invalid', { payload, status: 400 });
	expect(withoutRefused(run, [1, 2, 3], failure)).toEqual([1, 3]);
	expect([...refused]).toEqual([[2, 'field “url”: May not be empty (VALUE_REQUIRED)']]);
});
