import type { IDataObject } from 'n8n-workflow';
import { beforeEach, describe, expect, it } from 'vitest';
import { AGGREGATE, READ, getSolutions, hintsOf, useFilesystem } from '../aggregated.mts';
import { byId } from '../emulated.mts';
import { useEmulatedPerTest } from '../emulatedTest.mts';

const HOUR = 3_600_000;

const emulated = useEmulatedPerTest();
let poolId: string;
beforeEach(() => {
	poolId = emulated.emulator.seedData.addPool({
		status: 'OPEN',
		performers: true,
		mixerConfig: { real_tasks_count: 4, golden_tasks_count: 1, training_tasks_count: 0 },
		inputSpec: { image: { type: 'url', required: true } },
		outputSpec: {
			result: { type: 'string', allowed_values: ['cat', 'dog'] },
			tags: { type: 'array_string' },
		},
	}).id;
});

function addTasks(count = 20): void {
	const { seedData } = emulated.emulator;
	const input = (index: number) => ({ image: `https://example.com/${index}.jpg` });
	seedData.addTasks(poolId, { count, overlap: 3, input });
	const known = () => ({ result: 'cat' });
	seedData.addTasks(poolId, { count: 10, input, known });
}

const vote = async (parameters: IDataObject = {}, options: IDataObject = {}) =>
	await getSolutions(emulated, [{}], {
		operation: 'aggregatePool',
		pool: byId(poolId),
		method: 'MAJORITY_VOTE',
		...parameters,
		options,
	});

/** Serves an assignment with a control task. */
function serveControlAnswers(): void {
	const task = { id: 't1', input_values: {}, known_solutions: [{ output_values: {} }] };
	const one = { id: 'a1', status: 'ACCEPTED', pool_id: poolId, tasks: [task], solutions: [{}] };
	emulated.emulator.faults.add({
		...{ kind: 'status', status: 200, times: 'always' },
		body: { items: [one], has_more: false },
		match: { route: 'GET /assignments', query: { status: 'ACCEPTED' } },
	});
}

interface RawAssignment {
	status: string;
	tasks: Array<{ id: string; input_values: IDataObject; known_solutions?: unknown[] }>;
	solutions: Array<{ output_values: IDataObject }>;
}

/** Returns the service's accepted answers to a field, by task. */
async function answersTo(field: string): Promise<Map<string, string[]>> {
	const { url, apiKey } = emulated.emulator;
	const path = `/api/v1/assignments?pool_id=${poolId}&status=ACCEPTED&limit=300`;
	const headers = { Authorization: `ApiKey ${apiKey}` };
	const { items } = (await (await fetch(`${url}${path}`, { headers })).json()) as {
		items: RawAssignment[];
	};
	const answers = new Map<string, string[]>();
	for (const { tasks, solutions } of items) {
		for (const [place, task] of tasks.entries()) {
			if (task.known_solutions?.length) continue;
			const answer = JSON.stringify(solutions[place].output_values[field] ?? null);
			answers.set(task.id, [...(answers.get(task.id) ?? []), answer]);
		}
	}
	return answers;
}

describe('Majority Vote (in the Node)', () => {
	it('counts the answers to each task, without control tasks and without the quota', async () => {
		addTasks();
		emulated.emulator.clock.advance(24 * HOUR);
		const { outputs, error } = await vote({ outputFields: ['result'], ifTied: 'first' });
		expect(error).toBeUndefined();
		const answers = await answersTo('result');
		expect(answers.size).toBe(20);
		expect(outputs[0].map(({ json }) => json.task_id)).toEqual([...answers.keys()].sort());
		for (const { json, pairedItem } of outputs[0]) {
			const own = answers.get(String(json.task_id)) ?? [];
			const votes = (answer: string) => own.filter((one) => one === answer).length;
			const most = Math.max(...own.map(votes));
			expect(json.output_values).toEqual({
				result: JSON.parse(own.find((answer) => votes(answer) === most) ?? ''),
			});
			expect([json.confidence, json.answer_count]).toEqual([most / own.length, own.length]);
			expect(pairedItem).toEqual({ item: 0 });
		}
		const { log } = emulated.emulator;
		expect([log.count(AGGREGATE), log.count(READ)]).toEqual([0, 0]);
	});

	it('works for fields of every type, with input values, in a file', async () => {
		addTasks();
		emulated.emulator.clock.advance(24 * HOUR);
		const binary = await useFilesystem();
		const parameters = { output: 'file', format: 'csv', minVotes: '2' };
		const { outputs, error } = await vote(parameters, { addInputValues: true });
		expect(error).toBeUndefined();
		const [part] = outputs[0];
		expect(part.json).toMatchObject({
			operation_id: null,
			file_name: `majority-vote-${poolId}-1.csv`,
			count: 20,
		});
		const text = (await binary.getAsBuffer(part.binary!.data)).toString('utf8');
		const [header, first] = text.split('\r\n');
		expect(header).toBe(
			'task_id,pool_id,confidence,input_image,answer_count,confidences,result,tags',
		);
		expect(first).toContain(',https://example.com/');
		expect(emulated.emulator.log.count('GET /tasks')).toBe(0);
		expect(emulated.emulator.log.count('GET /projects/{id}')).toBe(1);
	});

	it.each<[string, unknown, RegExp]>([
		[
			'outputFields',
			[{ a: 1 }],
			/^Output Field Names or IDs of item 0 must be text, not an object/,
		],
		['outputFields', true, /^Output Field Names or IDs of item 0 must be text, not “true”/],
		['minVotes', 'many', /^Minimum Votes of item 0 must be a whole number/],
		['sort', 'down', /^Sort of item 0 must be one of ascending, descending/],
	])('refuses something that is not a field name: %s %j', async (field, value, message) => {
		const parameters = { [field]: `={{ ${JSON.stringify(value)} }}` };
		expect((await vote(parameters)).error?.message).toMatch(message);
	});

	it('reads the answers of a pool once, whatever bounds its items have', async () => {
		addTasks();
		emulated.emulator.clock.advance(24 * HOUR);
		const reads = () => emulated.emulator.log.count('GET /assignments');
		await vote();
		const once = reads();
		const ids = ['', 'f', 'zz'];
		const parameters = { operation: 'aggregatePool', pool: byId(poolId), method: 'MAJORITY_VOTE' };
		const options = { taskIdGt: '={{ $json.id }}' };
		const { outputs, error } = await getSolutions(
			emulated,
			ids.map((id) => ({ id })),
			{ ...parameters, returnAll: true, options },
		);
		expect(error).toBeUndefined();
		expect(
			outputs[0].filter(({ pairedItem }) => (pairedItem as { item: number }).item === 0),
		).toHaveLength(20);
		expect(outputs[0].some(({ pairedItem }) => (pairedItem as { item: number }).item === 2)).toBe(
			false,
		);
		expect(reads()).toBe(2 * once);
	});

	it('accepts field names as a list in JSON text', async () => {
		addTasks();
		emulated.emulator.clock.advance(24 * HOUR);
		const { outputs } = await vote({ outputFields: '=["result"]' });
		expect(Object.keys(outputs[0][0].json.output_values as object)).toEqual(['result']);
	});

	it('says which tasks have no majority, and that the pool is open', async () => {
		addTasks();
		emulated.emulator.clock.advance(24 * HOUR);
		emulated.emulator.seedData.setPoolStatus(poolId, 'OPEN');
		const result = await vote({ outputFields: ['result'], minVotes: 30 });
		expect(result.outputs[0]).toHaveLength(20);
		expect(hintsOf(result)).toEqual([
			`Pool ${poolId} is still open: answers that come later are not included. To wait for all of them put Toloka Wait for Operation (Wait For: Pool) before this node.`,
			expect.stringMatching(/^20 tasks have no majority/),
		]);
	});

	it('without answers is refused in one sentence', async () => {
		const { error } = await vote();
		expect(error?.message).toBe(`Pool ${poolId} has no accepted answers`);
		expect(error?.description).toContain('Wait until people are done');
	});

	it('without output fields is refused: no answer could win', async () => {
		const { seedData } = emulated.emulator;
		const wish = { status: 'OPEN', inputSpec: {}, outputSpec: {} } as const;
		const pool = seedData.addPool(wish).id;
		seedData.addAssignments(pool, { count: 2, answer: () => ({}) });
		const { error } = await vote({ pool: byId(pool) });
		expect(error?.message).toMatch(
			/^Project \d+ has no output fields, so there is nothing to vote/,
		);
	});

	it('with only answers to control tasks says so, and waits for others only if people are at work', async () => {
		const { seedData } = emulated.emulator;
		const only = `Pool ${poolId} has accepted answers to control tasks only`;
		serveControlAnswers();
		const open = await vote();
		expect([open.error?.message, open.error?.description]).toEqual([
			only,
			expect.stringContaining('Wait until people are done'),
		]);
		seedData.closePool(poolId, 'COMPLETED');
		const closed = await vote();
		expect([closed.error?.message, closed.error?.description]).toEqual([
			only,
			expect.stringContaining('Read their answers with Toloka (Assignment: Get Many)'),
		]);
	});

	it.each([
		[
			'a field that the project does not have',
			{ outputFields: ['no'] },
			'has no output field “no”',
		],
		['no vote at all', { minVotes: 0 }, 'Minimum Votes must be a whole number from 1'],
		['an unknown way out of a tie', { ifTied: 'coin' }, 'If Tied must be one of'],
	])('with %s is refused', async (_name, parameters, message) => {
		const { error } = await vote(parameters);
		expect(error?.message).toContain(message);
		expect(error?.description ?? '').not.toBe('');
	});
});
