import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { Creating } from '../creating.mts';
import { byId } from '../emulated.mts';
import { Pushing } from '../pushing.mts';

/** “undefined” and “null” in texts of expressions, for what the item does not have. */

const pushing = new Pushing();
const creating = new Creating();

const SPEC = {
	image: { type: 'url' as const },
	text: { type: 'string' as const, required: false },
	list: { type: 'array_string' as const, required: false },
	more: { type: 'json' as const, required: false },
};
const image = 'https://a.b/1.jpg';
const NO_COLUMN = 'has “undefined” in it, because the item has no column';
const NOTHING = 'has “null” in it, because the item has nothing in the column';

async function push(row: IDataObject, value: IDataObject): Promise<unknown> {
	const { id } = pushing.emulator.seedData.addAppProject({ inputSpec: SPEC });
	const fields = { mappingMode: 'defineBelow', value: { image, ...value } };
	const rows = [{ file: 'f', body: { file: 'f' }, of: { a: 'a', name: 'n' } }, row];
	const parameters = { project: byId(id), invalidItems: 'pushValid', fields };
	const { outputs, error } = await pushing.push(rows, parameters);
	const { problem, input_data: input } = outputs[0]?.[1]?.json ?? {};
	return problem ?? (input as IDataObject | undefined) ?? error?.message;
}

describe('a mapped field is refused', () => {
	it.each<[IDataObject, IDataObject, string]>([
		[{ file: null }, { text: '={{ "Is " + $json.file }}' }, `“text” ${NOTHING} “file”`],
		[{ file: null }, { image: '={{ `www.a.b/${$json.file}` }}' }, `“image” ${NOTHING} “file”`],
		[{ file: null }, { text: '={{ String($json["file"]) }}' }, `“text” ${NOTHING} “file”`],
		[{ body: {} }, { image: '={{ "www.a.b/" + $json.body.file }}' }, `${NO_COLUMN} “body.file”`],
		[{ body: {} }, { text: '={{ "a" + $json.body?.["file"] }}' }, `${NO_COLUMN} “body.file”`],
		[{ of: { a: null } }, { text: "={{ 'a' + $json.of['a'] }}" }, `${NOTHING} “of.a”`],
		[{}, { text: '={{ "a" + $("Start").item.json.file }}' }, `${NO_COLUMN} “file”`],
		[{ file: null }, { text: "={{ 'a' + $('Start').item.json['file'] }}" }, `${NOTHING} “file”`],
		[{ file: null }, { text: '={{ `a${$input.item.json.file}` }}' }, `${NOTHING} “file”`],
		[{}, { list: '={{ ["a", "b" + $json.file] }}' }, `“list” ${NO_COLUMN} “file”`],
		[{ file: null }, { more: '={{ { a: { b: `${$json.file}` } } }}' }, `“more” ${NOTHING} “file”`],
	])('for %j in %j', async (row, value, problem) => {
		expect(await push(row, value)).toContain(problem);
	});
});

describe('a mapped field is accepted', () => {
	it.each<[IDataObject, IDataObject, unknown]>([
		[{ file: null }, { text: '=Is {{ $json.file }}' }, { text: 'Is ' }],
		[
			{ file: null, to: 'annulled' },
			{ text: '={{ $json.file ?? $json.to }}' },
			{ text: 'annulled' },
		],
		[
			{ file: null, to: 'annulled' },
			{ text: '={{ $json.file || $json.to }}' },
			{ text: 'annulled' },
		],
		[{ file: null }, { text: '={{ $json.file === null ? "null" : "" }}' }, { text: 'null' }],
		[{ file: 'null' }, { text: '={{ "Is " + $json.file }}' }, { text: 'Is null' }],
		[{ file: null }, { more: '={{ JSON.stringify({ a: $json.file }) }}' }, { more: { a: null } }],
		[{ file: null }, { more: '={{ { a: $json.file } }}' }, { more: { a: null } }],
		[{ file: null }, { more: '={"a": {{ JSON.stringify($json.file) }} }' }, { more: { a: null } }],
		[
			{ of: { name: 'undefined' }, file: null },
			{ text: '={{ $json.of.name.trim() + ($json.file ? "!" : "") }}' },
			{ text: 'undefined' },
		],
		[{ file: null }, { text: '={{ ["a", $("Start").item.json.file].join("") }}' }, { text: 'a' }],
		[{ of: null }, { text: '={{ $json.of?.name?.trim() ?? "none" }}' }, { text: 'none' }],
	])('for %j in %j', async (row, value, expected) => {
		expect(await push(row, value)).toEqual({ image, ...(expected as IDataObject) });
	});
});

describe('known solutions and hints', () => {
	const outputSpec = { result: { type: 'string' as const } };
	const control = '={{ [{ output_values: { result: "" + $json.golden } }] }}';
	const hint = '={{ "It is " + $json.why }}';
	const whole = '={{ JSON.stringify([{ output_values: { result: `${$json.golden}` } }]) }}';

	it.each<[IDataObject, IDataObject, string]>([
		[{}, { knownSolutions: control }, `${NO_COLUMN} “golden”`],
		[{ golden: null }, { knownSolutions: control }, `${NOTHING} “golden”`],
		[{ golden: null }, { knownSolutions: whole }, `${NOTHING} “golden”`],
		[{ golden: 'a' }, { knownSolutions: control, messageOnUnknownSolution: hint }, `“why”`],
	])('are refused for %j: %j', async (row, controlTask, problem) => {
		creating.usePool({ defaultOverlap: 1, inputSpec: { image: { type: 'url' } }, outputSpec });
		const rows = [
			{ image, golden: 'cat', why: 'a cat' },
			{ image, ...row },
		];
		const { outputs } = await creating.create(rows, { controlTask, invalidItems: 'createValid' });
		expect(outputs[0][1].json).toMatchObject({
			task_suite_id: null,
			problem: expect.stringContaining(problem) as unknown,
		});
		expect(creating.suites()).toHaveLength(1);
	});
});

it('task suites as JSON are refused', async () => {
	const taskSuite = '={{ { tasks: [{ input_values: { image: "www.a.b/" + $json.file } }] } }}';
	const rows = [{ file: '1.jpg' }, { file: null }, { other: 1 }];
	const parameters = { input: 'suites', taskSuite, invalidItems: 'createValid' };
	const { outputs } = await creating.create(rows, parameters);
	const problems = outputs[0].map(({ json }) => json.problem);
	expect(problems).toEqual([
		undefined,
		`The value of an expression ${NOTHING} “file”`,
		`The value of an expression ${NO_COLUMN} “file”`,
	]);
	expect(creating.suites()).toHaveLength(1);
});
