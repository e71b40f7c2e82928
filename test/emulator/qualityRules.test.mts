import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { rowsOf, useService } from './service.mts';
import { assignmentsOf, HOUR, known, MIXER, PLAIN_MIXER, staffedPool } from './pools.mts';
import { rule, when } from './rules.mts';

const service = useService();
let skill: string;

beforeEach(() => {
	skill = service.emulator.catalogue.skills()[0]?.id ?? '';
});

const setSkill = (value = 1): JsonObject => ({ skill_id: skill, skill_value: value });
const fromField = (field: string): JsonObject => ({ skill_id: skill, from_field: field });

async function skills(): Promise<Record<string, number>> {
	const rows = rowsOf<{ user_id: string; exact_value: number }>(
		await service.v1('GET', `/user-skills?skill_id=${skill}&limit=1000`),
	);
	return Object.fromEntries(rows.map(({ user_id: user, exact_value: value }) => [user, value]));
}

async function bans(query = ''): Promise<JsonObject[]> {
	return rowsOf(await service.v1('GET', `/user-restrictions?limit=500${query}`));
}

/** Adds a pool with a rule, in which people work for an hour. */
function workedPool(control: JsonObject): string {
	const { id } = staffedPool(service, {
		mixerConfig: PLAIN_MIXER,
		rest: { quality_control: control },
	});
	service.emulator.seedData.addTasks(id, { count: 60, overlap: 3 });
	service.clock.advance(HOUR);
	return id;
}

/** Groups a pool's assignments by performer, in the order in which they were assigned. */
function byUser(pool: string): Map<string, ReturnType<typeof assignmentsOf>> {
	const users = new Map<string, ReturnType<typeof assignmentsOf>>();
	for (const one of assignmentsOf(service, pool)) {
		users.set(one.userId, [...(users.get(one.userId) ?? []), one]);
	}
	return users;
}

/**
 * Scores suites that have one control task with the answer “cat”: 1 if it was answered so, else 0.
 */
function controlScores(pool: string, list: ReturnType<typeof assignmentsOf>): number[] {
	const tasks = service.emulator.truth.tasks(pool).filter(({ kind }) => kind === 'control');
	const ids = new Set(tasks.map(({ id }) => id));
	return list.map(({ taskIds, answers }) =>
		Number(answers?.[taskIds.findIndex((id) => ids.has(id))]?.result === 'cat'),
	);
}

describe('rules that set skills (toloka-api §P3.4)', () => {
	it('mark a person with an accepted answer', async () => {
		const accepted = [when('assignments_accepted_count', 'GT', 0)];
		const control = rule('ANSWER_COUNT', {}, accepted, 'SET_SKILL', setSkill(7));
		const pool = staffedPool(service, {
			autoAccept: false,
			rest: { quality_control: control },
		}).id;
		service.emulator.seedData.addTaskSuites(pool, { count: 4, overlap: 1 });
		service.clock.advance(HOUR);
		expect(await skills()).toEqual({});
		const [first] = assignmentsOf(service, pool);
		await service.v1('PATCH', `/assignments/${first?.id}`, { status: 'ACCEPTED' });
		expect(await skills()).toEqual({ [String(first?.userId)]: 7 });
	});

	it('set the share of correct answers to control tasks, counting only the newest', async () => {
		const control = rule(
			'GOLDEN_SET',
			{ history_size: 4 },
			[when('golden_set_answers_count', 'GTE', 3)],
			'SET_SKILL_FROM_OUTPUT_FIELD',
			fromField('correct_answers_rate'),
		);
		const { id: pool } = staffedPool(service, {
			mixerConfig: MIXER,
			rest: { quality_control: control },
		});
		service.emulator.seedData.addTasks(pool, { count: 12, known });
		service.emulator.seedData.addTasks(pool, { count: 90, overlap: 2 });
		service.clock.advance(HOUR);
		const expected = [...byUser(pool)].flatMap(([user, list]) => {
			const right = controlScores(pool, list);
			const counted = right.slice(-4);
			const share = (100 * counted.reduce((sum, one) => sum + one, 0)) / counted.length;
			return right.length < 3 ? [] : [[user, share] as const];
		});
		expect(expected.length).toBeGreaterThan(2);
		expect(new Set(expected.map(([, share]) => share)).size).toBeGreaterThan(1);
		expect(await skills()).toEqual(Object.fromEntries(expected));
	});

	it.each(['wrong_answers_rate', 'incorrect_answers_rate'])(
		'set the share of wrong answers under either of its names: %s',
		async (field) => {
			const any = [when('golden_set_answers_count', 'GTE', 1)];
			const control = rule('GOLDEN_SET', {}, any, 'SET_SKILL_FROM_OUTPUT_FIELD', fromField(field));
			const { id: pool } = staffedPool(service, {
				mixerConfig: MIXER,
				rest: { quality_control: control },
			});
			service.emulator.seedData.addTasks(pool, { count: 4, known });
			service.emulator.seedData.addTasks(pool, { count: 60, overlap: 2 });
			service.clock.advance(HOUR);
			const expected = [...byUser(pool)].map(([user, list]) => {
				const right = controlScores(pool, list);
				return [user, 100 - (100 * right.reduce((sum, one) => sum + one, 0)) / right.length];
			});
			expect(await skills()).toEqual(Object.fromEntries(expected));
		},
	);

	it('set the share of answers that match the majority, too', async () => {
		const pool = workedPool(
			rule(
				'MAJORITY_VOTE',
				{ answer_threshold: 2 },
				[when('total_answers_count', 'GT', 2)],
				'SET_SKILL_FROM_OUTPUT_FIELD',
				fromField('correct_answers_rate'),
			),
		);
		const answers = assignmentsOf(service, pool).flatMap(({ userId, taskIds, answers: given }) =>
			taskIds.map((task, index) => ({ userId, task, text: String(given?.[index]?.result) })),
		);
		const scores = new Map<string, number[]>();
		for (const { userId, task, text } of answers) {
			const votes = answers.filter((one) => one.task === task).map((one) => one.text);
			const counts = votes.map((vote) => votes.filter((one) => one === vote).length);
			if (Math.max(...counts) < 2) continue;
			const isRight = votes.filter((one) => one === text).length >= 2;
			scores.set(userId, [...(scores.get(userId) ?? []), Number(isRight)]);
		}
		const expected = [...scores]
			.filter(([, list]) => list.length > 2)
			.map(([user, list]) => [user, (100 * list.reduce((sum, one) => sum + one, 0)) / list.length]);
		expect(expected.length).toBeGreaterThan(2);
		expect(await skills()).toEqual(Object.fromEntries(expected));
	});

	it.each([
		[{ history_size: 1 }, 100],
		[{ history_size: 2 }, 50],
		[{}, 100],
	])(
		'use the newest answers of all pools of the project if they have a size: %o',
		async (size, share) => {
			const reviewed = [when('total_assignments_count', 'GT', 0)];
			const field = fromField('accepted_assignments_rate');
			const control = rule('ACCEPTANCE_RATE', size, reviewed, 'SET_SKILL_FROM_OUTPUT_FIELD', field);
			const { addAssignments, addPool } = service.emulator.seedData;
			const wish = { autoAccept: false, rest: { quality_control: control } };
			const [first = '', second = ''] = [addPool(wish).id, addPool(wish).id];
			addAssignments(second, { count: 1, status: 'REJECTED' });
			service.clock.advance(HOUR);
			addAssignments(first, { count: 1, status: 'ACCEPTED' });
			expect(Object.values(await skills())).toEqual([share]);
		},
	);

	it('let only those continue who are good enough', async () => {
		const control = rule(
			'GOLDEN_SET',
			{},
			[when('total_answers_count', 'GTE', 1)],
			'SET_SKILL_FROM_OUTPUT_FIELD',
			fromField('correct_answers_rate'),
		);
		const able = ['EQ', 'GTE'].map((operator, index) => ({
			category: 'skill',
			key: skill,
			operator,
			value: index === 0 ? null : 100,
		}));
		const { id: pool } = staffedPool(service, {
			mixerConfig: MIXER,
			rest: { quality_control: control, filter: { and: [{ or: able }] } },
		});
		service.emulator.seedData.addTasks(pool, { count: 12, known });
		service.emulator.seedData.addTasks(pool, { count: 90, overlap: 2 });
		service.clock.advance(HOUR);
		const values = await skills();
		for (const [user, list] of byUser(pool)) {
			const before = controlScores(pool, list).slice(0, -1);
			expect([user, before]).toEqual([user, before.map(() => 1)]);
		}
		expect(Object.values(values)).toContain(0);
		expect(Object.values(values)).toContain(100);
	});
});

describe('rules with bans', () => {
	it('ban a person who is too fast, until the ban expires', async () => {
		const pool = workedPool(
			rule(
				'ASSIGNMENT_SUBMIT_TIME',
				{ fast_submit_threshold_seconds: 600, history_size: 3 },
				[when('fast_submitted_count', 'GTE', 2), when('total_submitted_count', 'LTE', 3)],
				'RESTRICTION_V2',
				{ scope: 'POOL', duration: 2, duration_unit: 'DAYS', private_comment: 'Fast' },
			),
		);
		const users = byUser(pool);
		expect(users.size).toBeGreaterThan(3);
		expect([...users.values()].map(({ length }) => length)).not.toContain(3);
		const [ban] = await bans(`&scope=POOL&pool_id=${pool}`);
		expect(ban).toMatchObject({ pool_id: pool, private_comment: 'Fast' });
		expect(String(ban?.will_expire)).toMatch(/^2024-01-17T12:/);
		expect(users.get(String(ban?.user_id))).toHaveLength(2);
	});

	it.each([
		[{ scope: 'PROJECT', duration_days: 1 }, 'RESTRICTION', /^2024-01-16/],
		[{ scope: 'ALL_PROJECTS', duration_unit: 'PERMANENT' }, 'RESTRICTION_V2', /undefined/],
	])('ban in %o', async (parameters, action, expires) => {
		const skipped = [when('skipped_in_row_count', 'GTE', 1)];
		service.emulator.switches.set({ skipShare: 0.3 });
		const pool = workedPool(rule('SKIPPED_IN_ROW_ASSIGNMENTS', {}, skipped, action, parameters));
		const rows = await bans();
		const leavers = assignmentsOf(service, pool).filter(({ status }) => status === 'SKIPPED');
		expect(leavers.length).toBeGreaterThan(1);
		expect(rows.map(({ user_id: user }) => user).sort()).toEqual(
			leavers.map(({ userId }) => userId).sort(),
		);
		expect(String(rows[0]?.will_expire)).toMatch(expires);
		expect(rows[0]?.project_id).toBe(parameters.scope === 'PROJECT' ? '70001' : undefined);
	});

	it('ban a person who has earned enough in a day', async () => {
		const enough = [when('income_sum_for_last_24_hours', 'GTE', 0.05)];
		const pool = workedPool(
			rule('INCOME', {}, enough, 'RESTRICTION_V2', {
				scope: 'POOL',
				duration: 30,
				duration_unit: 'MINUTES',
			}),
		);
		const counts = [...byUser(pool).values()].map(({ length }) => length);
		expect(Math.max(...counts)).toBe(3);
	});

	it('ban from the project, too, and forget the answers from before a ban', async () => {
		const control = rule(
			'ANSWER_COUNT',
			{},
			[when('assignments_accepted_count', 'GTE', 2)],
			'RESTRICTION_V2',
			{ scope: 'POOL', duration: 10, duration_unit: 'MINUTES' },
		);
		const project = (await service.v1('GET', '/projects/70001')).json as JsonObject;
		await service.v1('PUT', '/projects/70001', { ...project, quality_control: control });
		const pool = staffedPool(service).id;
		const add = (): unknown => service.emulator.seedData.addAssignments(pool, { count: 1 });
		add();
		expect(await bans()).toEqual([]);
		add();
		expect(await bans()).toMatchObject([{ pool_id: pool }]);
		service.clock.advance(HOUR);
		add();
		expect((await bans())[0]?.will_expire).toMatch(/^2024-01-15T12:10/);
	});
});
