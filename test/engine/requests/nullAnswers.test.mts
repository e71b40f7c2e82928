import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { getSolutions } from '../aggregated.mts';
import { byId } from '../emulated.mts';
import { Operating, rows } from '../operating.mts';
import { createTrigger } from '../trigger.mts';

/** The service may set any key to null instead of a list or an object (toloka-api §P9). */

const operating = new Operating();
const TIME = '2024-01-15T11:00:00.000';
const TASK = { id: 't1', input_values: { image: 'x' } };
const SOLUTION = { output_values: { result: 'cat' } };
const EMPTY = Object.fromEntries(
	['task_suite_id', 'user_id', 'reward', 'created', 'accepted', 'public_comment'].map((name) => [
		name,
		null,
	]),
);

type Row = [what: string, parts: IDataObject, answers: number];
const odd: Row[] = [
	['the list of solutions', { tasks: [TASK], solutions: null }, 0],
	['both lists', { tasks: null, solutions: null }, 0],
	['a solution', { tasks: [TASK], solutions: [null] }, 1],
	['a task', { tasks: [null], solutions: [SOLUTION] }, 1],
	['output values', { tasks: [TASK], solutions: [{ output_values: null, task_id: null }] }, 1],
	['input values', { tasks: [{ id: null, input_values: null }], solutions: [SOLUTION] }, 1],
	['known solutions', { tasks: [{ ...TASK, known_solutions: [null] }], solutions: [SOLUTION] }, 1],
	['all else', { ...EMPTY, tasks: [TASK], solutions: [SOLUTION] }, 1],
];

describe.each(odd)('null for %s', (what, parts, answers) => {
	function serve(status = 'ACCEPTED'): { id: string; pool: string } {
		const { seedData, faults } = operating.emulator;
		const outputSpec = { result: { type: 'string' }, photo: { type: 'file', required: false } };
		const pool = seedData.addPool({ status: 'OPEN', outputSpec }).id;
		const id = '0000001006--63a1c2b017a8be00d1f0a6de';
		const one = { id, status, pool_id: pool, created: TIME, submitted: TIME, ...parts };
		for (const [route, body] of [
			['GET /assignments', { items: [one], has_more: false }],
			['GET /assignments/{id}', one],
		] as const) {
			const reply = { kind: 'status', status: 200, body: body as never } as const;
			faults.add({ ...reply, times: 'always', match: { route } });
		}
		return { id, pool };
	}

	it.each(['items', 'csv', 'ndjson', 'tolokaTsv'])('is read by Get Many, as %s', async (form) => {
		const parameters = { pool: byId(serve().pool), statuses: [], deliverAs: form };
		const result = await operating.operate('assignment:getMany', parameters);
		expect(result.error).toBeUndefined();
		const counts = rows(result).map(({ count }) => Number(count ?? 1));
		expect(counts.reduce((sum, count) => sum + count, 0)).toBe(answers);
	});

	it('is read by Download Files, the vote, Check Once and the Pool Trigger', async () => {
		const { id, pool } = serve();
		const files = await operating.operate('assignment:downloadFiles', { assignmentId: id });
		expect([files.error, rows(files)]).toEqual([undefined, []]);
		const vote = await getSolutions(operating.emulated, [{}], {
			...{ operation: 'aggregatePool', pool: byId(pool), method: 'MAJORITY_VOTE' },
			...{ outputFields: ['result'], options: { addInputValues: true } },
		});
		const isVotedOn = answers > 0 && what !== 'known solutions';
		const kind = answers > 0 ? 'accepted answers to control tasks only' : 'no accepted answers';
		expect(vote.error?.message).toBe(isVotedOn ? undefined : `Pool ${pool} has ${kind}`);
		const wait = { waitFor: 'pool', operation: 'check', pool: byId(pool) };
		const checked = await operating.emulated.run('tolokaWaitForOperation', wait, { input: [{}] });
		expect([checked.error, rows(checked).length]).toEqual([undefined, 1]);
		const trigger = createTrigger({
			type: 'tolokaPoolTrigger',
			credentials: operating.emulated.credentials,
			parameters: { pools: { values: [{ pool: byId(pool) }] }, startFrom: 'beginning' },
			workflowId: what,
		});
		await trigger.activate();
		expect(trigger.items()).toHaveLength(answers);
	});
});

describe('an empty list that is null', () => {
	function serve(route: string, name: 'content' | 'items'): void {
		const body = { [name]: null, has_more: false };
		const reply = { kind: 'status', status: 200, body } as const;
		operating.emulator.faults.add({ ...reply, times: 'always', match: { route } });
	}

	it('is nothing to deliver', async () => {
		serve('GET /app-projects/{id}/items', 'content');
		const trigger = createTrigger({
			credentials: operating.emulated.credentials,
			parameters: { project: byId(operating.emulator.catalogue.appProject().id) },
		});
		await trigger.activate();
		for (let poll = 0; poll < 3; poll++) await trigger.tick();
		expect([trigger.errors, trigger.items()]).toEqual([[], []]);
	});

	it.each(['pool:getMany', 'assignment:getMany'])('has no rows for %s', async (name) => {
		serve(name.startsWith('pool') ? 'GET /pools' : 'GET /assignments', 'items');
		const { id } = operating.emulator.catalogue.pool();
		const result = await operating.operate(name, { pool: byId(id), returnAll: true });
		expect([result.error, rows(result)]).toEqual([undefined, []]);
	});
});

describe.each([undefined, 'null'])('a response with the body %j is requested again', (body) => {
	const fault = (route: string) => {
		const reply = { kind: 'status', status: 200, body } as const;
		operating.emulator.faults.add({ ...reply, match: { route } });
	};

	it.each([
		['pool:get', 'GET /pools/{id}'],
		['pool:getMany', 'GET /pools'],
		['assignment:getMany', 'GET /assignments'],
		['item:getMany', 'GET /app-projects/{id}/items'],
	])('by %s', async (name, route) => {
		const { catalogue } = operating.emulator;
		const parameters = {
			pool: byId(catalogue.pool().id),
			project: byId(catalogue.appProject().id),
		};
		fault(route);
		const { error } = await operating.operate(name, parameters);
		expect(error).toBeUndefined();
		expect(operating.emulator.log.count(route)).toBe(2);
	});

	it('by Get Aggregated Solutions', async () => {
		const id = operating.emulator.seedData.addAggregation({ rows: 3 });
		fault('GET /operations/{id}');
		const result = await getSolutions(operating.emulated, [{ id }]);
		expect([result.error, rows(result).length]).toEqual([undefined, 3]);
	});

	it('by Create Task Suites, before anything is created', async () => {
		const { id } = operating.emulator.catalogue.pool('CLOSED');
		fault('GET /pools/{id}');
		const input = [{ image: 'https://example.com/1.jpg' }];
		const { error } = await operating.emulated.run(
			'tolokaCreateTaskSuites',
			{ pool: byId(id) },
			{ input },
		);
		expect(error).toBeUndefined();
		expect(operating.emulator.truth.taskSuites(id)).toHaveLength(1);
	});
});
