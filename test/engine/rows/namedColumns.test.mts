import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { Creating, pictures } from '../creating.mts';
import { byId, imageRows } from '../emulated.mts';
import { useEmulated } from '../emulatedTest.mts';
import { Pushing } from '../pushing.mts';

/** An expression does not find a column whose name contains invisible characters. */

const NAMED = /finds no column “n”: its name in the input has U\+FEFF \(byte order mark\)/;
const ADVICE = 'Exclude Byte Order Mark (BOM)';
const expression = '={{ $json.n }}';
const marked = (rows: IDataObject[], value: unknown): IDataObject[] =>
	rows.map((row) => ({ '\ufeffn': value, ...row }) as IDataObject);

describe('Create Task Suites, with an expression for a misnamed column', () => {
	const creating = new Creating();

	it.each<[string, IDataObject, unknown]>([
		['Pool', { pool: byId(expression) }, '1'],
		['Open Pool', { openPool: expression }, true],
		['Tasks per Suite', { tasksPerSuite: expression }, 2],
		['Number of Performers', { overlapMode: 'number', overlap: expression }, 3],
		['Latitude', { suiteFields: { latitude: expression } }, 55],
		['Operation ID', { options: { operationId: '={{ "a-" + $json["n"] }}' } }, 'key'],
		[
			'Known Solutions',
			{ controlTask: { knownSolutions: '={{ [{ output_values: { result: $json?.n } }] }}' } },
			'OK',
		],
	])('refuses the item: %s', async (_label, parameters, value) => {
		const { error } = await creating.create(marked(pictures(2), value), parameters);
		expect(error?.message).toMatch(NAMED);
		expect(error?.description).toContain(ADVICE);
		expect(error?.context?.itemIndex).toBe(0);
		expect(creating.suites()).toHaveLength(0);
	});

	it('accepts the item if the column exists or the value is left out', async () => {
		const [one, two] = pictures(2);
		const rows = [{ ...one, n: 'a', ' n': 'b', 'x ': 'c' }, two];
		const messageOnUnknownSolution = '={{ $json.n ?? $json.x }}';
		const controlTask = { messageOnUnknownSolution };
		const { error, outputs } = await creating.create(rows, { controlTask });
		expect(error).toBeUndefined();
		expect(outputs[0].map(({ json }) => json.message_on_unknown_solution)).toEqual([
			'a',
			undefined,
		]);
	});
});

describe('Push Items', () => {
	const pushing = new Pushing();
	const fields = {
		mappingMode: 'defineBelow',
		value: { image_url: '={{ $json.image_url }}', caption: expression },
		schema: [],
	};

	it('refuses an item whose optional field would be left out', async () => {
		const { error } = await pushing.push(marked(imageRows(2), 'a'), { fields });
		expect(error?.message).toMatch(
			/^Item 0: field “caption” has an expression that finds no column/,
		);
		expect(error?.description).toContain(ADVICE);
		expect(pushing.created()).toHaveLength(0);
	});

	it.each([
		'={{ $json.n ?? $json["\\ufeffn"] }}',
		'={{ $json.n === undefined ? $json["\\ufeffn"] : $json.n }}',
	])('lets %s use either name', async (caption) => {
		const mapped = { ...fields, value: { ...fields.value, caption } };
		const { error } = await pushing.push(marked(imageRows(2), 'a'), { fields: mapped });
		expect(error).toBeUndefined();
		expect(pushing.created()).toHaveLength(2);
	});

	it.each([
		['n ', 'spaces around it'],
		['\u00ef\u00bb\u00bfn', 'a byte order mark that was read in another encoding'],
		['п»їn', 'a byte order mark that was read in another encoding'],
	])('shows what surrounds the name %s', async (column, flaw) => {
		const rows = imageRows(1).map((row) => ({ ...row, [column]: pushing.projectId }));
		const { error } = await pushing.push(rows, { project: byId(expression) });
		expect(error?.message).toBe(
			`An expression for item 0 finds no column “n”: its name in the input has ${flaw}`,
		);
	});

	it.each([
		['the id', 'the\u00a0id', 'U+00A0 (no-break space)'],
		['the id', 'the\u200b id', 'U+200B (zero width space)'],
		['й', 'и\u0306', 'letters and their accents as separate characters'],
	])('shows what hides in the name %s', async (name, column, flaw) => {
		const rows = imageRows(1).map((row) => ({ ...row, [column]: pushing.projectId }));
		const { error } = await pushing.push(rows, { project: byId(`={{ $json["${name}"] }}`) });
		expect(error?.message).toBe(
			`An expression for item 0 finds no column “${name}”: its name in the input has ${flaw}`,
		);
	});
});

describe('what would be ignored or get its default', () => {
	const emulated = useEmulated();
	const getMany = { operation: 'getMany' };

	it.each<[string, string, IDataObject]>([
		['Filters', 'toloka', { ...getMany, poolFilters: { projectId: expression } }],
		['Statuses', 'toloka', { ...getMany, resource: 'assignment', statuses: expression }],
		['Minimum Votes', 'tolokaGetAggregatedSolutions', { minVotes: expression }],
	])('is refused: %s', async (_label, node, parameters) => {
		const all = { pool: byId('1'), method: 'MAJORITY_VOTE', ...parameters };
		const { error } = await emulated.run(node, all, { input: marked([{}], 2) });
		expect(error?.message).toMatch(NAMED);
		expect(emulated.emulator.log.entries()).toEqual([]);
	});
});
