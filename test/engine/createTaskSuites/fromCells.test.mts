import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { Creating, suiteOf } from '../creating.mts';
import { byId } from '../emulated.mts';

/** Suites from the rows of a sheet or from an expression. */

const creating = new Creating();
const IMAGE = 'https://example.com/1.jpg';
const DIGITS = '1524831183200260097';

const create = async (input: IDataObject[], parameters: IDataObject = {}, rest = {}) =>
	await creating.create(input, { input: 'suites', ...parameters }, rest);

describe('a row that is a task suite', () => {
	const EMPTY = {
		...{ pool_id: ' ', overlap: '', infinite_overlap: '', issuing_order_override: '' },
		...{ latitude: ' ', longitude: '', mixed: '', reserved_for: '', unavailable_for: ' ' },
	};
	const tasks = JSON.stringify(suiteOf(IMAGE).tasks);

	it('may have empty cells, which count as absent', async () => {
		const { error } = await create([{ tasks, ...EMPTY }]);
		expect(error?.message).toBeUndefined();
		expect(creating.suites()).toHaveLength(1);
		const without = await create([{ tasks, ...EMPTY }], { pool: byId('') });
		expect([without.error?.message, without.error?.description]).toEqual([
			'Item 0: field “pool_id” is missing, and no Pool is chosen in the node. Nothing was created',
			'The item is invalid. Choose a Pool, or add a pool_id to the task suite.',
		]);
	});

	it('leaves what its cells leave empty to the node', async () => {
		const { error } = await create([{ tasks, ...EMPTY }], { overlapMode: 'number', overlap: 4 });
		expect(error?.message).toBeUndefined();
		expect(creating.suites()[0].overlap).toBe(4);
	});

	it('may have flags as databases return them', async () => {
		const rows = [1, '1', 't', 'TRUE'].map((infinite_overlap) => ({ tasks, infinite_overlap }));
		const { outputs, error } = await create(rows);
		expect(error?.message).toBeUndefined();
		expect(outputs[0].map(({ json }) => json.infinite_overlap)).toEqual(rows.map(() => true));
	});

	it('may be empty among others, such as the last row of a file', async () => {
		const { outputs, error, data } = await create([{ tasks }, { tasks: '', ...EMPTY }, {}]);
		expect(error?.message).toBeUndefined();
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }]);
		const hints = data.resultData.runData['Node under test'][0].hints ?? [];
		expect(hints.map(({ message }) => message)).toContain(
			'2 rows without any value were skipped and have no output item: do not combine output and rows by position.',
		);
		const alone = await create([{}]);
		expect(alone.error?.message).toMatch(/^Item 0: field “tasks” is required but missing/);
	});

	it('must not have a column whose name resembles a real one', async () => {
		const { error } = await create([{ tasks, Overlap: 3 }, { tasks }], {
			...{ overlapMode: 'number', overlap: 1 },
		});
		expect(error?.message).toBe(
			'Item 0: field “Overlap” is not part of a task suite: it is called “overlap”. Rename it to send its values. Nothing was created',
		);
		expect(creating.suites()).toEqual([]);
	});

	it('must not have a control task for which any answer is correct', async () => {
		const known_solutions = [{ output_values: { result: null } }];
		const { error } = await create([
			{ tasks: JSON.stringify([{ input_values: { image: IMAGE }, known_solutions }]) },
		]);
		expect(error?.message).toBe(
			'Item 0: field “tasks.0.known_solutions.0.output_values” has no value: remove the empty solution. Nothing was created',
		);
		const golden = '={{ [{ output_values: { result: $json.golden } }] }}';
		const ofCells = await creating.create([{ image: IMAGE }], {
			controlTask: { knownSolutions: golden },
		});
		expect(ofCells.error?.message).toMatch(/known_solutions\.0\.output_values” has no value/);
		expect(creating.suites()).toEqual([]);
	});

	it('must not have a pool ID that has lost digits', async () => {
		const { error } = await create([{ tasks, pool_id: Number(DIGITS) }]);
		expect(error?.message).toMatch(/^Item 0: field “pool_id” is a number beyond .* lost digits/);
	});
});

describe('IDs of performers', () => {
	it.each([
		['the panel', { input: 'tasks', suiteFields: { reservedFor: '={{ $json.ids }}' } }],
		['a row', { input: 'tasks' }],
		['a suite', {}],
	])('keep their digits, and are refused if digits are lost: from %s', async (from, parameters) => {
		const [task] = suiteOf(IMAGE).tasks as IDataObject[];
		const item = (ids: unknown) => {
			if (from === 'the panel') return { image: IMAGE, ids } as IDataObject;
			return { ...(from === 'a row' ? task : suiteOf(IMAGE)), reserved_for: ids } as IDataObject;
		};
		const { error } = await create([item(`[${DIGITS}]`), item('a; b;')], parameters);
		expect(error?.message).toBeUndefined();
		const { url, apiKey } = creating.emulator;
		const headers = { authorization: `ApiKey ${apiKey}` };
		const answer = await fetch(`${url}/api/v1/task-suites?pool_id=${creating.pool.id}&sort=id`, {
			headers,
		});
		const { items } = (await answer.json()) as { items: IDataObject[] };
		expect(items.map((suite) => suite.reserved_for)).toEqual([[DIGITS], ['a', 'b']]);
		const lost = await create([item(Number(DIGITS))], parameters);
		expect(lost.error?.message).toMatch(
			/^Item 0: field “reserved_for” contains a number beyond .* Nothing was created$/,
		);
		const none = await create([item('a, b.c')], parameters);
		expect(none.error?.message).toBe(
			'Item 0: field “reserved_for” must have only IDs of performers: letters, digits, hyphens and underscores, has “b.c” (entry 2). Nothing was created',
		);
		for (const nobody of ['nan', 'None', '-']) {
			const { error: refused } = await create([item(nobody)], parameters);
			expect(refused?.message).toContain(
				`has “${nobody}” (entry 1), which stands for an empty cell`,
			);
		}
	});
});

it('IDs of performers that an expression joins are refused if it finds none for one of them', async () => {
	const suiteFields = { unavailableFor: '={{ $json.a }},{{ $json.b }}' };
	const rows = [
		{ image: IMAGE, a: 'u1', b: 'u2' },
		{ image: IMAGE, a: 'u1', b: '' },
	];
	const { error } = await create(rows, { input: 'tasks', suiteFields });
	expect(error?.message).toContain(
		'Item 1: Unavailable For lacks an ID, because its expression finds nothing for it',
	);
	expect(creating.suites()).toEqual([]);
});

describe('an invalid suite', () => {
	const taskSuite = '={{ $json.suite }}';
	const bad = { suite: 'oops' };

	it('is reported with its item and advice, even alone', async () => {
		const { error } = await create([bad], { taskSuite });
		expect([error?.message, error?.description, error?.context?.itemIndex]).toEqual([
			'Item 0: the task suite is not valid JSON. Nothing was created',
			'The item is invalid. Check the value of Task Suite for this item.',
			0,
		]);
	});

	it('is reported in whole sentences among others', async () => {
		const { error } = await create([{ suite: suiteOf(IMAGE) }, bad], { taskSuite });
		expect(error?.description).toBe(
			'1 of 2 items is invalid. Check the value of Task Suite for this item, or set Invalid Items to “Create Valid Items Only”.',
		);
	});

	it.each([
		{ onError: 'continueErrorOutput' as const },
		{ onError: 'continueRegularOutput' as const },
	])('affects only itself with %j', async (settings) => {
		const { outputs } = await create([bad, { suite: suiteOf(IMAGE) }], { taskSuite }, { settings });
		expect(creating.suites()).toHaveLength(1);
		const errors = outputs.flat().filter(({ json }) => json.error !== undefined);
		expect(errors.map(({ json, pairedItem }) => [json.error, pairedItem])).toEqual([
			['Item 0: the task suite is not valid JSON', { item: 0 }],
		]);
	});

	it('with a field that the project does not have gets the advice to remove it', async () => {
		const { error } = await create([{ tasks: [{ input_values: { image: IMAGE, old: 1 } }] }], {
			options: { extraFields: 'refuse' },
		});
		expect([error?.message, error?.description]).toEqual([
			'Item 0: field “tasks.0.input_values.old” is not an input field of the project. Nothing was created',
			'The item is invalid. Remove fields that the project does not have from input_values.',
		]);
	});
});
