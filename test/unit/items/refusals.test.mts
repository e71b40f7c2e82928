import { expect, it } from 'vitest';
import { namingItems } from '../../../nodes/shared/toloka/items/refusals.ts';
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
])('a refusal names the input item, however the service names its place: %j', (payload) => {
	const failure = named(payload);
	expect(failure.details.itemIndex).toBe(12);
	expect(sentences(failure).message).toContain(
		'Item 12: field “url”: May not be empty (VALUE_REQUIRED)',
	);
});

it.each([
	[{ 'input_data.9.url': ERROR }],
	[{ url: ERROR }],
	[{ 'input_data.x': ERROR }],
	[[ERROR]],
])('a place that is none names no item: %j', (payload) => {
	expect(named(payload).details.itemIndex).toBeUndefined();
});
