import type { IDataObject } from 'n8n-workflow';
import { expect, it } from 'vitest';
import { Creating, pictures, suiteOf } from '../creating.mts';
import { imageRows } from '../emulated.mts';
import { Pushing } from '../pushing.mts';

const pushing = new Pushing();
const creating = new Creating();

/** A row as some nodes pass it on: one of its values throws when it is read. */
function unreadable(row: IDataObject): IDataObject {
	return Object.defineProperty({ ...row }, 'extra', {
		enumerable: true,
		get: () => {
			throw new TypeError('the record is closed');
		},
	});
}

const REASON = 'The values cannot be read (TypeError: the record is closed)';

it('an item that cannot be read is refused before anything is pushed', async () => {
	const [row] = imageRows(1);
	const { error } = await pushing.push([row, unreadable(row)]);
	expect([error?.message, error?.description]).toEqual([
		`Item 1: ${REASON}. Nothing was pushed`,
		'1 of 2 items is invalid. Put Edit Fields before the node, to pass on only the values that it needs, or set Invalid Items to “Push Valid Items Only”.',
	]);
	expect(pushing.created()).toEqual([]);
});

it('only such an item is left out', async () => {
	const [row] = imageRows(1);
	const pushed = await pushing.push([unreadable(row), row], { invalidItems: 'pushValid' });
	expect(pushed.outputs[0].map(({ json }) => json.problem)).toEqual([REASON, undefined]);
	expect(JSON.stringify(pushed.outputs)).toContain(REASON);
	expect(pushing.created()).toHaveLength(1);

	const invalidItems = 'createValid';
	const [picture] = pictures(1);
	const tasks = await creating.create([unreadable(picture), picture], { invalidItems });
	expect(tasks.outputs[0].map(({ json }) => json.problem)).toEqual([REASON, undefined]);
	expect(JSON.stringify(tasks.outputs)).toContain(REASON);

	const suite = suiteOf('https://example.com/1.jpg');
	const suites = await creating.create([unreadable(suite), suite], {
		input: 'suites',
		invalidItems,
	});
	expect(suites.error?.message).toBeUndefined();
	expect(suites.outputs[0].map(({ json }) => json.problem)).toEqual([REASON, undefined]);
	expect(JSON.stringify(suites.outputs)).toContain(REASON);
	expect(creating.suites()).toHaveLength(2);
});

it('the output can be stored if such an item has an error', async () => {
	const [row] = imageRows(1);
	const settings = { onError: 'continueRegularOutput' };
	const { outputs } = await pushing.push([row, unreadable(row)], {}, settings);
	expect(JSON.stringify(outputs)).toContain(REASON);
});

it('a value that nothing needs is not read after the creation', async () => {
	const [row] = pictures(1);
	const fields = { mappingMode: 'defineBelow', value: { image: '={{ $json.image }}' } };
	const { error } = await creating.create([unreadable(row)], { fields });
	expect(error?.message).toBeUndefined();
	expect(creating.suites()).toHaveLength(1);
});

it('a column that cannot be read is not looked for after the push', async () => {
	const [row] = imageRows(1);
	const value = { image_url: '={{ $json.image_url }}', caption: '={{ $json.extra }}' };
	const pushed = await pushing.push([row, unreadable(row)], {
		fields: { mappingMode: 'defineBelow', value },
		invalidItems: 'pushValid',
	});
	expect(pushed.error?.message).toBeUndefined();
	expect(pushing.created().length).toBeGreaterThan(0);
});

it('nothing is pushed if n8n itself would fail to read the item afterwards', async () => {
	const [row] = imageRows(1);
	const settings = { onError: 'continueErrorOutput' };
	const parameters = { invalidItems: 'pushValid' };
	const { error } = await pushing.push([row, unreadable(row)], parameters, settings);
	expect(error?.message).toBe('the record is closed');
	expect(pushing.created()).toEqual([]);
});
