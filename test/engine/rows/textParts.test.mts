import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { Creating } from '../creating.mts';
import { byId } from '../emulated.mts';
import { Pushing } from '../pushing.mts';

/** A link or a text that an expression puts together of cells, one of which is not there. */

const pushing = new Pushing();
const creating = new Creating();

const SPEC = {
	image: { type: 'url' as const },
	text: { type: 'string' as const, required: false },
};
const ROWS: IDataObject[] = [
	{ file: 'a', of: { 'the set': 1 } },
	{ file: '', of: {} },
	{ of: { 'the set': null } },
	{ file: 0, of: { 'the set': 0 } },
];
const mapping = (value: IDataObject) => ({ fields: { mappingMode: 'defineBelow', value } });

async function push(value: IDataObject) {
	const { id } = pushing.emulator.seedData.addAppProject({ inputSpec: SPEC });
	const parameters = { project: byId(id), invalidItems: 'pushValid', ...mapping(value) };
	const { outputs } = await pushing.push(ROWS, parameters);
	return outputs[0].map(({ json }) => json.problem ?? (json.input_data as IDataObject));
}

const nothing = (name: string) =>
	`field “image” has an expression that finds nothing in “${name}” for a part of its link`;

it.each<[string, string, string, string]>([
	['=https://a.b/{{ $json.file }}.jpg', 'file', 'https://a.b/a.jpg', 'https://a.b/0.jpg'],
	['=https://a.b/?id={{$json["file"]}}', 'file', 'https://a.b/?id=a', 'https://a.b/?id=0'],
	["=https://a.b/{{ $json.of['the set'] }}", 'of.the set', 'https://a.b/1', 'https://a.b/0'],
])('%s is refused where a part of the link would be missing', async (image, name, first, last) => {
	expect(await push({ image })).toEqual([
		{ image: first },
		nothing(name),
		nothing(name),
		{ image: last },
	]);
});

it.each([
	['={{ $json.link }}{{ $json.file === "" ? "www.a.b" : "" }}', { image: 'www.a.b' }],
	['=https://a.b/{{ $json.file ?? "" }}', { image: 'https://a.b/' }],
	['=https://a.b/{{ $json.file ? $json.file : "" }}', { image: 'https://a.b/' }],
])('%s may have an empty part', async (image, expected) => {
	expect((await push({ image }))[1]).toEqual(expected);
});

it('a text may, but not the word that stands for a column that is not there', async () => {
	const image = 'https://a.b/1.jpg';
	expect((await push({ image, text: '=What is {{ $json.file }}?' }))[2]).toEqual({
		image,
		text: 'What is ?',
	});
	const reason = 'has “undefined” in it, because the item has no column “file”';
	for (const concatenated of ['={{ "What is " + $json.file }}', '={{ `is ${$json.file}?` }}']) {
		expect((await push({ image, text: concatenated }))[2]).toBe(`field “text” ${reason}`);
	}
	expect((await push({ image: '={{ "https://a.b/" + $json.file }}' }))[2]).toBe(
		`field “image” ${reason}`,
	);
	const branch = '={{ typeof $json.file === "string" ? "a" : "is " + $json.file }}';
	expect((await push({ image, text: branch }))[2]).toBe(`field “text” ${reason}`);
	const named = '={{ $json.file === undefined ? "undefined" : "set" }}';
	expect((await push({ image, text: named }))[2]).toEqual({ image, text: 'undefined' });
});

it.each(['typeof $json.file', '"" + typeof ($json["file"])', '`${typeof(($json?.file))}`'])(
	'%s returns the word for the type of a column that is not there',
	async (code) => {
		const values = { image: 'https://a.b/1.jpg', text: `={{ ${code} }}` };
		expect((await push(values))[2]).toEqual({ ...values, text: 'undefined' });
	},
);

it('a column whose name is quoted with escapes may have the word in it', async () => {
	const { id } = pushing.emulator.seedData.addAppProject({ inputSpec: SPEC });
	const text = String.raw`={{ "It " + $json["a \"b\" \\"] }}`;
	const parameters = { project: byId(id), ...mapping({ image: 'https://a.b/1.jpg', text }) };
	const { error } = await pushing.push([{ 'a "b" \\': 'is undefined' }], parameters);
	expect(error?.message).toBeUndefined();
	expect(pushing.emulator.truth.items(id)[0].input.text).toBe('It is undefined');
});

it.each([
	['={{ $json.file.length }}', 3],
	['={{ $json.file }}{{ $json.query }}', 'abc'],
	['={{ $json.file }}?w={{ $json["w"] }}', 'abc?w='],
	['={{ $("Start").item.json.file }}?w={{ $json.w }}', 'abc?w='],
])('%s may end a link where only what was left out is empty', async (end, expected) => {
	const { id } = pushing.emulator.seedData.addAppProject({ inputSpec: SPEC });
	const image = `=https://a.b/${end.slice(1)}`;
	const parameters = { project: byId(id), ...mapping({ image }) };
	const { error } = await pushing.push([{ file: 'abc', query: '', w: null }], parameters);
	expect(error?.message).toBeUndefined();
	expect(pushing.emulator.truth.items(id)[0].input.image).toBe(`https://a.b/${expected}`);
});

it('but the name of a file may not be empty beside other parts', async () => {
	expect((await push({ image: '=https://a.b/{{ $json.set ?? 1 }}/{{ $json.file }}.jpg' }))[1]).toBe(
		nothing('file'),
	);
});

it.each([
	'={{ $json.gone ?? $json.file }}',
	'={{ $json.gone == null ? $json.file : $json.gone }}',
	'={{ $json.file }}{{ $json.gone }}',
	'={{ $("Start").item.json.file + ($json.gone ? "!" : "") }}',
])('%s returns a text that has the word itself', async (text) => {
	const { id } = pushing.emulator.seedData.addAppProject({ inputSpec: SPEC });
	const parameters = { project: byId(id), ...mapping({ image: 'https://a.b/1.jpg', text }) };
	const { error } = await pushing.push([{ file: 'x is undefined' }], parameters);
	expect(error?.message).toBeUndefined();
	expect(pushing.emulator.truth.items(id)[0].input.text).toBe('x is undefined');
});

it('the advice is true in Create Task Suites', async () => {
	creating.usePool({ defaultOverlap: 1, inputSpec: SPEC });
	const create = async (image: string) => await creating.create(ROWS, mapping({ image }));
	const { error } = await create('=https://a.b/{{ $json.file }}');
	expect(error?.message).toBe(`Item 1: ${nothing('file')}. Nothing was created`);
	const [, advised] = /write (\{\{.*?\}\})/.exec(error?.description ?? '') ?? [];
	const { error: none } = await create(`=https://a.b/${advised}`);
	expect(none?.message).toBeUndefined();
	expect(creating.suites().map(({ tasks }) => tasks[0].input.image)).toEqual(
		['a', '', '', '0'].map((file) => `https://a.b/${file}`),
	);
});

describe('a parameter with “undefined” for a column that is not there is refused', () => {
	const UNDEFINED =
		'Item 1: The value of an expression has “undefined” in it, because the item has no column “of”. Nothing was pushed';
	const text = '={{ "Day " + $json.of }}';

	it('as the name of a batch', async () => {
		const { id } = pushing.emulator.seedData.addAppProject({ inputSpec: SPEC });
		const image = 'https://a.b/1.jpg';
		const parameters = { project: byId(id), destination: 'newBatch', batchName: text };
		const { error } = await pushing.push([{ image, of: 1 }, { image }], parameters);
		expect(error?.message).toBe(UNDEFINED);
		expect(pushing.emulator.truth.items(id)).toEqual([]);
	});

	it('as an Operation ID', async () => {
		creating.usePool({ defaultOverlap: 1, inputSpec: SPEC });
		const rows = [{ image: 'https://a.b/1.jpg', of: 1 }, { image: 'https://a.b/2.jpg' }];
		const { error } = await creating.create(rows, { options: { operationId: text } });
		expect(error?.message).toMatch(/^Item 1: The value of an expression has “undefined” in it/);
		expect(creating.suites()).toEqual([]);
	});
});
