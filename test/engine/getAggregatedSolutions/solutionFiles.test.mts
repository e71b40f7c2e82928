import type { IBinaryData, IDataObject, INodeExecutionData, IPairedItemData } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { getSolutions, useDatabase, useFilesystem } from '../aggregated.mts';
import { useEmulatedPerTest } from '../emulatedTest.mts';

const emulated = useEmulatedPerTest();

const aggregation = (rows: number, rest = {}) =>
	emulated.emulator.seedData.addAggregation({ rows, ...rest });
const file = (parameters: IDataObject = {}) => ({
	returnAll: true,
	output: 'file',
	...parameters,
});
const fileOf = ({ binary }: INodeExecutionData) => binary?.data as IBinaryData;

describe('solutions as files', () => {
	it.each([
		['filesystem', useFilesystem],
		['database', useDatabase],
	])('have name, type and content in the %s', async (_mode, use) => {
		const binary = await use();
		const id = aggregation(3);
		const { outputs, error } = await getSolutions(emulated, [{}, { id }].slice(1), file());
		expect(error).toBeUndefined();
		const [part, ...rest] = outputs[0];
		expect(rest).toEqual([]);
		expect(part.pairedItem).toEqual({ item: 0 });
		const name = `aggregated-solutions-${id}-1.ndjson`;
		expect(part.json).toMatchObject({
			operation_id: id,
			file_name: name,
			mime_type: 'application/x-ndjson',
			part: 1,
			count: 3,
		});
		expect(fileOf(part)).toMatchObject({ fileName: name, mimeType: 'application/x-ndjson' });
		const text = (await binary.getAsBuffer(fileOf(part))).toString('utf8');
		const rows = text
			.trimEnd()
			.split('\n')
			.map((line) => JSON.parse(line) as IDataObject);
		expect(rows.map(({ task_id: taskId }) => taskId)).toEqual(
			emulated.emulator.truth.solutions(id).map(({ taskId }) => taskId),
		);
	});

	it('can be CSV in a field of any name, with a column per output value', async () => {
		const binary = await useFilesystem();
		const output = (index: number) => ({ result: `"${index}", и`, tags: ['a', 'b'] });
		const id = aggregation(2, { output });
		const parameters = file({ format: 'csv', binaryField: 'table' });
		const { outputs } = await getSolutions(emulated, [{ id }], parameters);
		const [part] = outputs[0];
		expect(part.json.columns).toEqual(['task_id', 'pool_id', 'confidence', 'result', 'tags']);
		const table = part.binary?.table as IBinaryData;
		expect(table).toMatchObject({ mimeType: 'text/csv', fileExtension: 'csv' });
		const lines = (await binary.getAsBuffer(table)).toString('utf8').split('\r\n');
		expect(lines[0]).toBe('task_id,pool_id,confidence,result,tags');
		expect(lines[1]).toMatch(/,"""0"", и","\[""a"",""b""\]"$/);
		expect(lines).toHaveLength(4);
	});

	it('can be CSV for spreadsheets, whose formulas from strangers do not run', async () => {
		const binary = await useFilesystem();
		const id = aggregation(1, { output: () => ({ result: '=1+1', note: 'да; нет' }) });
		const options = { forSpreadsheets: true, delimiter: '={{ $json.delimiter }}' };
		const input = ['semicolon', 'tab'].map((delimiter) => ({ id, delimiter }));
		const { outputs } = await getSolutions(emulated, input, file({ format: 'csv', options }));
		const texts = await Promise.all(
			outputs[0].map(async (part) => (await binary.getAsBuffer(fileOf(part))).toString('utf8')),
		);
		expect(texts[0]).toMatch(
			/^\uFEFFtask_id;pool_id;confidence;result;note\r\n.*;'=1\+1;"да; нет"\r\n$/,
		);
		expect(texts[1]).toMatch(/^\uFEFFtask_id\tpool_id\t.*\r\n.*\t'=1\+1\tда; нет\r\n$/);
		expect(outputs[0].map(({ json }) => json.mime_type)).toEqual([
			'text/csv',
			'text/tab-separated-values',
		]);
		expect(outputs[0][1].json.file_name).toMatch(/-1\.tsv$/);
	});

	it.each([
		['answers.csv', ['answers.csv', 'answers-2.csv', 'answers-3.csv']],
		['answers', ['answers.csv', 'answers-2.csv', 'answers-3.csv']],
		['my.answers.tsv', ['my.answers.tsv', 'my.answers-2.tsv', 'my.answers-3.tsv']],
	])('can be named %s', async (fileName, names) => {
		await useFilesystem();
		const id = aggregation(35_000);
		const parameters = file({ format: 'csv', options: { fileName, fileSizeMb: 1 } });
		const { outputs } = await getSolutions(emulated, [{ id }], parameters);
		expect(outputs[0].map(({ json }) => json.file_name).slice(0, 3)).toEqual(names);
		expect(outputs[0].map((item) => fileOf(item).fileName).slice(0, 3)).toEqual(names);
	});

	it('are divided at the size that each item requests', async () => {
		await useFilesystem();
		const id = aggregation(20_000);
		const parameters = file({ options: { fileSizeMb: '={{ $json.mb }}' } });
		const { outputs } = await getSolutions(
			emulated,
			[
				{ id, mb: 1 },
				{ id, mb: 32 },
			],
			parameters,
		);
		const ofItem = (item: number) =>
			outputs[0].filter(({ pairedItem }) => (pairedItem as IPairedItemData).item === item);
		expect(ofItem(0).length).toBeGreaterThan(1);
		expect(ofItem(1)).toHaveLength(1);
	});

	it('are divided at the chosen size', async () => {
		await useFilesystem();
		const id = aggregation(30_000);
		const parameters = file({ options: { fileSizeMb: 1 } });
		const { outputs } = await getSolutions(emulated, [{ id }], parameters);
		expect(outputs[0].length).toBeGreaterThan(3);
		for (const { json } of outputs[0]) expect(json.bytes).toBeLessThanOrEqual(1024 * 1024);
	});

	it('are one empty file without solutions', async () => {
		await useFilesystem();
		const { outputs } = await getSolutions(emulated, [{ id: aggregation(0) }], file());
		expect(outputs[0].map(({ json }) => [json.count, json.bytes])).toEqual([[0, 0]]);
	});
});
