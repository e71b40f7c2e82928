import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { editorOf } from '../editor.mts';
import { byId } from '../emulated.mts';
import { describeNode } from '../engine.mts';
import { Pushing } from '../pushing.mts';
import { Creating } from '../creating.mts';

const pushing = new Pushing();
const creating = new Creating();

/**
 * Builds the mapper's value as the editor stores it: the mapped values, and the fields it was
 * given.
 */
async function mapped(
	type: 'tolokaPushItems' | 'tolokaCreateTaskSuites',
	target: IDataObject,
	value: IDataObject,
): Promise<IDataObject> {
	const { credentials } = type === 'tolokaPushItems' ? pushing.emulated : creating.emulated;
	const { getItemFields, getTaskFields } = describeNode(type).methods!.resourceMapping!;
	const { fields: schema } = await (getItemFields ?? getTaskFields).call(
		editorOf(type, credentials, target),
	);
	return { mappingMode: 'defineBelow', value, schema: schema as unknown as IDataObject[] };
}

/**
 * Creates a project with these input fields, and runs the node on it with fields mapped by
 * expression.
 */
async function pushMapped(
	inputSpec: Record<string, IDataObject & { type: string }>,
	rows: IDataObject[],
	{ value, ...parameters }: IDataObject = {},
	settings = {},
) {
	const { id } = pushing.emulator.seedData.addAppProject({ inputSpec });
	const project = byId(id);
	const byName = Object.keys(inputSpec).map((name) => [name, `={{ $json["${name}"] }}`]);
	const fields = await mapped(
		'tolokaPushItems',
		{ project },
		(value as IDataObject) ?? Object.fromEntries(byName),
	);
	const result = await pushing.push(rows, { project, fields, ...parameters }, settings);
	const created = pushing.emulator.truth.items(id).map(({ input }) => input);
	return { ...result, created };
}

const LIKES = { text: { type: 'string' }, likes: { type: 'integer', required: false } };
const ROWS = [
	{ text: 'a', likes: 1 },
	{ likes: 2 },
	{ text: 'c', likes: 'limping' },
	{ text: 'd' },
];

it('a value that looks like an expression is sent unchanged, never evaluated', async () => {
	const hostile = ['={{ 1 + 1 }}', '{{ $env.HOME }}', '={{ $execution.id }}'];
	const rows = hostile.map((text) => ({ text }));
	const { error, created } = await pushMapped({ text: { type: 'string' } }, rows);
	expect(error).toBeUndefined();
	expect(created).toEqual(rows);
});

describe('an invalid cell affects only its own item', () => {
	it('the others are pushed, and each invalid item has our message', async () => {
		const { outputs, error, created } = await pushMapped(LIKES, ROWS, {
			invalidItems: 'pushValid',
		});
		expect(error).toBeUndefined();
		expect(created).toEqual([{ text: 'a', likes: 1 }, { text: 'd' }]);
		expect(outputs[0].map(({ json }) => json.problem)).toEqual([
			undefined,
			'field “text” is required but missing',
			'field “likes” must be a whole number, not “limping”',
			undefined,
		]);
	});

	it('which alone goes to the error output', async () => {
		const { outputs, created } = await pushMapped(
			LIKES,
			ROWS,
			{ invalidItems: 'pushValid' },
			{ onError: 'continueErrorOutput' },
		);
		expect(outputs.map((items) => items.length)).toEqual([2, 2]);
		expect(created).toHaveLength(2);
	});

	it('which is named if everything stops', async () => {
		const { error, created } = await pushMapped(LIKES, ROWS);
		expect(error?.message).toBe('Item 1: field “text” is required but missing. Nothing was pushed');
		expect(error?.context?.itemIndex).toBe(1);
		expect(created).toHaveLength(0);
	});

	it('even if only certain values are allowed, and in task suites', async () => {
		creating.usePool({
			defaultOverlap: 1,
			inputSpec: { sort: { type: 'string', allowed_values: ['cat', 'dog'] } },
		});
		const value = { sort: '={{ $json.sort }}' };
		const pool = byId(creating.pool.id);
		const fields = await mapped('tolokaCreateTaskSuites', { pool }, value);
		const { outputs } = await creating.create([{ sort: 'cat' }, { sort: 'newt' }], {
			fields,
			invalidItems: 'createValid',
		});
		expect(creating.suites().map(({ tasks }) => tasks[0].input)).toEqual([{ sort: 'cat' }]);
		expect(outputs[0][1].json.problem).toBe('field “sort” must be one of cat, dog, not “newt”');
	});
});

describe('mapped values', () => {
	it('of empty cells in optional fields are absent, not 0', async () => {
		const spec = {
			text: { type: 'string' },
			score: { type: 'float', required: false },
			count: { type: 'integer', required: false },
			flag: { type: 'boolean', required: false },
		};
		const empty = [
			{ text: 'a', score: '', count: '', flag: '' },
			{ text: 'b', score: null, count: null, flag: null },
		];
		const { error, created } = await pushMapped(spec, empty);
		expect(error).toBeUndefined();
		expect(created).toEqual([{ text: 'a' }, { text: 'b' }]);
	});

	it('may be constants, alone or with expressions', async () => {
		const alone = { value: { text: 'same', likes: 3 } };
		const { created } = await pushMapped(LIKES, [{}, {}], alone);
		expect(created).toEqual([
			{ text: 'same', likes: 3 },
			{ text: 'same', likes: 3 },
		]);
		const beside = { value: { text: '={{ $json.text }}', likes: 3 } };
		const second = await pushMapped(LIKES, [{ text: 'a' }, { text: 'b' }], beside);
		expect(second.created).toEqual([
			{ text: 'a', likes: 3 },
			{ text: 'b', likes: 3 },
		]);
	});

	it('may contain expressions inside objects and lists', async () => {
		const spec = { meta: { type: 'json' }, tags: { type: 'array_string' } };
		const value = { meta: { from: '={{ $json.from }}' }, tags: ['x', '={{ $json.from }}'] };
		const { created } = await pushMapped(spec, [{ from: 'sheet' }], { value });
		expect(created).toEqual([{ meta: { from: 'sheet' }, tags: ['x', 'sheet'] }]);
	});

	it('may have names with dots', async () => {
		const spec = { 'image.url': { type: 'url' } };
		const { created } = await pushMapped(spec, [{ 'image.url': 'https://example.com/1.jpg' }]);
		expect(created).toEqual([{ 'image.url': 'https://example.com/1.jpg' }]);
	});

	it('may be fields that performers do not see', async () => {
		const spec = { text: { type: 'string' }, key: { type: 'string', hidden: true } };
		const { created } = await pushMapped(spec, [{ text: 'a', key: 'k1' }]);
		expect(created).toEqual([{ text: 'a', key: 'k1' }]);
	});
});

describe('a number that has lost digits, within text made by an expression', () => {
	const id = Number('1524831183200260097');
	const spec = { link: { type: 'string' } };

	it.each([
		['=https://example.com/{{ $json.id }}', { id }],
		['={{ String($json.user.id) }}', { user: { id } }],
		['={{ "x" + $json.ids[0] }}', { ids: [id] }],
	])('is refused: %s', async (link, row) => {
		const rows = [row, { id: 1, user: { id: 1 }, ids: [1] }];
		const parameters = { value: { link }, invalidItems: 'pushValid' };
		const { outputs, created } = await pushMapped(spec, rows, parameters);
		expect(created).toHaveLength(1);
		expect(outputs[0][0].json.problem).toBe(
			'field “link” has 1524831183200260000, a number beyond 9,007,199,254,740,991 that has lost digits: deliver it as text to keep them',
		);
	});

	it('is accepted if the item has the same digits as text', async () => {
		const row = { id, id_str: '1524831183200260000', card: '4111111111111111' };
		const value = { link: '=https://example.com/{{ $json.id_str }}/{{ $json.card }}' };
		const { created } = await pushMapped(spec, [row], { value });
		expect(created).toEqual([{ link: 'https://example.com/1524831183200260000/4111111111111111' }]);
	});

	it('is not reported if the field itself has a better message', async () => {
		const value = { count: '={{ String($json.id) }}' };
		const { error } = await pushMapped({ count: { type: 'integer' } }, [{ id }], { value });
		expect(error?.message).toMatch(/“count” is beyond .*: make the field a text field/);
	});
});

describe('the fields in the mapper', () => {
	const methods = () => describeNode('tolokaPushItems').methods!.resourceMapping!;

	async function shown(parameters: IDataObject) {
		const { credentials } = pushing.emulated;
		return await methods().getItemFields.call(editorOf('tolokaPushItems', credentials, parameters));
	}

	it("have the names of the project's fields; the notice has their types", async () => {
		const inputSpec = {
			note: { type: 'string', required: false },
			image: { type: 'url' },
			key: { type: 'string', hidden: true, required: false },
		};
		const { id } = pushing.emulator.seedData.addAppProject({ inputSpec });
		const { fields, emptyFieldsNotice } = await shown({ project: byId(id) });
		expect(fields.map(({ displayName, display }) => [displayName, display])).toEqual([
			['image', true],
			['note', true],
			['key (not shown to performers)', true],
		]);
		expect(emptyFieldsNotice).toBe(
			'Input fields of this project. Required: <b>image (url)</b>. Optional: note (string), key (string).',
		);
	});

	it('wait for a project, and keep earlier mappings', async () => {
		expect(await shown({})).toEqual({
			fields: [],
			emptyFieldsNotice: 'Choose a project to see its fields.',
		});
		const schema = [{ id: 'image', displayName: 'image', required: true }];
		const fields = { mappingMode: 'defineBelow', value: {}, schema };
		expect((await shown({ project: byId(''), fields })).fields).toEqual(schema);
	});
});

describe('an item without any value among others', () => {
	it('is refused if the mapping makes nothing valid of it', async () => {
		const rows = [{ text: 'a' }, {}, { text: 'c' }];
		const parameters = { invalidItems: 'pushValid' };
		const { created, outputs } = await pushMapped({ text: { type: 'string' } }, rows, parameters);
		expect(created).toEqual([{ text: 'a' }, { text: 'c' }]);
		expect(outputs[0][1].json).toMatchObject({
			id: null,
			problem: expect.stringMatching(/missing/),
		});
	});

	it('leaves the pool closed if it becomes a task and says so', async () => {
		const pool = byId(creating.pool.id);
		const value = { image: '={{ $json.image || "https://pictures.example/0.jpg" }}' };
		const fields = await mapped('tolokaCreateTaskSuites', { pool }, value);
		const openPool = '={{ $json.image !== undefined }}';
		const rows = [{ image: 'https://pictures.example/1.jpg' }, {}];
		const { error } = await creating.create(rows, { fields, openPool });
		expect(error).toBeUndefined();
		expect(creating.suites()).toHaveLength(2);
		expect(creating.emulator.log.count('POST /pools/{id}/open')).toBe(0);
		const filled = creating.emulator.catalogue.pools().find(({ id }) => id === creating.pool.id);
		expect(filled?.status).toBe('CLOSED');
	});
});
