import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { rowsOf, useService } from './service.mts';
import { assignmentsOf, HOUR, PLAIN_MIXER, staffedPool } from './pools.mts';
import { rule, when } from './rules.mts';

const service = useService();

/** Lists who has worked in a pool after another hour. */
function workersOf(pool: string): string[] {
	service.clock.advance(HOUR);
	return [...new Set(assignmentsOf(service, pool).map(({ userId }) => userId))];
}

function poolWith(filter: JsonObject): string {
	const { id } = staffedPool(service, { rest: { filter } });
	service.emulator.seedData.addTaskSuites(id, { count: 30, overlap: 2 });
	return id;
}

const onlyIf = (...conditions: JsonObject[]): JsonObject => ({
	and: conditions.map((condition) => ({ or: [condition] })),
});

describe('who may take suites (toloka-api §P3.4, §P8.2)', () => {
	it('is limited by profile and device through the filter', async () => {
		const country = { category: 'profile', key: 'country', operator: 'EQ', value: 'TR' };
		const phone = { category: 'computed', key: 'client_type', operator: 'NE', value: 'BROWSER' };
		const english = { category: 'profile', key: 'languages', operator: 'IN', value: 'EN' };
		const workers = workersOf(poolWith(onlyIf(country, phone, english)));
		expect(workers.length).toBeGreaterThan(1);
		for (const user of workers) {
			expect((await service.v1('GET', `/user-metadata/${user}`)).json).toMatchObject({
				country: 'TR',
				attributes: { client_type: 'TOLOKA_APP' },
			});
		}
		const japanese = { ...english, value: 'JA' };
		expect(workersOf(poolWith(onlyIf(japanese)))).toEqual([]);
		expect(workersOf(poolWith({ or: [japanese, english] })).length).toBeGreaterThan(0);
	});

	it('is limited to people who proved a language, by the skill of those who did', () => {
		const spanish = { category: 'profile', key: 'languages', operator: 'IN', value: 'ES' };
		const verified = { category: 'skill', key: '32346', operator: 'EQ', value: 100 };
		const speakers = workersOf(poolWith(onlyIf(spanish)));
		const proven = workersOf(poolWith(onlyIf(spanish, verified)));
		const unproven = workersOf(poolWith(onlyIf(spanish, { ...verified, operator: 'NE' })));
		expect(Math.min(speakers.length, proven.length, unproven.length)).toBeGreaterThan(1);
		expect(proven.filter((user) => unproven.includes(user))).toEqual([]);
		const russian = { ...verified, key: '26296' };
		expect(workersOf(poolWith(onlyIf(spanish, russian)))).toEqual([]);
	});

	it('is limited by the overlap, however few people the filter admits', () => {
		const country = { category: 'profile', key: 'country', operator: 'EQ', value: 'US' };
		const { id } = staffedPool(service, { rest: { filter: onlyIf(country) } });
		service.emulator.seedData.addTaskSuites(id, { count: 1, overlap: 60 });
		expect(workersOf(id)).toHaveLength(60);
	});

	it('includes people as soon as they have the skill', async () => {
		const [skill = { id: '' }] = service.emulator.catalogue.skills();
		const [able = '', less = ''] = workersOf(poolWith({}));
		const pool = poolWith(onlyIf({ category: 'skill', key: skill.id, operator: 'GTE', value: 80 }));
		expect(workersOf(pool)).toEqual([]);
		for (const [user, value] of [
			[able, 85.4],
			[less, 70],
		] as const) {
			await service.v1('PUT', '/user-skills', { skill_id: skill.id, user_id: user, value });
		}
		expect(workersOf(pool)).toEqual([able]);
	});

	it('excludes everybody who is kept away', async () => {
		const [banned = '', ...others] = workersOf(poolWith({}));
		const pool = staffedPool(service).id;
		const restriction = { scope: 'POOL', pool_id: pool, user_id: banned };
		await service.v1('PUT', '/user-restrictions', restriction);
		service.emulator.seedData.addTaskSuites(pool, { count: 30, overlap: 2 });
		const workers = workersOf(pool);
		expect(workers).not.toContain(banned);
		expect(workers).toEqual(expect.arrayContaining(others.slice(0, 2)));
		const elsewhere = workersOf(poolWith({}));
		expect(elsewhere).toContain(banned);
	});

	it('still finds people after many were banned for good', async () => {
		const once = [when('assignments_accepted_count', 'GT', 0)];
		const ban = { scope: 'ALL_PROJECTS', duration_unit: 'PERMANENT' };
		const control = rule('ANSWER_COUNT', {}, once, 'RESTRICTION_V2', ban);
		const first = staffedPool(service, { rest: { quality_control: control } }).id;
		service.emulator.seedData.addTaskSuites(first, { count: 150, overlap: 1 });
		const banned = workersOf(first);
		expect(banned).toHaveLength(150);
		const others = workersOf(poolWith({}));
		expect(others.length).toBeGreaterThan(0);
		expect(others.filter((user) => banned.includes(user))).toEqual([]);
	});
});

describe('how often a task is answered', () => {
	const upload = async (pool: string, image: string): Promise<string> => {
		const sent = { pool_id: pool, overlap: 1, input_values: { image } };
		return ((await service.v1('POST', '/tasks', sent)).json as { id: string }).id;
	};
	const PICTURE = 'https://images.example.org/same.jpg';
	const ONE = { ...PLAIN_MIXER, real_tasks_count: 1 };

	it('once for identical tasks of a project that merges them (toloka-api §P4.1)', async () => {
		const project = (await service.v1('GET', '/projects/70001')).json as JsonObject;
		const merging = { ...project, assignments_automerge_enabled: true };
		await service.v1('PUT', '/projects/70001', merging);
		const wishes = [{}, { performers: false }, { performers: false, autoAccept: false }];
		const [first, second, reviewed] = wishes.map(
			(wish) => staffedPool(service, { mixerConfig: ONE, ...wish }).id,
		) as [string, string, string];
		await upload(first, PICTURE);
		await upload(second, PICTURE);
		await upload(second, `${PICTURE}?other`);
		await upload(reviewed, PICTURE);
		service.clock.advance(HOUR);
		const rowsOfPool = async (pool: string): Promise<JsonObject[]> =>
			rowsOf<JsonObject>(await service.v1('GET', `/assignments?pool_id=${pool}`));
		const [answer] = await rowsOfPool(first);
		expect(answer).toMatchObject({ automerged: false, reward: 0.02 });
		expect(await rowsOfPool(second)).toMatchObject([
			{ automerged: true, reward: 0, status: 'ACCEPTED', mixed: true },
		]);
		const [copy] = await rowsOfPool(second);
		expect([copy?.user_id, copy?.solutions]).toEqual([answer?.user_id, answer?.solutions]);
		expect(await rowsOfPool(reviewed)).toEqual([]);
	});

	it('more often if answers do not agree, up to the maximum (toloka-api §P3.2)', async () => {
		const config = {
			type: 'BASIC',
			max_overlap: 5,
			min_confidence: 0.9,
			answer_weight_skill_id: '4501',
			fields: [{ name: 'result' }],
		};
		const rest = { dynamic_overlap_config: config };
		const pool = staffedPool(service, { mixerConfig: ONE, rest }).id;
		service.emulator.seedData.addTasks(pool, { count: 40, overlap: 2 });
		service.clock.advance(12 * HOUR);
		const tasks = rowsOf<{ id: string; overlap: number }>(
			await service.v1('GET', `/tasks?pool_id=${pool}`),
		);
		const answered = (id: string): string[] =>
			assignmentsOf(service, pool)
				.filter(({ taskIds }) => taskIds.includes(id))
				.map(({ answers }) => String(answers?.[0]?.result));
		for (const { id, overlap } of tasks) {
			expect(answered(id)).toHaveLength(overlap);
		}
		const overlapsOf = (firstAnswers: number): number[] =>
			tasks
				.filter(({ id }) => new Set(answered(id).slice(0, 2)).size === firstAnswers)
				.map(({ overlap }) => overlap);
		const [agreed, divided] = [overlapsOf(1), overlapsOf(2)];
		expect(agreed).toContain(2);
		expect(Math.max(...agreed, ...divided)).toBe(5);
		expect(mean(divided)).toBeGreaterThan(mean(agreed) + 1);
		expect((await service.v1('GET', `/pools/${pool}`)).json).toMatchObject({
			last_close_reason: 'COMPLETED',
		});
	});
});

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('what a suite pays', () => {
	it('depends on a skill if the pool says so, from the moment it is taken (toloka-api §P3.2)', async () => {
		const [skill = { id: '' }] = service.emulator.catalogue.skills();
		const [able = '', less = ''] = workersOf(poolWith({}));
		for (const [user, value] of [
			[able, 90],
			[less, 40],
		] as const) {
			await service.v1('PUT', '/user-skills', { skill_id: skill.id, user_id: user, value });
		}
		const intervals = [
			{ from: 50, to: 79, reward_per_assignment: 0.03 },
			{ from: 80, to: 90, reward_per_assignment: 0.05 },
		];
		const pricing = { type: 'SKILL', skill_id: skill.id, intervals };
		const { id: pool } = staffedPool(service, { rest: { dynamic_pricing_config: pricing } });
		service.emulator.seedData.addTaskSuites(pool, { count: 30, overlap: 2 });
		service.clock.advance(HOUR);
		const rows = rowsOf<{ user_id: string; reward: number }>(
			await service.v1('GET', `/assignments?pool_id=${pool}&limit=300`),
		);
		const paid = (user: string): number[] => [
			...new Set(rows.filter((one) => one.user_id === user).map(({ reward }) => reward)),
		];
		expect([paid(able), paid(less)]).toEqual([[0.05], [0.02]]);
	});
});
