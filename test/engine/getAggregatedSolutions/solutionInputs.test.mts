import type { IBinaryData, IDataObject, INodeExecutionData } from 'n8n-workflow';
import { beforeEach, describe, expect, it } from 'vitest';
import { getSolutions, hintsOf, useFilesystem } from '../aggregated.mts';
import { editorOf } from '../editor.mts';
import { byId } from '../emulated.mts';
import { useEmulatedPerTest } from '../emulatedTest.mts';
import { describeNode } from '../engine.mts';

const TASKS = 'GET /tasks';
const TYPE = 'tolokaGetAggregatedSolutions';

const emulated = useEmulatedPerTest();
let poolId: string;
beforeEach(() => {
	const { seedData } = emulated.emulator;
	poolId = seedData.addPool({
		status: 'OPEN',
		inputSpec: { image: { type: 'url', required: true }, place: { type: 'string' } },
		outputSpec: { result: { type: 'string', allowed_values: ['cat', 'dog'] } },
	}).id;
	seedData.addTaskSuites(poolId, { count: 25, tasksPerSuite: 2, overlap: 3, input: inputOf });
	emulated.emulator.clock.advance(3_600_000);
});

const inputOf = (index: number) => ({
	image: `https://example.com/${index}.jpg`,
	...(index % 2 === 0 && { place: `place ${index}` }),
});
const aggregate = async (parameters: IDataObject = {}, options: IDataObject = {}) =>
	await getSolutions(emulated, [{}], {
		operation: 'aggregatePool',
		pool: byId(poolId),
		outputField: 'result',
		...parameters,
		options: { addInputValues: true, ...options },
	});
const inputsOf = (items: INodeExecutionData[]) => items.map(({ json }) => json.input_values);
const all = Array.from({ length: 50 }, (_, index) => inputOf(index));
const complete = all.map((input) => ({ place: null, ...input }));

describe('answers with their input values', () => {
	it('are output as items, ascending and descending', async () => {
		const up = await aggregate();
		expect(up.error).toBeUndefined();
		expect(inputsOf(up.outputs[0])).toEqual(complete);
		const down = await aggregate({ sort: 'descending', returnAll: false, limit: 3 });
		expect(inputsOf(down.outputs[0])).toEqual([...complete].reverse().slice(0, 3));
		expect(hintsOf(up)).toEqual([expect.stringContaining('is still open')]);
	});

	it('need no pool with an operation, which names it', async () => {
		await aggregate();
		const [operation] = emulated.emulator.truth
			.operations()
			.filter(({ type }) => type === 'SOLUTION.AGGREGATE');
		emulated.emulator.log.clear();
		emulated.emulator.switches.set({ tasksMaxLimit: 100_000 });
		const options = { addInputValues: true, pageSize: 20 };
		const parameters = { returnAll: true, output: 'pages', options };
		const { outputs, error } = await getSolutions(emulated, [{ id: operation.id }], parameters);
		expect(error).toBeUndefined();
		const pages = outputs[0].map(({ json }) => json.items as IDataObject[]);
		expect(pages.map(({ length }) => length)).toEqual([20, 20, 10]);
		expect(pages.flat().map(({ input_values: values }) => values)).toEqual(complete);
		expect(emulated.emulator.log.count(TASKS)).toBe(1);
	});

	it('can include only some of them, at the top level', async () => {
		const { outputs } = await aggregate({}, { inputFields: ['image'], flatten: true });
		expect(outputs[0][3].json).toMatchObject({ input_image: inputOf(3).image });
		expect(outputs[0][3].json).not.toHaveProperty('input_place');
		expect(outputs[0][3].json.result).toBeTypeOf('string');
	});

	it('have a column each in CSV, from the first line on', async () => {
		const binary = await useFilesystem();
		const { outputs } = await aggregate({ output: 'file', format: 'csv' });
		const [part, ...rest] = outputs[0];
		expect(rest).toEqual([]);
		const file = part.binary?.data as IBinaryData;
		const lines = (await binary.getAsBuffer(file)).toString('utf8').split('\r\n');
		expect(lines[0]).toBe('task_id,pool_id,confidence,input_image,input_place,result');
		expect(lines[1]).toContain(',https://example.com/0.jpg,place 0,');
		expect(lines[2]).toContain(',https://example.com/1.jpg,,');
	});

	it('can be a file of the Toloka website, which can be uploaded again', async () => {
		const binary = await useFilesystem();
		const { outputs, error } = await aggregate({ output: 'file', format: 'tolokaTsv' });
		expect(error).toBeUndefined();
		const [part] = outputs[0];
		expect(part.json.file_name).toMatch(/-1\.tsv$/);
		const file = part.binary?.data as IBinaryData;
		expect(file.mimeType).toBe('text/tab-separated-values');
		const lines = (await binary.getAsBuffer(file)).toString('utf8').split('\r\n');
		expect(lines[0]).toBe(
			'INPUT:image\tINPUT:place\tOUTPUT:result\tCONFIDENCE:result\tASSIGNMENT:task_id',
		);
		expect(lines[1]).toMatch(/^https:\/\/example\.com\/0\.jpg\tplace 0\t\S+\t[\d.]+%\t\S+$/);
	});

	it('are empty for tasks that no longer exist, and a hint says so', async () => {
		const id = emulated.emulator.seedData.addAggregation({ poolId, rows: 5 });
		const options = { addInputValues: true };
		const result = await getSolutions(emulated, [{ id }], { options });
		expect(inputsOf(result.outputs[0])).toEqual([null, null, null, null, null]);
		expect(hintsOf(result)).toEqual([
			'5 solutions belong to a task that no longer exists: input_values is empty there.',
		]);
	});

	it('are refused before anything is started if the project lacks a field', async () => {
		const { error } = await aggregate({}, { inputFields: 'image, no such' });
		expect(error?.message).toMatch(/^Project \d+ has no input field “no such”$/);
		expect(error?.description).toBe('Choose from its input fields: image, place.');
		expect(emulated.emulator.log.entries().map(({ route }) => route)).toEqual([
			'GET /pools/{id}',
			'GET /projects/{id}',
		]);
	});

	it('that are no names are refused with the name of their field in the panel', async () => {
		const { error } = await aggregate({}, { inputFields: [true] });
		expect(error?.message).toBe('Input Field Names or IDs must be text, not “true”');
	});
});

describe('choosing the input fields', () => {
	const { loadOptions } = describeNode(TYPE).methods ?? {};
	const fields = [
		{ name: 'image (url)', value: 'image' },
		{ name: 'place (string)', value: 'place' },
	];
	const offered = async (parameters: IDataObject) =>
		await loadOptions!.getInputFields.call(editorOf(TYPE, emulated.credentials, parameters));

	it("offers those of the pool, or of the operation's pool", async () => {
		expect(await offered({ operation: 'aggregatePool', pool: byId(poolId) })).toEqual(fields);
		const operationId = emulated.emulator.seedData.addAggregation({ poolId, rows: 1 });
		expect(await offered({ operation: 'getMany', operationId })).toEqual(fields);
	});

	it('offers none if an expression names the operation', async () => {
		const operationId = '={{ $json.id }}';
		expect(await offered({ operation: 'getMany', operationId })).toEqual([]);
		expect(emulated.emulator.log.entries()).toHaveLength(0);
	});
});
