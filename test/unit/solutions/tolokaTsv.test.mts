import { describe, expect, it } from 'vitest';
import { rowReader } from '../../../nodes/shared/toloka/fields/rows/mapping.ts';
import type { FieldSpecs } from '../../../nodes/shared/toloka/fields/declared/specs.ts';
import { parseSpecs } from '../../../nodes/shared/toloka/fields/declared/specs.ts';
import { boundedFiles } from '../../../nodes/shared/toloka/flow/boundedFiles.ts';
import { tolokaTsv } from '../../../nodes/shared/toloka/solutions/formats.ts';
import type { Solution } from '../../../nodes/shared/toloka/solutions/pages.ts';

async function fileOf(
	solutions: Solution[],
	inputs: FieldSpecs = new Map(),
	forSpreadsheets = false,
) {
	async function* walk() {
		yield [solutions];
	}
	const pause = async () => undefined;
	const format = tolokaTsv(forSpreadsheets, inputs);
	const files: string[] = [];
	for await (const { bytes } of boundedFiles(walk(), { format, maxBytes: 1 << 20, pause })) {
		files.push(bytes.toString('utf8'));
	}
	expect(files).toHaveLength(1);
	return files[0];
}

/** Builds specs of string fields. */
const texts = (...names: string[]): FieldSpecs =>
	new Map(names.map((name) => [name, { type: 'string' }]));

/** Reads the rows of a tab-separated table in which quotes are doubled within quotes. */
function rowsOf(text: string): Array<Record<string, string>> {
	const cells = [...text.matchAll(/("(?:[^"]|"")*"|[^\t\r]*)(\t|\r\n)/g)];
	const lines: string[][] = [[]];
	for (const [, cell, end] of cells) {
		lines[lines.length - 1].push(cell.replace(/^"|"$/g, '').replaceAll('""', '"'));
		if (end === '\r\n') lines.push([]);
	}
	const [header, ...rows] = lines.slice(0, -1);
	return rows.map((row) => Object.fromEntries(row.map((cell, index) => [header[index], cell])));
}

const solution = (rest: Partial<Solution>): Solution => ({
	task_id: 't-1',
	pool_id: '21',
	confidence: 0.873,
	...rest,
});

describe('Toloka TSV', () => {
	it('has the columns of the website, confidence in percent', async () => {
		const text = await fileOf(
			[
				solution({
					input_values: { image: 'https://example.com/1.jpg', note: 'a\t"b"' },
					output_values: { result: 'cat', ok: true, tags: ['a', 'b,c'] },
				}),
			],
			texts('image', 'note'),
		);
		expect(text).toBe(
			'INPUT:image\tINPUT:note\tOUTPUT:result\tCONFIDENCE:result\tOUTPUT:ok\tCONFIDENCE:ok\t' +
				'OUTPUT:tags\tCONFIDENCE:tags\tASSIGNMENT:task_id\r\n' +
				'https://example.com/1.jpg\t"a\t""b"""\tcat\t87.3%\ttrue\t87.3%\ta,b\\,c\t87.3%\tt-1\r\n',
		);
	});

	it('has the confidence of each field if a vote provides it', async () => {
		const output = { output_values: { a: 1, b: null }, confidences: { a: 1, b: 2 / 3 } };
		const [row] = rowsOf(await fileOf([solution(output)]));
		expect(row).toEqual({
			'OUTPUT:a': '1',
			'CONFIDENCE:a': '100%',
			'OUTPUT:b': '',
			'CONFIDENCE:b': '66.67%',
			'ASSIGNMENT:task_id': 't-1',
		});
	});

	it('has JSON for a list with an empty entry', async () => {
		const [row] = rowsOf(await fileOf([solution({ output_values: { tags: ['a', null] } })]));
		expect(row['OUTPUT:tags']).toBe('["a",null]');
	});

	it('has the values of JSON text', async () => {
		const output_values = '{"r":"cat"}' as never;
		expect(await fileOf([solution({ output_values })])).toMatch(
			/^OUTPUT:r\tCONFIDENCE:r\t.*\r\ncat\t/,
		);
	});

	it('is only a header without solutions', async () => {
		expect(await fileOf([])).toBe('ASSIGNMENT:task_id\r\n');
		expect(await fileOf([], texts('image'))).toBe('INPUT:image\r\n');
	});

	it('can be made safe for spreadsheets', async () => {
		const text = await fileOf([solution({ output_values: { result: '=1+1' } })], texts(), true);
		expect(text.startsWith('\uFEFFOUTPUT:result\t')).toBe(true);
		expect(text).toContain("\r\n'=1+1\t");
	});

	it('is empty for a task that no longer exists', async () => {
		const [row] = rowsOf(await fileOf([solution({ input_values: null })], texts('image')));
		expect(row).toEqual({ 'INPUT:image': '', 'ASSIGNMENT:task_id': 't-1' });
	});
});

describe('a round trip, written as Toloka TSV and read again as tasks', () => {
	const inputSpec = parseSpecs({
		image: { type: 'url' },
		text: { type: 'string', required: false },
		count: { type: 'integer', required: false },
		share: { type: 'float', required: false },
		ok: { type: 'boolean', required: false },
		place: { type: 'coordinates', required: false },
		list: { type: 'array_string', required: false },
		numbers: { type: 'array_integer', required: false },
		places: { type: 'array_coordinates', required: false },
		links: { type: 'array_url', required: false },
		data: { type: 'json', required: false },
		objects: { type: 'array_json', required: false },
	});
	const outputSpec = parseSpecs({ result: { type: 'string' } });
	const read = rowReader({ inputSpec, outputSpec }, 'refuse');
	const image = 'https://example.com/1.jpg';

	it.each<[string, Record<string, unknown>]>([
		['links alone', {}],
		['text', { text: 'a, "b"\n\tc' }],
		['text that looks like something else', { text: 'true' }],
		['numbers and truth', { count: -3, share: 0.25, ok: false }],
		['coordinates', { place: '55.73,37.58' }],
		['lists', { list: ['a', 'b,c', 'd e'], numbers: [1, 2] }],
		['a list of one', { list: ['a,b'], numbers: [7] }],
		['lists that the short form cannot say', { list: ['', ' a', 'b\\', '"c"', '[d]'] }],
		['a list of a backslash before a comma', { list: ['a\\,b', 'c'] }],
		['lists of coordinates', { places: ['55.73,37.58', '55.74,37.59'] }],
		['lists that look like those of others', { list: ['("a")', '{b}', "['c']"] }],
		['lists of faces', { list: [':(', ':)'] }],
		['a list with a bracket that closes in another entry', { list: ['a (b', 'c)'] }],
		['lists with commas within brackets', { list: ['a (b, c)', 'd'] }],
		['links with marks inside', { links: ['https://a.b/x;y|z', 'www.a.b/1,2'] }],
		['a link with a mark at its end', { links: ['https://a.b/x;', 'https://a.b/y'] }],
		['a link with two marks side by side', { links: ['https://a.b/?u=x|;y'] }],
		['objects', { data: { a: [1, { b: 'c\\, d' }] } }],
		['JSON that is a list', { data: [true], objects: [{ a: 1 }, [true]] }],
	])('returns the same inputs: %s', async (_name, rest) => {
		const input = { image, ...rest };
		const given = solution({ input_values: input, output_values: { result: 'cat' } });
		const [row] = rowsOf(await fileOf([given], inputSpec));
		expect(read(row)).toMatchObject({ input, problems: [] });
	});

	it('writes pairs of coordinates in quotes, as the website requires', async () => {
		const places = ['55.73,37.58', '55.74,37.59'];
		const text = await fileOf([solution({ input_values: { image, places } })], inputSpec);
		expect(text).toContain('\t"""55.73,37.58"",""55.74,37.59"""\t');
	});
});
