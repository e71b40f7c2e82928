import { createRequire } from 'node:module';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import {
	checkedOf,
	checkedPerItem,
	groupByTarget,
	idPerItem,
	perItem,
	sameForAll,
} from '../../../nodes/shared/n8n/parameters/parameters.ts';
import { readBoolean, readWholeNumber } from '../../../nodes/shared/n8n/parameters/readers.ts';
import type { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import { outcomeOf, refusal } from '../../../nodes/shared/toloka/service/failures.ts';
import { isRecord } from '../../../nodes/shared/toloka/values/foreign.ts';
import { messageOf } from '../failureOf.mts';

const get = createRequire(import.meta.url)('lodash/get') as (from: object, path: string) => unknown;

/** Creates a node with these items; `=name` means the expression `={{ $json.name }}`. */
function nodeWith(items: IDataObject[], parameters: IDataObject) {
	let evaluations = 0;
	const evaluated = (value: unknown, index: number): unknown => {
		if (typeof value === 'string' && value.startsWith('=')) {
			evaluations++;
			return items[index][value.slice(1)];
		}
		if (typeof value !== 'object' || value === null) return value;
		const entries = Object.entries(value).map(([key, inner]) => [key, evaluated(inner, index)]);
		return Object.fromEntries(entries) as unknown;
	};
	const context = {
		getInputData: () => items,
		getNodeParameter(
			name: string,
			index: number,
			fallback: unknown,
			{ rawExpressions = false, extractValue = false } = {},
		) {
			const raw = get(parameters, name) ?? fallback;
			if (rawExpressions) return raw;
			const value = evaluated(raw, index);
			return extractValue && isRecord(value) && 'value' in value ? value.value : value;
		},
	} as unknown as IExecuteFunctions;
	return { context, evaluations: () => evaluations };
}

const COUNT = { min: 1, max: Infinity, fallback: 1 };

describe('a per-item parameter', () => {
	it('is read once if it is constant', () => {
		const { context } = nodeWith([{}, {}], { open: 'false' });
		const read = checkedPerItem(context, 'open', 'Open Pool', readBoolean);
		expect([read(0), read(1), read.isConstant]).toEqual([false, false, true]);
	});

	it("has its item's value, and a refusal names the item", () => {
		const { context } = nodeWith([{ n: '2' }, { n: 5 }, { n: 'many' }], { overlap: '=n' });
		const read = checkedPerItem(context, 'overlap', 'Number of Performers', (value, field) =>
			readWholeNumber(value, field, COUNT),
		);
		expect([read(0), read(1), read.isConstant === true]).toEqual([2, 5, false]);
		expect(messageOf(() => read(2)).message).toBe(
			'Number of Performers of item 2 must be a whole number of 1 or more, not “many”',
		);
	});

	it('may be an option', () => {
		const { context, evaluations } = nodeWith([{ a: 1 }, { a: 2 }], {
			options: { after: '=a', other: 5 },
		});
		const option = perItem<unknown>(context, 'options.other', null);
		expect([option(1), option.isConstant, evaluations()]).toEqual([5, true, 0]);
		const after = (item: number) =>
			checkedOf(context, 'options.after', 'After', (value, field) => [value, field], item);
		expect([after(0), after(1)]).toEqual([
			[1, { label: 'After', itemIndex: 0 }],
			[2, { label: 'After', itemIndex: 1 }],
		]);
	});

	it('is not an option if an imported workflow contains something else', () => {
		const { context } = nodeWith([{}], { options: 'text' });
		expect(perItem(context, 'options.after', null)(0)).toBeNull();
	});

	it('may be an ID, and its refusal names the item', () => {
		const { context } = nodeWith([{ to: 'abc' }, {}, { to: '../x' }, { to: 'abc\u200b' }], {
			project: { __rl: true, mode: 'id', value: '=to' },
			pool: { __rl: true, mode: 'id', value: '' },
		});
		const read = idPerItem(context, 'project', 'Project');
		expect(read(0)).toBe('abc');
		expect(messageOf(() => read(1)).message).toBe('Project of item 1 is empty');
		expect(messageOf(() => read(2)).message).toBe('Project of item 2 is not an ID: “../x”');
		expect(messageOf(() => read(3)).message).toBe(
			'Project of item 3 is not an ID: “abc” with U+200B (zero width space)',
		);
		expect(messageOf(() => idPerItem(context, 'pool', 'Pool')).message).toBe('Pool is empty');
	});
});

describe('the ID of an item that an earlier node left out', () => {
	const problem = 'field “image” is required but missing';
	const read = (json: IDataObject) => {
		const { context } = nodeWith([json], { id: '=id' });
		const items = [{ json }] as unknown as ReturnType<IExecuteFunctions['getInputData']>;
		return idPerItem(Object.assign(context, { getInputData: () => items }), 'id', 'Item ID')(0);
	};

	it.each([
		{ id: null, problem },
		{ task_suite_id: null, problem },
	])('is missing in %j', (json) => {
		expect(messageOf(() => read(json)).message).toBe(
			`Item ID of item 0 is empty, because an earlier node left the item out: ${problem}`,
		);
	});

	it.each([{ problem }, { id: '', problem }, { id: null }, { id: null, problem: 3 }])(
		'is not suspected in %j',
		(json) => {
			expect(messageOf(() => read(json as IDataObject)).message).toBe('Item ID of item 0 is empty');
		},
	);
});

describe('a setting for all items', () => {
	const items = [{ a: 1, b: 'x' }, { a: 1 }, { a: 1, b: 'y' }];

	it('is read, whether it is constant or an expression', async () => {
		const { context } = nodeWith(items, { one: '=a', two: 7 });
		expect(await sameForAll(context, perItem(context, 'one', 0), 'One')).toBe(1);
		expect(await sameForAll(context, perItem(context, 'two', 0), 'Two')).toBe(7);
	});

	it('is refused if it differs, and both items are named', async () => {
		const { context } = nodeWith(items, { one: '=b' });
		const failure = await outcomeOf(
			sameForAll(context, perItem(context, 'one', null), 'Batch Name'),
		);
		expect((failure as TolokaFailure).details).toMatchObject({
			text: 'Batch Name must be the same for all items: item 0 says “x”, item 1 says nothing',
			itemIndex: 1,
		});
	});
});

describe('groups of items', () => {
	it('have one target each, in the order of first appearance', async () => {
		const targets = ['b', 'a', 'b', 'c', 'a'];
		expect(await groupByTarget(targets, (item) => targets[item])).toEqual([
			{ target: 'b', items: [0, 2] },
			{ target: 'a', items: [1, 4] },
			{ target: 'c', items: [3] },
		]);
	});

	it('do not exist without items', async () => {
		expect(await groupByTarget([], () => 'a')).toEqual([]);
	});

	it('contain only one item if its target is a failure', async () => {
		const groups = await groupByTarget(['a', 'a', 'b'], (item) =>
			item === 1 ? 'a' : refusal('no', 'yes', item),
		);
		expect(groups.map(({ items }) => items)).toEqual([[0], [1], [2]]);
	});
});
