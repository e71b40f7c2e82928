import { readdirSync } from 'node:fs';
import type { INodeExecutionData } from 'n8n-workflow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf, outputOf, type Execution } from '../../demo/n8n/client/executions.mts';
import type { Stack } from '../../demo/stack.mts';
import { startJudgedStack } from './judgedStack.mts';
import { EXAMPLES, filledExample, readExample, type Choices } from './exampleWorkflow.mts';
import { unknownParts } from './workflowCheck.mts';

const MINUTES = 60_000;
const FILES = readdirSync(EXAMPLES).filter((name) => name.endsWith('.json'));
const DONE = [{ ok: true }];

let stack: Stack;

beforeAll(async () => {
	stack = await startJudgedStack({
		emulator: {
			switches: {
				labelDelayMs: 0,
				labelJitterMs: 0,
				operationPendingMs: 0,
				operationRunMs: 500,
				answerDelayMs: 0,
				performers: true,
				autoCloseLagMs: 0,
			},
		},
	});
}, 20 * MINUTES);
afterAll(async () => await stack?.stop(), MINUTES);

async function run(file: string, trigger: string, choices: Choices): Promise<Execution> {
	const { client } = stack;
	const { id } = await client.workflows.create(await filledExample(file, stack, choices));
	const executionId = await client.workflows.run(id, { trigger });
	const execution = await client.executions.wait(executionId);
	expect(failureOf(execution)).toBeUndefined();
	return execution;
}

const jsonOf = (items: INodeExecutionData[]) => items.map(({ json }) => json);

describe('every example', () => {
	it.each(FILES)('%s contains only what n8n knows', async (file) => {
		const types = await stack.client.nodeTypes.list();
		const { nodes, connections } = await readExample(file);
		expect(nodes.flatMap((node) => unknownParts(node, types))).toEqual([]);
		const names = nodes.map(({ name }) => name);
		expect(names).toEqual(expect.arrayContaining(Object.keys(connections)));
	});
});

describe('moderation-stream.json', () => {
	const pinned = {
		Webhook: [{ body: { id: '1', image_url: 'https://example.com/1.jpg', caption: 'A dog' } }],
		'Save the answer': DONE,
		'Ask a moderator': DONE,
	};

	it('pushes posted rows, and sorts the answers by confidence', async () => {
		const projectId = stack.emulator.catalogue.appProject().id;
		const file = 'moderation-stream.json';
		await run(file, 'Webhook', { projectId, pinned });
		expect(stack.emulator.truth.items(projectId).map(({ input }) => input)).toEqual([
			pinned.Webhook[0]?.body,
		]);
		const execution = await run(file, 'Toloka Poll Finished Items Trigger', { projectId, pinned });
		const [answer] = jsonOf(outputOf(execution, 'Answer'));
		expect(answer).toMatchObject({ id: '1', image_url: 'https://example.com/1.jpg' });
		expect(answer?.confidence).toBeTypeOf('number');
		const [sure, unsure] = [0, 1].map((output) =>
			outputOf(execution, 'Confident enough?', { output }),
		);
		expect([...(sure ?? []), ...(unsure ?? [])]).toHaveLength(1);
	});
});

describe('nightly-batch.json', () => {
	const file = 'nightly-batch.json';
	const rows = Array.from({ length: 25 }, (_, index) => ({
		row_number: index + 2,
		image: `https://example.com/${index}.jpg`,
	}));

	it('creates tasks from rows, waits for people, aggregates once', async () => {
		const pool = stack.emulator.catalogue.pool('CLOSED');
		const execution = await run(file, 'Every night', {
			poolId: pool.id,
			pinned: { 'All rows': rows, 'Note the tasks': DONE, Answers: DONE },
		});
		expect(stack.emulator.truth.taskSuites(pool.id)).toHaveLength(3);
		const solutions = outputOf(execution, 'Toloka Get Aggregated Solutions');
		expect(solutions).toHaveLength(rows.length);
		expect(solutions[0]?.json.result).toBeTypeOf('string');
	});

	it('creates nothing for rows that already have tasks', async () => {
		const pool = stack.emulator.catalogue.pools().find(({ name }) => name === 'Animals, week 2');
		const noted = rows.map((row) => ({ ...row, task_id: `task ${row.row_number}` }));
		await run(file, 'Every night', {
			poolId: pool?.id,
			pinned: { 'All rows': noted, 'Note the tasks': DONE, Answers: DONE },
		});
		const suites = stack.emulator.log.count('POST /task-suites');
		expect(suites).toBe(1);
	});
});

describe('bulk-export.json', () => {
	it('writes the answers of a pool to a file and sends a small one by e-mail', async () => {
		const pool = stack.emulator.catalogue.pool('OPEN');
		const execution = await run('bulk-export.json', 'Execute workflow', {
			poolId: pool.id,
			pinned: { 'Send by e-mail': DONE, 'Upload to S3': DONE },
		});
		const [file] = outputOf(execution, 'Small enough for e-mail?');
		expect(file?.json).toMatchObject({ part: 1, mime_type: 'text/csv' });
		expect(file?.binary?.data?.fileName).toBe(file?.json.file_name);
	});
});

describe('backfill-ndjson.json', () => {
	it('pushes the valid lines, and writes the others to a file with the reasons', async () => {
		const projectId = stack.emulator.catalogue.appProjects()[1]?.id ?? '';
		const lines = [{ text: 'Good' }, { id: '2', text: '' }, { text: 'Fine', note: 'left out' }];
		const data = lines.map((line) => JSON.stringify(line)).join('\n');
		const execution = await run('backfill-ndjson.json', 'Execute workflow', {
			projectId,
			pinned: { 'Download the backlog': [{ data }] },
		});
		const pushed = stack.emulator.truth.items(projectId).map(({ input }) => input);
		expect(pushed).toEqual([{ text: 'Good' }, { text: 'Fine' }]);
		const [reason] = jsonOf(outputOf(execution, 'Lines and reasons'));
		expect(reason?.problem).toContain('text');
		const [csv] = outputOf(execution, 'CSV of what was left out');
		expect(csv?.binary?.data?.fileName).toBe('left-out.csv');
	});
});

describe('toloka-file-to-pool.json', () => {
	it('makes control, training and ordinary tasks of a file from the website', async () => {
		const pool = stack.emulator.catalogue.pool('CLOSED');
		const image = (index: number) => `https://example.com/${index}.jpg`;
		const rows = [
			{ 'INPUT:image': image(1), 'GOLDEN:result': 'cat', 'HINT:text': 'Look at the ears' },
			{ 'INPUT:image': image(2), 'GOLDEN:result': 'dog' },
			{ 'INPUT:image': image(3) },
		];
		const suites = () => stack.emulator.truth.taskSuites(pool.id).length;
		const before = suites();
		const execution = await run('toloka-file-to-pool.json', 'Execute workflow', {
			poolId: pool.id,
			pinned: { 'Download the file': DONE, 'Rows of the file': rows },
		});
		const tasks = jsonOf(outputOf(execution, 'Toloka Create Task Suites'));
		expect(tasks.map((task) => task.known_solutions)).toEqual([
			[{ output_values: { result: 'cat' } }],
			[{ output_values: { result: 'dog' } }],
			undefined,
		]);
		expect(tasks[0]?.message_on_unknown_solution).toBe('Look at the ears');
		expect(suites() - before).toBe(1);
	});
});
