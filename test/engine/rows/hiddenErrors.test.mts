import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { Creating } from '../creating.mts';
import { byId } from '../emulated.mts';
import { Pushing } from '../pushing.mts';

/** Expressions that cannot read a cell: n8n hides most of their errors, and returns nothing. */

const pushing = new Pushing();
const creating = new Creating();
const image = 'https://a.b/1.jpg';

const OF_BUG = 'Labels of checkboxes appear as [object Object] if the label is a node';

const SPEC = {
	image: { type: 'url' as const },
	text: { type: 'string' as const, required: false },
	price: { type: 'float' as const, required: false },
	more: { type: 'json' as const, required: false },
	tags: { type: 'array_string' as const, required: false },
};

async function push(row: IDataObject, value: IDataObject): Promise<unknown> {
	const { id } = pushing.emulator.seedData.addAppProject({ inputSpec: SPEC });
	const fields = { mappingMode: 'defineBelow', value: { image, ...value } };
	const { outputs, error } = await pushing.push([row], { project: byId(id), fields });
	return error?.message ?? (outputs[0][0].json.input_data as IDataObject);
}

describe('a cell that the expression cannot read is not left out', () => {
	it.each<[IDataObject, IDataObject, string]>([
		[{ v: 5 }, { price: '={{ $json.v.replace(",", ".") }}' }, '$json.v.replace is not a function'],
		[{ v: 5 }, { tags: '={{ $json["v"].split(",") }}' }, '.split is not a function'],
		[{ v: "{'a': 1}" }, { more: '={{ JSON.parse($json.v) }}' }, 'Expected property name'],
		[{ v: 'soon' }, { text: '={{ new Date($json.v).toISOString() }}' }, 'Invalid time value'],
		[{ v: 5 }, { text: '=Is it {{ $json.v.trim() }}?' }, '$json.v.trim is not a function'],
		[{ v: 5 }, { text: '={{ $("Start").item.json.v.trim() }}' }, '.trim is not a function'],
		[{ v: { w: [5] } }, { text: '={{ $json.v.w.map((one) => one.trim()) }}' }, 'one.trim'],
		[{ v: 5, w: 'a' }, { text: '={{ $json.w.trim() }} {{ $json.v.trim() }}' }, '.trim is not'],
		[{ v: 5, w: 'a' }, { text: '={{ $json.v.trim() }} {{ $json.w.trim() }}' }, '.trim is not'],
		[{ v: '{"a":null,"b":NaN}' }, { more: '={{ JSON.parse($json.v) }}' }, "token 'N'"],
		[{ v: '31.01.2026' }, { text: '={{ DateTime.fromISO($json.v).toISO() }}' }, 'not a date'],
		[
			{ v: 'soon' },
			{ text: '={{ $json.v ? DateTime.fromJSDate(new Date($json.v)).toSQLDate() : "" }}' },
			'not a date',
		],
		[{ v: 'soon' }, { text: '={{ "On " + DateTime.fromISO($json.v).toISODate() }}' }, 'not a date'],
		[
			{ v: '2026-01-31' },
			{ text: '=On {{ DateTime.fromFormat($json.v, "dd.MM.yyyy").toISODate() }}' },
			'it reads something that is not a date',
		],
		[{ v: '1,5' }, { text: '=Costs {{ $json.v * 2 }} €' }, 'not a number (NaN)'],
		[{ v: '1,5' }, { image: '=https://a.b/{{ Number($json.v) }}.jpg' }, 'not a number (NaN)'],
	])('%j in %j', async (row, value, words) => {
		const problem = String(await push(row, value));
		expect(problem).toContain(`field “${Object.keys(value)[0]}” has an expression that fails: `);
		expect(problem).toContain(words);
		expect(problem).not.toContain('intermediate');
	});
});

describe('a cell without a value may be left out, whatever is done with it', () => {
	it.each<[IDataObject, IDataObject, IDataObject]>([
		[{}, { price: '={{ $json.v.replace(",", ".") }}' }, {}],
		[{ v: null }, { more: '={{ JSON.parse($json.v) }}' }, {}],
		[{ v: '' }, { more: '={{ JSON.parse($json.v) }}' }, {}],
		[{ v: {} }, { text: '={{ $json.v.url.trim() }}' }, {}],
		[{ v: [] }, { text: '={{ $json.v.find((one) => one.k).url.trim() }}' }, {}],
		[{ v: [] }, { tags: '={{ Object.keys($json.v.find((one) => one.k)) }}' }, {}],
		[{ v: [] }, { tags: '={{ [...$json.v.find((one) => one.k)] }}' }, {}],
		[{}, { text: '=Is it {{ $json.v.trim() }}?' }, { text: 'Is it ?' }],
		[{ v: ' ' }, { text: '=Is it {{ $json.v.trim() }}?' }, { text: 'Is it ?' }],
		[{ v: 'a' }, { text: '={{ ["a"].includes($json.v) ? "" : "b" }}' }, {}],
		[{ v: [] }, { text: '={{ $json.v.reduce((one, other) => one + other) }}' }, {}],
		[{ v: {} }, { more: '={{ JSON.parse(Object($json.v).w) }}' }, {}],
		[{}, { text: '={{ DateTime.fromISO($json.v).toISO() }}' }, {}],
		[{ v: 'x' }, { text: '={{ $json.v.trim() ? "" : DateTime.fromISO($json.v).toISO() }}' }, {}],
		[{ v: 'a' }, { text: '={{ $json.v ? "null" : $now.toISO() }}' }, { text: 'null' }],
		[{ v: '' }, { text: '=Costs {{ $json.v * 2 / $json.w }}' }, { text: 'Costs ' }],
		[
			{ v: '2026-01-31' },
			{ text: '=On {{ DateTime.fromISO($json.v).toISODate() }}' },
			{ text: 'On 2026-01-31' },
		],
	])('%j in %j', async (row, value, input) => {
		expect(await push(row, value)).toEqual({ image, ...input });
	});
});

describe('a control task does not become an ordinary one', () => {
	const known = (rows: IDataObject[]) => {
		creating.usePool({ defaultOverlap: 1, inputSpec: { image: { type: 'url' } } });
		const knownSolutions = '={{ JSON.parse($json.golden) }}';
		return creating.create(rows, { controlTask: { knownSolutions } });
	};

	it('if its solution cannot be read', async () => {
		const { error } = await known([{ image }, { image, golden: "[{'output_values': {}}]" }]);
		expect(error?.message).toMatch(/^Item 1: An expression fails: .*JSON/);
		expect(error?.description).toContain('{{ JSON.parse($json.golden) }}');
		expect(creating.suites()).toEqual([]);
	});

	it('a task without a solution is an ordinary one', async () => {
		const { error } = await known([{ image }, { image, golden: '' }]);
		expect(error?.message).toBeUndefined();
		expect(creating.suites()).toHaveLength(2);
	});
});

it('an Operation ID is not used without a part that cannot be read', async () => {
	creating.usePool({ defaultOverlap: 1, inputSpec: { image: { type: 'url' } } });
	const options = { operationId: '=day {{ new Date($json.v).toISOString() }}' };
	const { error } = await creating.create([{ image, v: 'soon' }], { options });
	expect(error?.message).toContain('An expression fails for item 0: Invalid time value');
	expect(creating.suites()).toEqual([]);
});

describe('a word that an expression makes of a cell that it cannot read is refused', () => {
	it.each<[IDataObject, IDataObject, string]>([
		[{ v: '1,5' }, { text: '={{ "Costs " + ($json.v * 2).toFixed(2) }}' }, 'has “NaN” in it'],
		[{ v: '1,5' }, { text: '={{ ($json.v * 2).toFixed(2) }}' }, 'has “NaN” in it'],
		[{ decoded: '1,5' }, { text: '={{ "Costs " + $json.decoded * 2 }}' }, 'has “NaN” in it'],
		[{ v: 'x' }, { tags: '={{ ["a", `${$json.v * 2} kg`] }}' }, 'has “NaN” in it'],
		[
			{ v: {} },
			{
				text: '=Is the error {{ $json.v + "" }} right for the shop that the photo on the left shows?',
			},
			'has “[object Object]” in it, because its expression reads something that is not text',
		],
		[
			{ v: {} },
			{
				text: '=Is the error {{ $("Start").item.json.v }} right for the shop that the photo on the left shows?',
			},
			'has “[object Object]” in it',
		],
		[
			{ v: '31.01.2026' },
			{ text: '={{ "On " + DateTime.fromISO($json.v).toFormat("dd LLL") }}' },
			'has “Invalid DateTime” in it, because its expression reads something that is not a date',
		],
		[
			{ v: '31.01.2026' },
			{ text: '=On {{ new Date($json.v).toDateString() }}' },
			'has “Invalid Date” in it',
		],
	])('%j in %j', async (row, value, words) => {
		expect(await push(row, value)).toContain(`field “${Object.keys(value)[0]}” ${words}`);
	});

	it.each<[IDataObject, string, string]>([
		[{ v: 'NaN' }, '={{ "What is " + $json.v + "?" }}', 'What is NaN?'],
		[{ v: 'NaNo' }, '={{ $json.v }}', 'NaNo'],
		[{ v: 'x' }, '={{ "NaN is " + $json.v }}', 'NaN is x'],
		[{ v: OF_BUG }, '={{ $json.v }}', OF_BUG],
		[{ v: OF_BUG }, '=Bug: {{ $("Start").item.json.v }}', `Bug: ${OF_BUG}`],
		[{ v: btoa('x = NaN') }, '={{ $json.v.base64Decode() }}', 'x = NaN'],
	])('%j in %s belongs to the text', async (row, text, expected) => {
		expect(await push(row, { text })).toEqual({ image, text: expected });
	});

	it('as the name of a batch, too', async () => {
		const batchName = '={{ "Day " + new Date($json.v).toLocaleDateString() }}';
		const row = { id: '1', image_url: image, v: 'soon' };
		const { error } = await pushing.push([row], { destination: 'newBatch', batchName });
		expect(error?.message).toContain('has “Invalid Date” in it');
		expect(pushing.created()).toEqual([]);
	});
});

describe('a cell that lost its meaning is refused inside a text, too', () => {
	it.each<[IDataObject, IDataObject, string]>([
		[{ v: '#N/A' }, { text: '=Is it {{ $json.v }}?' }, 'has #N/A, which a spreadsheet'],
		[{ v: ' #ЗНАЧ! ' }, { text: '={{ "Is it " + $json.v }}' }, 'has #ЗНАЧ!, which a spreadsheet'],
		[{ v: '\\N' }, { image: '=https://a.b/{{ $json.v }}.jpg' }, 'has \\N, which a program wrote'],
		[{ v: '1.5E+17' }, { image: '=https://a.b/{{ $json.v }}' }, 'has 1.5E+17, a number that'],
		[{ v: NaN }, { image: '=https://a.b/{{ $json.v }}.jpg' }, 'finds nothing in “v”'],
		[{ v: [] }, { image: '=https://a.b/{{ $json.v }}.jpg' }, 'finds nothing in “v”'],
	])('%j in %j', async (row, value, words) => {
		expect(await push(row, value)).toContain(words);
	});

	it('unless the expression has it itself', async () => {
		const text = '=Write #N/A if there is no price: {{ $json.name }}';
		const input = { image, text: 'Write #N/A if there is no price: Tea' };
		expect(await push({ name: 'Tea', price: '#N/A' }, { text })).toEqual(input);
	});

	it('unless the item also has it in a longer text', async () => {
		const row = { v: '#N/A', of: 'What does #N/A mean?' };
		expect(await push(row, { text: '=Q: {{ $json.of }}' })).toEqual({
			image,
			text: 'Q: What does #N/A mean?',
		});
	});
});
