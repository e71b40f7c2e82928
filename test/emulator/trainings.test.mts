import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { rowsOf, useService } from './service.mts';
import { assignmentsOf, HOUR, poolOf, staffedPool } from './pools.mts';
import { rule, when } from './rules.mts';

interface Taken {
	user_id: string;
	solutions: unknown[];
	first_declined_solution_attempt?: unknown[];
}

const service = useService();
let training: string;

beforeEach(async () => {
	const sent = {
		project_id: '70001',
		private_name: 'How to tell them apart',
		training_tasks_in_task_suite_count: 3,
		task_suites_required_to_pass: 2,
	};
	training = ((await service.v1('POST', '/trainings', sent)).json as { id: string }).id;
	const tasks = [1, 2, 3, 4, 5, 6].map((number) => ({
		pool_id: training,
		infinite_overlap: true,
		input_values: { image: `https://images.example.org/${number}.jpg` },
		known_solutions: [{ output_values: { result: 'cat' } }],
		message_on_unknown_solution: 'Look at the ears.',
	}));
	await service.v1('POST', '/tasks', tasks);
});

/** Lists who works in a pool that requires this training level. */
function poolFor(level: number): string {
	const wanted = { training_pool_id: training, training_passing_skill_value: level };
	const rest: JsonObject = { quality_control: { training_requirement: wanted } };
	const { id } = staffedPool(service, { rest });
	service.emulator.seedData.addTaskSuites(id, { count: 30, overlap: 2 });
	return id;
}

const workersOf = (pool: string): Set<string> =>
	new Set(assignmentsOf(service, pool).map(({ userId }) => userId));

describe('a pool that requires a training (toloka-api §P3.4)', () => {
	it('gives work to those with the required level, once it is open', async () => {
		const [all, some, best] = [0, 80, 100].map(poolFor) as [string, string, string];
		service.clock.advance(HOUR);
		expect([all, some, best].map((pool) => workersOf(pool).size)).toEqual([0, 0, 0]);
		await service.v1('POST', `/trainings/${training}/open`);
		service.clock.advance(12 * HOUR);
		expect([all, some, best].map((pool) => assignmentsOf(service, pool).length)).toEqual([
			60, 60, 60,
		]);
		const first = [...workersOf(all)];
		const passed = first.filter((user) => workersOf(some).has(user));
		const perfect = first.filter((user) => workersOf(best).has(user));
		expect(perfect.length).toBeLessThan(first.length);
		expect(passed).toEqual(expect.arrayContaining(perfect));
	});

	it('leaves accepted assignments in the training, to which no rules apply', async () => {
		await service.v1('POST', `/trainings/${training}/open`);
		const main = poolFor(0);
		const once = [when('assignments_accepted_count', 'GT', 0)];
		const ban = { scope: 'POOL', duration_unit: 'PERMANENT' };
		const control = rule('ANSWER_COUNT', {}, once, 'RESTRICTION_V2', ban);
		const project = (await service.v1('GET', '/projects/70001')).json as JsonObject;
		await service.v1('PUT', '/projects/70001', { ...project, quality_control: control });
		service.clock.advance(12 * HOUR);
		const taken = assignmentsOf(service, training);
		expect([...workersOf(training)]).toEqual(expect.arrayContaining([...workersOf(main)]));
		expect(taken).toHaveLength(2 * workersOf(training).size);
		const [one, two] = taken;
		expect([one, two].map((row) => [row?.userId, row?.status, row?.taskIds.length])).toEqual([
			[one?.userId, 'ACCEPTED', 3],
			[one?.userId, 'ACCEPTED', 3],
		]);
		expect(one?.taskIds).not.toEqual(two?.taskIds);
		const bans = async (pool: string): Promise<number> =>
			rowsOf(await service.v1('GET', `/user-restrictions?pool_id=${pool}&limit=500`)).length;
		expect(await Promise.all([main, training].map(bans))).toEqual([60, 0]);
	});

	it('has first answers beside the final ones, if any was wrong', async () => {
		await service.v1('POST', `/trainings/${training}/open`);
		const main = poolFor(100);
		service.clock.advance(12 * HOUR);
		const rows = rowsOf<Taken>(await service.v1('GET', `/assignments?pool_id=${training}`));
		const right = { output_values: { result: 'cat' } };
		const declined = rows.filter((row) => row.first_declined_solution_attempt !== undefined);
		expect(rows.map(({ solutions }) => solutions)).toEqual(rows.map(() => [right, right, right]));
		for (const { first_declined_solution_attempt: first = [] } of declined) {
			expect(first).toHaveLength(3);
			expect(first).not.toEqual([right, right, right]);
		}
		const perfect = workersOf(main);
		expect(Math.min(declined.length, perfect.size)).toBeGreaterThan(0);
		expect(declined.filter(({ user_id: user }) => perfect.has(user))).toEqual([]);
	});

	it('never closes the training by itself', async () => {
		for (const { id } of service.emulator.truth.tasks(training)) {
			await service.v1('PATCH', `/tasks/${id}`, { overlap: 1, infinite_overlap: false });
		}
		await service.v1('POST', `/trainings/${training}/open`);
		const main = poolFor(0);
		service.clock.advance(12 * HOUR);
		expect(assignmentsOf(service, main)).toHaveLength(60);
		expect(await poolOf(service, training)).toMatchObject({ status: 'OPEN' });
	});

	it('stays open to those who passed, even when the training is closed, but to nobody new', async () => {
		await service.v1('POST', `/trainings/${training}/open`);
		const first = poolFor(80);
		service.clock.advance(12 * HOUR);
		await service.v1('POST', `/trainings/${training}/close`);
		service.clock.advance(HOUR);
		const second = poolFor(80);
		service.clock.advance(12 * HOUR);
		const workers = [...workersOf(second)];
		expect(workers.length).toBeGreaterThan(0);
		expect([...workersOf(first)]).toEqual(expect.arrayContaining(workers));
	});
});
