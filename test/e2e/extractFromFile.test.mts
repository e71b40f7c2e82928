import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ensureHost } from '../../demo/n8n/install.mts';
import { rowReader } from '../../nodes/shared/toloka/fields/rows/mapping.ts';
import { parseSpecs } from '../../nodes/shared/toloka/fields/declared/specs.ts';
import { tolokaTsv } from '../../nodes/shared/toloka/solutions/formats.ts';
import { extracted, extractedRows, recordedRows } from '../support/extractFromFile.mts';

describe('the rows of the engine tests', () => {
	it('are what Extract from File of the pinned n8n makes of the files', async () => {
		const { dir } = await ensureHost();
		expect(await extractedRows(dir)).toEqual(await recordedRows());
	});
});

const text = fc
	.oneof(
		fc.string(),
		fc.string({ unit: 'grapheme' }),
		fc.constantFrom('a,b', 'a\\,b', '\\', '"q"', 'a"b', '{a,b}', "['a']", '("a")', ' a ', 'a\r\nb'),
		fc.constantFrom('TRUE', '007', 'NULL', '=1', '"a" b,c', 'a,"b', '\ufeffx', '\t', ','),
	)
	.filter((one) => one.trim() !== '');
const number = fc.double({ noNaN: true, min: -1e15, max: 1e15 }).map((one) => one + 0);
const place = fc
	.tuple(fc.double({ min: -90, max: 90, noNaN: true }), fc.integer({ min: -180, max: 180 }))
	.map(([latitude, longitude]) => `${latitude.toFixed(4)},${longitude}`);
const json = fc.dictionary(text, fc.oneof(text, number, fc.boolean(), fc.constant(null)));
const link = fc.oneof(
	fc.webUrl({ withQueryParameters: true, withFragments: true }),
	fc.constantFrom('https://a.b/x,y', 'https://a.b/1.jpg,', 'https://a.b/x;', 'www.a.b/"q"|;'),
);
const VALUES: Record<string, fc.Arbitrary<unknown>> = {
	string: text,
	integer: fc.integer(),
	float: number,
	boolean: fc.boolean(),
	url: link,
	coordinates: place,
	json: fc.oneof(json, fc.array(fc.boolean(), { maxLength: 3 })),
	array_string: fc.array(fc.oneof(text, fc.constant('')), { maxLength: 4 }),
	array_integer: fc.array(fc.integer(), { maxLength: 4 }),
	array_boolean: fc.array(fc.boolean(), { maxLength: 4 }),
	array_url: fc.array(link, { maxLength: 4 }),
	array_coordinates: fc.array(place, { maxLength: 3 }),
	array_json: fc.array(json, { maxLength: 3 }),
};

it('rows written as Toloka TSV, extracted and read again have the same inputs', async () => {
	const { dir } = await ensureHost();
	const types = Object.keys(VALUES).map((type) => [type, { type, required: false }]);
	const inputSpec = parseSpecs(Object.fromEntries(types));
	const read = rowReader({ inputSpec }, 'refuse');
	const { header, line, rowOf, firstColumns = [] } = tolokaTsv(false, inputSpec);
	const columns = [...firstColumns, 'ASSIGNMENT:task_id'];
	const rows = fc.array(fc.record(VALUES, { requiredKeys: [] }), { minLength: 1, maxLength: 20 });
	await fc.assert(
		fc.asyncProperty(rows, async (inputs) => {
			fc.pre(inputs.every((input) => read(input).problems.length === 0));
			const lines = inputs.map((input_values, index) => {
				const row = rowOf({ task_id: `t-${index}`, input_values, output_values: {} } as never);
				return line(row, columns);
			});
			const bytes = Buffer.from(header(columns) + lines.join(''));
			const options = { delimiter: '\t', relaxQuotes: true };
			const again = (await extracted(dir, bytes, '.tsv', options)).map((row) => read(row));
			expect(again.map(({ problems }) => problems)).toEqual(inputs.map(() => []));
			const given = JSON.parse(JSON.stringify(inputs)) as unknown;
			expect(JSON.parse(JSON.stringify(again.map(({ input }) => input)))).toEqual(given);
		}),
		{ seed: 1, numRuns: 100 },
	);
});
