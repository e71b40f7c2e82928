import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { Creating } from '../creating.mts';
import { byId } from '../emulated.mts';
import type { NodeResult } from '../engine.mts';
import { Pushing } from '../pushing.mts';

/** Lists and objects that hold what a field wants: the message has the expression that returns it. */

const pushing = new Pushing();
const creating = new Creating();

type Spec = Record<string, IDataObject & { type: string }>;

const url = 'https://example.com/1.jpg';
const airtable = { Photo: [{ id: 'att1', width: 9, url, filename: '1.jpg' }] };
const files = { photos: [{ url }, { url: 'www.example.com/2.jpg' }] };
const choice = { id: 3, value: 'cat', color: 'blue' };
const links: Spec = { photos: { type: 'array_url' } };
const text: Spec = { kind: { type: 'string' } };

const mapping = (value: IDataObject) => ({ fields: { mappingMode: 'defineBelow', value } });
const advised = (error: NodeResult['error']) => /\{\{.*?\}\}/.exec(error?.message ?? '')?.[0] ?? '';

describe('the expression returns what is sent', () => {
	it.each<[string, Spec, IDataObject, unknown]>([
		['={{ $json.Photo }}', { image: { type: 'url' } }, airtable, url],
		['={{ $json.gone ?? $json["Photo"] }}', { image: { type: 'url' } }, airtable, url],
		['={{ $("Start").item.json.photos }}', links, files, [url, 'www.example.com/2.jpg']],
		['={{$json["my kind"]}}', text, { 'my kind': choice }, 'cat'],
	])('of %s', async (expression, inputSpec, row, expected) => {
		const [field] = Object.keys(inputSpec);
		const { id } = pushing.emulator.seedData.addAppProject({ inputSpec });
		const project = byId(id);
		const pushMapped = async (value: string) =>
			await pushing.push([row], { project, ...mapping({ [field]: value }) });
		const { error } = await pushMapped(expression);
		const { error: none } = await pushMapped(`=${advised(error)}`);
		expect(none?.message).toBeUndefined();
		expect(pushing.emulator.truth.items(id).map(({ input }) => input[field])).toEqual([expected]);
	});
});

it.each([
	'$json.Photo;',
	'$json.Photo // the file\n',
	`$json.Photo ?? ${'$json["another column"] ?? '.repeat(15)}""`,
])('no expression is advised where brackets cannot be put around %s', async (source) => {
	const { id } = pushing.emulator.seedData.addAppProject({ inputSpec: { image: { type: 'url' } } });
	const parameters = { project: byId(id), ...mapping({ image: `={{ ${source} }}` }) };
	const { error } = await pushing.push([airtable], parameters);
	expect(error?.message).toMatch(/not a list\. Nothing was pushed$/);
});

describe('a column of the field’s name is told of Edit Fields', () => {
	const image: Spec = { image: { type: 'url' } };
	const row = { image: airtable.Photo } as unknown as IDataObject;
	const reason = `Item 0: field “image” must be a link that begins with http://, https:// or www, not a list`;
	const advice = ': set it to {{ $json.image[0].url }} with Edit Fields, for its first entry';

	it('in Push Items, also where the item takes the error output', async () => {
		const { id } = pushing.emulator.seedData.addAppProject({ inputSpec: image });
		const { outputs } = await pushing.push(
			[row],
			{ project: byId(id) },
			{ onError: 'continueErrorOutput' },
		);
		expect(outputs[1][0].json.error).toBe(reason + advice);
	});

	it('and of Split Out, where there are several entries', async () => {
		const { id } = pushing.emulator.seedData.addAppProject({ inputSpec: image });
		const project = byId(id);
		const all = await pushing.push([{ image: [url, 'www.a.b'] }], { project });
		expect(all.error?.message).toBe(
			`${reason}: for the first of its 2 entries, set it to {{ $json.image[0] }} with Edit Fields; to send each, put Split Out before the node. Nothing was pushed`,
		);
	});

	it('in Create Task Suites, for choices within known solutions, too', async () => {
		const outputSpec: Spec = { sort: { type: 'string', allowed_values: ['cat', 'dog'] } };
		creating.usePool({ defaultOverlap: 1, inputSpec: image, outputSpec });
		const { error } = await creating.create([{ ...row, 'GOLDEN:sort': choice }]);
		expect(error?.message).toBe(
			'Item 0: field “GOLDEN:sort” must be text, not an object: set it to {{ $json["GOLDEN:sort"].value }} with Edit Fields; ' +
				`${reason.replace('Item 0: ', '')}${advice}. Nothing was created`,
		);
	});

	it('but not where its column has another name, or is none', async () => {
		creating.usePool({ defaultOverlap: 1, inputSpec: image });
		for (const item of [{ 'INPUT:image': row.image }, { input_values: row }]) {
			const { error } = await creating.create([item] as IDataObject[]);
			expect(error?.message).toBe(`${reason}. Nothing was created`);
		}
		const { error } = await creating.create([row], mapping({ image: { url } }));
		expect(error?.message).toMatch(/not an object\. Nothing was created$/);
	});
});
