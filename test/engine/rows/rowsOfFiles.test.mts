import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { recordedRows } from '../../support/extractFromFile.mts';
import { Creating } from '../creating.mts';
import { byId } from '../emulated.mts';
import { Pushing } from '../pushing.mts';

const pushing = new Pushing();
const creating = new Creating();
const files = await recordedRows();

type Spec = Record<string, IDataObject & { type: string }>;

/** Pushes rows to a project with these input fields; returns what exists there, or the error. */
async function pushed(inputSpec: Spec, rows: object[], options: IDataObject = {}) {
	const { id } = pushing.emulator.seedData.addAppProject({ inputSpec });
	const parameters = { project: byId(id), options };
	const { error } = await pushing.push(rows as IDataObject[], parameters);
	return error?.message ?? pushing.emulator.truth.items(id).map(({ input }) => input);
}

/** Creates tasks from rows in a pool of a project with these fields, one task per suite. */
async function created(inputSpec: Spec, outputSpec: Spec, rows: IDataObject[]) {
	creating.usePool({ defaultOverlap: 1, inputSpec, outputSpec });
	const { outputs, error } = await creating.create(rows);
	if (error !== undefined) return error.message;
	expect(creating.suites()).toHaveLength(outputs[0].length);
	return outputs[0].map(({ json }) => ({
		input: json.input_values,
		known: json.known_solutions,
		hint: json.message_on_unknown_solution,
	}));
}

const leaveOut = { extraFields: 'leaveOut' };
const TEXTS: Spec = {
	text_id: { type: 'integer', required: false },
	text: { type: 'string' },
	places: { type: 'array_coordinates', required: false },
};
const ANSWERS: Spec = {
	is_correct: { type: 'boolean' },
	tags: { type: 'array_string', required: false },
};

describe('Toloka’s files, as n8n extracts them', () => {
	it('an upload file becomes training, control and ordinary tasks', async () => {
		const known = { is_correct: false, tags: ['short, incomplete', 'quote'] };
		expect(await created(TEXTS, ANSWERS, files['toloka-upload.tsv'])).toMatchObject([
			{
				input: {
					text_id: 13,
					text: 'He said "In early 2016"',
					places: ['55.73,37.58', '55.75,37.62'],
				},
				known: [{ output_values: known }],
				hint: 'The only sentence is incomplete.',
			},
			{
				input: { text_id: 5, text: 'They released their third album.' },
				known: [{ output_values: { is_correct: true } }],
				hint: undefined,
			},
			{ input: { text_id: 6, text: 'Mario Andreoni (guitar)' }, known: undefined },
		]);
	});

	it('a results file becomes its tasks again, without separators and answers', async () => {
		const rows = files['toloka-results.tsv'];
		expect(rows).toHaveLength(3);
		expect(await created(TEXTS, ANSWERS, rows)).toMatchObject([
			{ input: { text_id: 13, text: 'Two lines\nin one cell' }, known: undefined },
			{
				input: { text_id: 5, text: 'One line' },
				known: [{ output_values: { is_correct: false } }],
			},
		]);
		expect(await pushed(TEXTS, rows)).toEqual([
			{ text_id: 13, text: 'Two lines\nin one cell' },
			{ text_id: 5, text: 'One line' },
		]);
	});

	it('an aggregated file becomes its inputs again', async () => {
		const inputs = [
			{ text_id: 13, text: 'In early 2016' },
			{ text_id: 5, text: 'They released it' },
		];
		const rows = files['toloka-aggregated.tsv'];
		expect(await created(TEXTS, ANSWERS, rows)).toMatchObject(inputs.map((input) => ({ input })));
		expect(await pushed(TEXTS, rows)).toEqual(inputs);
	});
});

describe('files of other tools, as n8n extracts them', () => {
	it('Label Studio’s, with a byte order mark and 100.0', async () => {
		const spec: Spec = {
			image: { type: 'url' },
			id: { type: 'string' },
			lead_time: { type: 'integer', required: false },
			sentiment: { type: 'string', required: false },
		};
		const [first, second] = files['label-studio.csv'];
		expect(Object.keys(first)[0]).toBe('\ufeffimage');
		expect(await pushed(spec, [second], leaveOut)).toEqual([
			{
				image: 'https://example.com/photos/2.jpg',
				id: '2',
				lead_time: 100,
				sentiment: '{"choices":["Negative","Neutral"]}',
			},
		]);
		expect(await pushed(spec, [first], leaveOut)).toMatch(
			/field “lead_time” must be a whole number, not “4.5”/,
		);
	});

	it('MTurk’s batch, with its inputs behind a prefix', async () => {
		const spec: Spec = { image_url: { type: 'url' }, weight: { type: 'float' } };
		expect(await pushed(spec, files['mturk-batch.csv'], leaveOut)).toEqual([
			{ image_url: 'https://example.com/photos/1.jpg', weight: 0.5 },
			{ image_url: 'https://example.com/photos/2.jpg', weight: 0.00001 },
		]);
	});

	it('Excel’s, with dates as numbers, a formula, a failed one, TRUE, 25% and a second sheet', async () => {
		const spec: Spec = {
			image: { type: 'url' },
			note: { type: 'string', required: false },
			day: { type: 'string', required: false },
			count: { type: 'integer', required: false },
			is_new: { type: 'boolean', required: false },
			share: { type: 'float', required: false },
			id: { type: 'string', required: false },
		};
		const image = 'https://example.com/1.jpg';
		const [dated, ...others] = files['excel.xlsx'];
		expect(await pushed(spec, [dated])).toBe(
			`Item 0: field “day” is 46053, the spreadsheet's number for 2026-01-31: convert it to text there with TEXT(…, "yyyy-mm-dd"). Nothing was pushed`,
		);
		const rest = { note: '007', count: 5, is_new: true, share: 0.25, id: '1524831183200260097' };
		expect(await pushed(spec, [{ ...dated, day: '2026-01-31' }, ...others])).toEqual([
			{ image, day: '2026-01-31', ...rest },
			{ image, day: '2026-02-01', count: 7, is_new: false, share: 1e-7, id: '42' },
			{ image },
		]);
	});

	it('Excel’s CSV, which starts with “sep=;”', async () => {
		const spec: Spec = { image: { type: 'url' }, note: { type: 'string', required: false } };
		expect(await pushed(spec, files['excel-sep.csv'])).toMatch(
			/^Item 0: field “image” is required but missing: this row contains the column names: set Starting Line/,
		);
	});

	it('one in Windows-1252 is refused, and the message names the encoding', async () => {
		const spec: Spec = { image: { type: 'url' }, caption: { type: 'string' } };
		expect(await pushed(spec, files['windows-1252.csv'])).toMatch(
			/^Item 0: field “caption” has lost characters \(U\+FFFD\): .*Windows-1252/,
		);
	});

	it('one in Windows-1251 is refused if it was read as Latin1, the only other encoding that n8n offers', async () => {
		const spec: Spec = { image: { type: 'url' }, comment: { type: 'string' } };
		const found = await Promise.all(
			files['windows-1251.csv'].map(async (row) => await pushed(spec, [row])),
		);
		const reason = 'is Windows-1251 that was read in another encoding: save its file as UTF-8';
		expect(found).toEqual([reason, reason].map((text) => expect.stringContaining(text) as string));
	});
});

describe('rows of n8n’s nodes', () => {
	it('Postgres: dates are objects, decimals and bigints are text, columns may be null', async () => {
		const spec: Spec = {
			id: { type: 'string' },
			price: { type: 'float' },
			taken: { type: 'string' },
			likes: { type: 'integer', required: false },
			tags: { type: 'array_string', required: false },
			meta: { type: 'json', required: false },
			public: { type: 'boolean', required: false },
		};
		const taken = new Date(Date.UTC(2026, 0, 31, 12));
		const rows = [
			{
				id: '1524831183200260097',
				price: '19.90',
				taken,
				likes: 3,
				tags: ['a', 'b'],
				meta: { width: 640 },
				public: true,
			},
			{ id: '2', price: '0.00', taken, likes: null, tags: null, meta: null, public: null },
		];
		expect(await pushed(spec, rows)).toEqual([
			{ ...rows[0], price: 19.9, taken: '2026-01-31T12:00:00.000Z' },
			{ id: '2', price: 0, taken: '2026-01-31T12:00:00.000Z' },
		]);
	});

	it('Google Sheets: TRUE, numbers as IDs, empty cells and a row number', async () => {
		const spec: Spec = {
			id: { type: 'string' },
			image: { type: 'url' },
			is_new: { type: 'boolean', required: false },
			score: { type: 'float', required: false },
		};
		const image = 'https://example.com/1.jpg';
		const rows = [
			{ row_number: 2, id: 101, image, is_new: 'TRUE', score: '' },
			{ row_number: 3, id: 102, image, is_new: false, score: 0.5 },
			{ row_number: 4, id: '', image: '', is_new: '', score: '' },
		];
		expect(await pushed(spec, rows)).toEqual([
			{ id: '101', image, is_new: true },
			{ id: '102', image, is_new: false, score: 0.5 },
		]);
	});
});
