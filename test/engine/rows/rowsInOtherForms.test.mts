import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { Creating, suiteOf } from '../creating.mts';
import { byId } from '../emulated.mts';
import type { NodeResult } from '../engine.mts';
import { Pushing } from '../pushing.mts';

/** Items without a column for any field, because they are not the rows that were meant. */

const pushing = new Pushing();
const creating = new Creating();

const image = 'https://example.com/1.jpg';
const inputSpec = { image: { type: 'url' as const } };
const CONTINUE = { onError: 'continueErrorOutput' as const };

type Run = (
	rows: unknown[],
	parameters?: IDataObject,
	settings?: object,
	spec?: Record<string, { type: 'url' }>,
) => Promise<NodeResult>;

const push: Run = async (rows, parameters = {}, settings = {}, spec = inputSpec) => {
	const { id } = pushing.emulator.seedData.addAppProject({ inputSpec: spec });
	return await pushing.push(rows as IDataObject[], { project: byId(id), ...parameters }, settings);
};

const create: Run = async (rows, parameters = {}, settings = {}, spec = inputSpec) => {
	creating.usePool({ defaultOverlap: 1, inputSpec: spec });
	return await creating.create(rows as IDataObject[], parameters, { settings });
};

const words = ({ error }: NodeResult) => [error?.message, error?.description];

describe.each<[string, Run, string]>([
	['Push Items', push, 'pushed'],
	['Create Task Suites', create, 'created'],
])('%s', (_node, run, done) => {
	it.each([
		[{ data: [{ image }, { image }] }, 'data'],
		[{ links: [{ rel: 'next' }], total: 2, rows: [{ image }, { image }] }, 'rows'],
		[{ next: 'https://example.com', found: [{ Photo: image }] }, 'found'],
		[{ headers: { a: 1 }, query: {}, body: [{ image }] }, 'body'],
		[{ catalog: { note: [{ a: 1 }], photo: [{ image }, { image }] } }, 'catalog.photo'],
		[{ status: 200, data: { page: { total: 1, items: [{ image }] } } }, 'data.page.items'],
	])('names the list that contains the rows: %j', async (item, list) => {
		for (const extraFields of ['leaveOut', 'refuse']) {
			expect(words(await run([item], { options: { extraFields } }))).toEqual([
				`Item 0: the rows are in the list “${list}”. Nothing was ${done}`,
				`The item is invalid. Put Split Out before the node and enter “${list}” as its field.`,
			]);
		}
		const { outputs } = await run([item], {}, CONTINUE);
		expect(outputs[1][0].json.error).toBe(`Item 0: the rows are in the list “${list}”`);
	});

	it.each([
		[{ output: JSON.stringify([{ image }]) }, 'output', '$json.output'],
		[
			{ message: { content: ` [{"image":"${image}"}]` } },
			'message.content',
			'$json.message.content',
		],
		[{ 'all rows': JSON.stringify([{ image }]) }, 'all rows', '$json["all rows"]'],
		[{ 'v1.rows': JSON.stringify([{ image }]) }, 'v1.rows', '$json["v1.rows"]'],
		[
			{ out: { 0: { 'all rows': JSON.stringify([{ image }]) } } },
			'out.0.all rows',
			'$json.out["0"]["all rows"]',
		],
	])('names a list of rows in text, and how to read it: %j', async (item, list, value) => {
		expect(words(await run([item]))).toEqual([
			`Item 0: the rows are in the list “${list}”, which is text. Nothing was ${done}`,
			`The item is invalid. Put Edit Fields before the node, choose JSON and enter { "rows": {{ ${value} }} }, then Split Out with “rows” as its field.`,
		]);
	});

	it.each([
		`{"image":"${image}"}\n{"image":"${image}","a":1}\n`,
		`\ufeff{ "a": 1, "image": "${image}" } \r\n\r\n {}`,
	])('names a text whose lines are the rows: %j', async (data) => {
		const list = '{{ "[" + $json.data.trim().replace(/\\s*\\n\\s*/g, ",") + "]" }}';
		expect(words(await run([{ status: 200, data }]))).toEqual([
			`Item 0: the rows are the lines of the text “data”. Nothing was ${done}`,
			`The item is invalid. Put Edit Fields before the node, choose JSON and enter { "rows": ${list} }, then Split Out with “rows” as its field.`,
		]);
	});

	it.each([
		[{ output: JSON.stringify({ image }) }, 'output'],
		[{ text: `\`\`\`json\n{ "image": "${image}" }\n\`\`\`` }, 'text'],
		[{ rss: { version: '2.0', channel: { image } } }, 'rss.channel'],
	])('names the object that contains the values: %j', async (item, object) => {
		const [message] = words(await run([item]));
		expect(message).toBe(
			`Item 0: field “image” is required but missing: it is within “${object}”: turn the values in that object into columns, with Edit Fields. Nothing was ${done}`,
		);
	});

	it.each([
		{ caption: JSON.stringify([{ a: 1 }]), meta: { tags: [{ name: 'x' }] } },
		{ note: '[1, 2]', more: '{ "a": 1 }', cut: '[{"image":' },
		{ file: Buffer.from('[{"image":1}]') },
		{ data: '{"a":1}\n{"a":2}', text: '{"image":1}\nand more' },
	])('but not a list or object without any field: %j', async (item) => {
		const [message] = words(await run([item]));
		expect(message).toBe(`No column is named image. Nothing was ${done}`);
	});

	it.each([
		[{ id: 1, data: { image }, annotations: [{ id: 2, result: [] }] }, 'it is within “data”'],
		[{ id: 'rec1', fields: { image }, comments: [{ text: 'a' }] }, 'it is within “fields”'],
		[{ Image: image, thumbnails: [{ url: image }] }, 'rename the column “Image” to “image”'],
		[
			{ inputValues: { image }, knownSolutions: [{ outputValues: { result: 'cat' } }] },
			'rename the column “inputValues” to “input_values”',
		],
	])('names what was meant for the field rather than any list: %j', async (item, advice) => {
		const [message] = words(await run([item]));
		expect(message).toContain(`field “image” is required but missing: ${advice}`);
	});

	it('reports an item that is a list of rows', async () => {
		const [message, description] = words(await run([[{ image }, { image }]]));
		expect(message).toBe(`Item 0: the item is a list of rows. Nothing was ${done}`);
		expect(description).toContain('Turn each row into an item before the node');
	});

	it.each([
		{ data: [] },
		{ tags: ['a'] },
		{ image: 'x', data: [{ image }] },
		{ input_values: { Photo: image }, known_solutions: [{ output_values: {} }] },
	])('accepts %j as a row', async (item) => {
		const [message] = words(await run([item]));
		expect(message).not.toContain('the rows are in the list');
	});

	it('reports that no column has the name of a field', async () => {
		const rows = [{ Photo: image }, { Photo: image }];
		expect(words(await run(rows))).toEqual([
			`No column is named image. Nothing was ${done}`,
			'Set Mapping Column Mode to “Map Each Column Manually”, or rename the columns with Edit Fields.',
		]);
		const { outputs } = await run(rows, {}, CONTINUE);
		expect(outputs[1].map(({ json }) => [json.error, json.Photo])).toEqual(
			rows.map(() => [`No column is named image. Nothing was ${done}`, image]),
		);
	});

	it('and how many fields there are where it names only the first', async () => {
		const names = [...'abcdefg'];
		const wide = Object.fromEntries(names.map((name) => [name, { type: 'url' as const }]));
		const [message] = words(await run([{ Photo: image }], {}, {}, wide));
		expect(message).toBe(`No column is named a, b, c, d, e and 2 more. Nothing was ${done}`);
	});

	it.each([
		['={{ $json.missing }}', /^Item 0: the expressions return no value for image\. Nothing was/],
		[{ from: '={{ $json.missing }}' }, /^Item 0: field “image” must be a link/],
		[null, /^Nothing is mapped to image\. Nothing was/],
		['', /^Item 0: field “image” is required but empty\. Nothing was/],
	])(
		'distinguishes a field mapped without a value from an unmapped one: %j',
		async (value, message) => {
			const fields = { mappingMode: 'defineBelow', value: { image: value } };
			const [said, next] = words(await run([{ image }], { fields } as IDataObject));
			expect(said).toMatch(message);
			if (said?.includes('expressions'))
				expect(next).toContain('Check under Values to Send whether');
		},
	);

	it.each([
		[
			{ options: { extraFields: 'refuse' } },
			'The item is invalid. Set the option Extra Fields to “Ignore” to leave out fields that the project does not have.',
		],
		[
			{ fields: { mappingMode: 'defineBelow', value: { image, old: 'x' } } },
			'The item is invalid. Refresh the fields of the mapping in the node, or remove those that the project does not have.',
		],
	])('advises on a field that the project does not have: %j', async (parameters, advice) => {
		const result = await run([{ image, old: 'x' }], parameters as IDataObject);
		expect(words(result)).toEqual([
			`Item 0: field “old” is not an input field of the project. Nothing was ${done}`,
			advice,
		]);
	});

	it('advises on each kind of problem of an item', async () => {
		const options = { extraFields: 'refuse' };
		const [, advice] = words(await run([{ image: 'x', old: 1 }, { image }], { options }));
		expect(advice).toMatch(
			/^1 of 2 items is invalid\. Correct the data, or set Invalid Items to “[^”]+ Only”\. Set the option Extra Fields to “Ignore” [^.]+\.$/,
		);
	});

	it('accepts app items as nodes output them', async () => {
		const outputs = [
			{ id: 'a', app_project_id: 'p', existed: true, input_data: { image } },
			{ error: 'from before', message: 'm', input_data: JSON.stringify({ 'INPUT:image': image }) },
		];
		const { error } = await run(outputs);
		expect(error?.message).toBeUndefined();
	});
});

describe('the other value of Input is suggested', () => {
	const task = { input_values: { image } };

	it.each([
		{ tasks: [task, task], overlap: 3 },
		{ tasks: JSON.stringify([task]), pool_id: '' },
	])('if each item is a suite: %j', async (item) => {
		for (const extraFields of ['leaveOut', 'refuse']) {
			expect(words(await create([item], { options: { extraFields } }))).toEqual([
				'Item 0: the item is a task suite, not a task. Nothing was created',
				'The item is invalid. Set Input to “Each Item Is a Task Suite”.',
			]);
		}
	});

	it.each([
		{ image },
		{ image, boxes: [{ x: 1 }] },
		{ ...task, overlap: '', known_solutions: [{ output_values: {} }] },
	])('if each item is a task: %j', async (item) => {
		expect(words(await create([item, item], { input: 'suites' }))).toEqual([
			'Item 0: field “tasks” is required but missing. Nothing was created',
			'All 2 items are invalid. If each item is a task, set Input to “Each Item Is a Task”.',
		]);
	});

	it('but not for an assignment, whose pool is another one', async () => {
		const assignment = { ...suiteOf(image), pool_id: '77', status: 'ACCEPTED', solutions: [] };
		expect(words(await create([assignment], { input: 'suites' }))).toEqual([
			'Item 0: the item is an assignment, not a task suite. Nothing was created',
			'The item is invalid. Keep only its tasks, with Edit Fields.',
		]);
	});

	it('but not for suites in a list', async () => {
		const [message] = words(await create([{ data: [suiteOf(image)] }], { input: 'suites' }));
		expect(message).toBe('Item 0: the rows are in the list “data”. Nothing was created');
	});
});
