import type { IBinaryData, IDataObject, INodeExecutionData } from 'n8n-workflow';
import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../emulator/json.mts';
import { hintsOf, useFilesystem } from '../aggregated.mts';
import { byId } from '../emulated.mts';
import { rows, Operating } from '../operating.mts';

const operating = new Operating();
let binary: Awaited<ReturnType<typeof useFilesystem>>;
beforeEach(async () => {
	binary = await useFilesystem();
});

const outputSpec = {
	result: { type: 'string' },
	tags: { type: 'array_string', required: false },
	status: { type: 'string', required: false },
} as const;

/** Adds a pool with answers: some rejected, one to a control task, one list, one formula. */
function answeredPool(): string {
	const { seedData } = operating.emulator;
	const mixerConfig = { real_tasks_count: 1, golden_tasks_count: 1, training_tasks_count: 0 };
	const { id } = seedData.addPool({
		status: 'CLOSED',
		performers: true,
		defaultTaskOverlap: 1,
		mixerConfig,
		outputSpec,
	});
	seedData.addTasks(id, { count: 2, known: () => ({ result: 'right' }) });
	seedData.addTasks(id, { count: 3 });
	seedData.openPool(id);
	operating.emulator.clock.advance(24 * 60 * 60_000);
	return id;
}

function plainPool(): string {
	const { seedData } = operating.emulator;
	const inputSpec = { image: { type: 'url' } } as const;
	const wish = { status: 'OPEN', autoAccept: false, inputSpec, outputSpec } as const;
	const { id } = seedData.addPool(wish);
	const answers: JsonObject[] = [
		{ result: '=1+1', tags: ['a', 'b, c'], status: 'own' },
		{ result: 'two\nlines\t"quoted"' },
	];
	seedData.addAssignments(id, { count: 1, tasksPerSuite: 2, answer: (index) => answers[index] });
	seedData.addAssignments(id, { count: 1, status: 'REJECTED', answer: () => ({ result: 'no' }) });
	return id;
}

const get = async (pool: string, deliverAs: string, rest: IDataObject = {}) =>
	await operating.operate('assignment:getMany', {
		pool: byId(pool),
		statuses: ['ACCEPTED', 'REJECTED'],
		returnAll: true,
		deliverAs,
		...rest,
	});

const textOf = async ({ binary: files }: INodeExecutionData) =>
	(await binary.getAsBuffer(files?.data as IBinaryData)).toString();

/** Splits a table without line breaks in its cells into cells. */
const cells = (text: string, delimiter: string) =>
	text
		.trimEnd()
		.split('\r\n')
		.map((line) => line.split(delimiter));

const truth = (pool: string) => operating.emulator.truth.assignments(pool);

describe('answers as files', () => {
	it('NDJSON has the lines that items would be, and describes its content', async () => {
		const pool = plainPool();
		const items = rows(await get(pool, 'items'));
		const result = await get(pool, 'ndjson');
		expect(result.error).toBeUndefined();
		const [file, ...others] = result.outputs[0];
		expect(others).toEqual([]);
		const text = await textOf(file);
		expect(
			text
				.trimEnd()
				.split('\n')
				.map((line) => JSON.parse(line) as unknown),
		).toEqual(items);
		const ids = truth(pool).map(({ id }) => id);
		expect(file.json).toEqual({
			pool_id: pool,
			file_name: `pool-${pool}-1.ndjson`,
			mime_type: 'application/x-ndjson',
			part: 1,
			count: 3,
			bytes: Buffer.byteLength(text),
			first_assignment_id: ids[0],
			last_assignment_id: ids[1],
		});
		expect(file.pairedItem).toEqual({ item: 0 });
	});

	it('CSV has a column per field, renamed if the name is taken', async () => {
		const pool = plainPool();
		const result = await get(pool, 'csv', { options: { fileName: 'all.csv' } });
		const [file] = result.outputs[0];
		const text = await textOf(file);
		const [header, first] = cells(text, ',');
		expect(header.slice(0, 8).join()).toBe(
			'assignment_id,task_id,task_suite_id,pool_id,user_id,status,is_control,submitted',
		);
		expect(header.slice(-3)).toEqual(['result', 'tags', 'output_status']);
		expect(header[8]).toBe('input_image');
		expect(first[header.indexOf('result')]).toBe('=1+1');
		expect(text).toContain('"[""a"",""b, c""]"');
		expect(text).toContain('"two\nlines\t""quoted"""');
		expect(file.json).toMatchObject({ file_name: 'all.csv', columns: header });
	});

	it('for spreadsheets, nothing in it is a formula', async () => {
		const options = { forSpreadsheets: true, delimiter: 'semicolon' };
		const text = await textOf((await get(plainPool(), 'csv', { options })).outputs[0][0]);
		expect(text.startsWith('\uFEFFassignment_id;task_id;')).toBe(true);
		expect(text).toContain(";'=1+1;");
	});

	it('Toloka TSV has the columns of the website, and control tasks with their correct answers', async () => {
		const pool = answeredPool();
		const result = await get(pool, 'tolokaTsv', { assignmentOutput: 'assignments' });
		const text = await textOf(result.outputs[0][0]);
		const [header, ...lines] = cells(text, '\t');
		const cell = (line: string[], name: string) => line[header.indexOf(name)];
		expect(header.filter((name) => !name.startsWith('INPUT:'))).toEqual([
			...['OUTPUT:result', 'OUTPUT:tags', 'OUTPUT:status'],
			...['GOLDEN:result', 'GOLDEN:tags', 'GOLDEN:status', 'HINT:text'],
			...['assignment_id', 'task_id', 'task_suite_id', 'worker_id', 'status', 'started'].map(
				(name) => `ASSIGNMENT:${name}`,
			),
			...['submitted', 'accepted', 'rejected', 'skipped', 'expired', 'reward'].map(
				(name) => `ASSIGNMENT:${name}`,
			),
			...['ACCEPT:verdict', 'ACCEPT:comment'],
		]);
		const control = lines.filter((line) => cell(line, 'GOLDEN:result') === 'right');
		expect(control).toHaveLength(truth(pool).length);
		expect(lines).toHaveLength(2 * control.length);
		expect(new Set(lines.map((line) => cell(line, 'ASSIGNMENT:status')))).toEqual(
			new Set(['APPROVED']),
		);
		expect(cell(lines[0], 'ACCEPT:verdict')).toBe('+');
	});

	it('Toloka TSV writes lists as the website does, and marks rejected answers', async () => {
		const text = await textOf((await get(plainPool(), 'tolokaTsv')).outputs[0][0]);
		expect(text).toContain('a,b\\, c');
		expect(text).toMatch(/\tREJECTED\t/);
		expect(text).toMatch(/\t-\t/);
	});

	it('control tasks are left out on request', async () => {
		const options = { includeControlTasks: false };
		const result = await get(answeredPool(), 'ndjson', { options });
		const lines = (await textOf(result.outputs[0][0])).trimEnd().split('\n');
		expect(lines).toHaveLength(3);
		expect(lines.join('')).not.toContain('"is_control":true');
	});

	it.each(['csv', 'ndjson'])('assignments as %s are one line each', async (deliverAs) => {
		const pool = plainPool();
		const result = await get(pool, deliverAs, { assignmentOutput: 'assignments' });
		const [{ json }] = result.outputs[0];
		expect(json.count).toBe(2);
		const text = await textOf(result.outputs[0][0]);
		for (const { id } of truth(pool)) expect(text.split(id)).toHaveLength(2);
	});

	it('a pool without answers is an empty file with its header', async () => {
		const { id } = operating.emulator.seedData.addPool({ status: 'OPEN', outputSpec });
		const result = await get(id, 'tolokaTsv');
		expect(result.outputs[0]).toHaveLength(1);
		expect(result.outputs[0][0].json).toMatchObject({ count: 0, first_assignment_id: null });
		expect(await textOf(result.outputs[0][0])).toContain('OUTPUT:result');
	});

	it('a limit shortens them, and a hint says so', async () => {
		const result = await get(plainPool(), 'csv', { returnAll: false, limit: 2 });
		expect(result.outputs[0][0].json.count).toBe(2);
		expect(hintsOf(result)).toEqual([expect.stringContaining('cut at 2 items')]);
	});

	it('many answers are divided into parts of bounded size, each once and in order', async () => {
		const { seedData, log } = operating.emulator;
		const { id } = seedData.addPool({ status: 'OPEN', outputSpec });
		seedData.addBulkAssignments(id, { count: 5_000, tasksPerSuite: 4 });
		const result = await get(id, 'ndjson', { options: { fileSizeMb: 1 } });
		expect(result.error).toBeUndefined();
		const parts = result.outputs[0];
		expect(parts.length).toBeGreaterThan(3);
		const keys: string[] = [];
		for (const part of parts) {
			expect(part.json.bytes).toBeLessThanOrEqual(1024 * 1024);
			for (const line of (await textOf(part)).trimEnd().split('\n')) {
				const { assignment_id, task_id } = JSON.parse(line) as Record<string, string>;
				keys.push(`${assignment_id} ${task_id}`);
			}
		}
		expect(keys).toHaveLength(20_000);
		expect(new Set(keys).size).toBe(20_000);
		expect(keys).toEqual([...keys].sort());
		expect(log.count('GET /assignments')).toBeLessThanOrEqual(18);
	});

	it.each([
		['deliverAs', 'xlsx', /^Deliver As must be one of/],
		['options', { fileSizeMb: 500 }, /^File Size \(MB\) must be a number/],
	])('an invalid %s is refused before anything is read', async (name, value, message) => {
		const { error } = await get(plainPool(), 'csv', { [name]: value });
		expect(error?.message).toMatch(message);
		expect(operating.emulator.log.count('GET /assignments')).toBe(0);
	});
});
