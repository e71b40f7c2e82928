import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { Creating, pictures, suiteOf } from '../creating.mts';
import { byId, imageRows } from '../emulated.mts';
import type { NodeResult } from '../engine.mts';
import { Operating } from '../operating.mts';
import { Pushing } from '../pushing.mts';

/**
 * An expression that fails for one item names the item and affects only items that depend on it.
 */

const CONTINUE = { settings: { onError: 'continueErrorOutput' } } as const;
const WORDS = /An expression fails(?: for item 1)?: Referenced node doesn/;
/** Fails unless the message names the item exactly once. */
const expectNamed = (words: unknown) => expect(String(words).match(/item 1\b/gi)).toHaveLength(1);

/** Builds an expression that fails for the item whose `n` is 1. */
const fails = (otherwise: string) =>
	`={{ $json.n === 1 ? $("Nowhere").item.json.x : ${otherwise} }}`;
const numbered = (rows: IDataObject[]): IDataObject[] => rows.map((row, n) => ({ ...row, n }));
const failedItems = ({ outputs }: NodeResult) => outputs[1].map(({ pairedItem }) => pairedItem);

describe('Create Task Suites', () => {
	const creating = new Creating();
	const suite = { input: 'suites', taskSuite: fails('$json.suite') };
	const cases: Array<[string, (pool: string) => IDataObject, boolean]> = [
		['Pool', (pool) => ({ pool: byId(fails(`"${pool}"`)) }), true],
		['Open Pool', () => ({ openPool: fails('false') }), true],
		['Operation ID', () => ({ options: { operationId: fails('"key"') } }), true],
		['Task Suite', () => suite, false],
		['Overlap', () => ({ overlapMode: fails('"poolDefault"') }), false],
		['Number of Performers', () => ({ overlapMode: 'number', overlap: fails('2') }), false],
		['Latitude', () => ({ suiteFields: { latitude: fails('2'), longitude: 2 } }), false],
		['Tasks per Suite', () => ({ tasksPerSuite: fails('1') }), false],
		['Known Solutions', () => ({ controlTask: { knownSolutions: fails('""') } }), false],
	];
	const rows = numbered(pictures(3)).map((row) => ({ ...row, suite: suiteOf(row.image) }));

	it.each(cases)('%s', async (_label, parametersFor, isOfTarget) => {
		const parameters = parametersFor(creating.pool.id);
		const { error } = await creating.create(rows, parameters);
		expect(error?.message).toMatch(WORDS);
		expectNamed(error?.message);
		expect(error?.context?.itemIndex).toBe(1);
		expect(creating.suites()).toHaveLength(0);

		const isOne = isOfTarget || parameters === suite;
		const continued = await creating.create(rows, parameters, CONTINUE);
		// Other settings stop the whole group of the item.
		const failed = isOne ? [{ item: 1 }] : rows.map((_row, item) => ({ item }));
		expect(failedItems(continued)).toEqual(failed);
		expect(creating.suites()).toHaveLength(rows.length - failed.length);
	});

	it('an invalid expression is not reported as a bug of the node', async () => {
		const { error } = await creating.create(rows, { tasksPerSuite: '={{ ( }}' });
		expect(error?.message).toContain('Item 0: An expression fails: invalid syntax');
		expect(error?.description).toContain('Correct the expression “{{ ( }}” in the parameters');
	});

	const CUT = '={{ [{ output_values: { result: "cat" }}] }}';
	const UNCUT = CUT.replace('}}]', '} }]');

	it('one that n8n cuts off inside an object is shown, and the advice works', async () => {
		const known = (knownSolutions: string) => ({ controlTask: { knownSolutions } });
		const { error } = await creating.create(pictures(1), known(CUT));
		expect(error?.description).toContain(`“${CUT.slice(1)}”`);
		expect(error?.description).toContain('write “} }” with a space, where objects end');
		const { outputs } = await creating.create(pictures(1), known(UNCUT));
		expect(outputs[0]).toHaveLength(1);
		expect(creating.suites()).toHaveLength(1);
	});

	it.each(['={{ [1, 2 }}', '={{ "}" }}{{ ( }}'])('%s is not', async (tasksPerSuite) => {
		const { error } = await creating.create(pictures(1), { tasksPerSuite });
		expect(error?.message).toContain('invalid syntax');
		expect(error?.description).not.toContain('} }');
	});

	it('one that is cut off in the mapping gets the same advice', async () => {
		const value = { image: '={{ ({ a: { b: $json.image }}).a.b }}' };
		const fields = { mappingMode: 'defineBelow', value };
		const { error } = await creating.create(pictures(1), { fields });
		expect(error?.message).toContain('field “image” has an expression that fails');
		expect(error?.description).toContain('write “} }” with a space, where objects end');
		const mended = { ...fields, value: { image: value.image.replace('}})', '} })') } };
		expect((await creating.create(pictures(1), { fields: mended })).error).toBeUndefined();
	});

	it.each<[string, (value: string) => IDataObject, string]>([
		['Pool', (value) => ({ pool: byId(value) }), 'Check the expression in Pool'],
		['Open Pool', (value) => ({ openPool: value }), 'Change the value in the node'],
		['Tasks per Suite', (value) => ({ tasksPerSuite: value }), 'Change the value in the node'],
		['Overlap', (value) => ({ overlapMode: value }), 'Change the value in the node'],
	])('a value that %s cannot have names its item once, with advice', async (label, set, advice) => {
		const { error } = await creating.create(rows, set('={{ "?" }}'));
		expect(error?.message).toMatch(new RegExp(`^Item [01]: ${label} (?:must be|is)`));
		expect(error?.message.match(/item \d/gi)).toHaveLength(1);
		expect(error?.description).toContain(advice);
	});

	it('Wait for Operation answers the other items', async () => {
		const suites = await creating.create(pictures(1), { delivery: 'operation' });
		const operationId = fails(`"${String(suites.outputs[0][0].json.operation_id)}"`);
		const waited = await creating.emulated.run(
			'tolokaWaitForOperation',
			{ operationId },
			{ input: numbered(pictures(3)), ...CONTINUE },
		);
		expect(failedItems(waited)).toEqual([{ item: 1 }]);
		expect(waited.outputs[1][0].json.error).toMatch(WORDS);
		expect(waited.outputs[0]).toHaveLength(2);
	});
});

describe('Push Items', () => {
	const pushing = new Pushing();
	const cases: Array<[string, (project: string) => IDataObject]> = [
		['Project', (project) => ({ project: byId(fails(`"${project}"`)) })],
		['Batch Name', () => ({ destination: 'newBatch', batchName: fails('"name"') })],
		['Invalid Items', () => ({ invalidItems: fails('"stop"') })],
		['an option', () => ({ options: { lookBack: fails('0') } })],
	];
	const rows = numbered(imageRows(3));

	it('a value that an option cannot have names its item once, with advice', async () => {
		const { error } = await pushing.push(rows, { options: { extraFields: '={{ "?" }}' } });
		expect([error?.message, error?.description]).toEqual([
			'Item 0: Extra Fields must be one of refuse, leaveOut, not “?”. Nothing was pushed',
			'All 3 items are invalid. Change the value in the node.',
		]);
	});

	it.each(cases)('%s', async (_label, parametersFor) => {
		const parameters = parametersFor(pushing.projectId);
		const { error } = await pushing.push(rows, parameters);
		expect(error?.message).toMatch(WORDS);
		expectNamed(error?.message);
		expect(error?.context?.itemIndex).toBe(1);
		expect(pushing.created()).toHaveLength(0);
		const continued = await pushing.push(rows, parameters, CONTINUE.settings);
		expect(failedItems(continued)).toEqual([{ item: 1 }]);
		expect(pushing.created()).toHaveLength(2);
	});
});

describe('Toloka', () => {
	const operating = new Operating();

	it('handles the other items', async () => {
		const { id } = operating.emulator.catalogue.pool('CLOSED');
		const parameters = { pool: byId(id), cloneName: fails('"Copy"') };
		const cloned = await operating.operate(
			'pool:clone',
			parameters,
			numbered([{}, {}, {}]),
			CONTINUE,
		);
		expect(failedItems(cloned)).toEqual([{ item: 1 }]);
		expect(cloned.outputs[1][0].json.error).toMatch(WORDS);
		expect(cloned.outputs[0]).toHaveLength(2);
	});
});
