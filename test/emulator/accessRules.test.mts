import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { rowsOf, useService } from './service.mts';
import { assignmentsOf, HOUR, poolOf, staffedPool } from './pools.mts';
import { rule, when } from './rules.mts';

const service = useService();
let skill: string;

beforeEach(() => {
	skill = service.emulator.catalogue.skills()[0]?.id ?? '';
});

/** Adds a pool with a rule: if a person loses access for this reason, others redo their answers. */
function poolWith(reason: string, rest: JsonObject = {}): string {
	const control = rule(
		'USERS_ASSESSMENT',
		{},
		[when('pool_access_revoked_reason', 'EQ', reason)],
		'CHANGE_OVERLAP',
		{ delta: 1, open_pool: true },
	);
	const { id } = staffedPool(service, { rest: { quality_control: control, ...rest } });
	service.emulator.seedData.addTaskSuites(id, { count: 12, overlap: 2 });
	service.clock.advance(12 * HOUR);
	return id;
}

/** Picks a person who has worked in the pool, and counts their assignments. */
function workerOf(pool: string): { user: string; count: number } {
	const user = assignmentsOf(service, pool)[0]?.userId ?? '';
	return { user, count: assignmentsOf(service, pool).filter((one) => one.userId === user).length };
}

const ban = async (user: string, more: JsonObject): Promise<string> => {
	const reply = await service.v1('PUT', '/user-restrictions', { user_id: user, ...more });
	return (reply.json as { id: string }).id;
};

const setSkill = (user: string, value: number): Promise<unknown> =>
	service.v1('PUT', '/user-skills', { skill_id: skill, user_id: user, value });

describe('rules about people who lose access (toloka-api §P3.4)', () => {
	it("have others redo a banned person's answers, in a pool that opens again", async () => {
		const pool = poolWith('RESTRICTION');
		expect(await poolOf(service, pool)).toMatchObject({ last_close_reason: 'COMPLETED' });
		expect(assignmentsOf(service, pool)).toHaveLength(24);
		const { user, count } = workerOf(pool);
		await ban(user, { scope: 'PROJECT', project_id: '70001' });
		expect(await poolOf(service, pool)).toMatchObject({ status: 'OPEN' });
		service.clock.advance(12 * HOUR);
		const all = assignmentsOf(service, pool);
		expect(all).toHaveLength(24 + count);
		expect(all.slice(24).map(({ userId }) => userId)).not.toContain(user);
	});

	it('act once, and only if access existed before and is gone afterward', async () => {
		const pool = poolWith('RESTRICTION');
		const { user } = workerOf(pool);
		await ban(user, { scope: 'POOL', pool_id: '36502087' });
		await setSkill(user, 5);
		expect(await poolOf(service, pool)).toMatchObject({ status: 'CLOSED' });
		await ban(user, { scope: 'POOL', pool_id: pool });
		service.clock.advance(12 * HOUR);
		const done = assignmentsOf(service, pool).length;
		await ban(user, { scope: 'ALL_PROJECTS' });
		service.clock.advance(12 * HOUR);
		expect(assignmentsOf(service, pool)).toHaveLength(done);
	});

	it('count a skill that is set so that the filter excludes the person', async () => {
		const others = { category: 'skill', key: skill, operator: 'NE', value: 5 };
		const pool = poolWith('SKILL_CHANGE', { filter: others });
		const { user } = workerOf(pool);
		await setSkill(user, 7);
		expect(await poolOf(service, pool)).toMatchObject({ status: 'CLOSED' });
		await setSkill(user, 5);
		expect(await poolOf(service, pool)).toMatchObject({ status: 'OPEN' });
	});

	it('count a skill that is removed, if it is the specified one', async () => {
		const { user } = workerOf(poolWith('RESTRICTION'));
		const set = (await setSkill(user, 50)) as { json: { id: string } };
		const filter = { category: 'skill', key: skill, operator: 'GTE', value: 1 };
		const [other, meant] = ['4502', skill].map((id) => {
			const lost = [when('pool_access_revoked_reason', 'EQ', 'SKILL_CHANGE')];
			const which = [...lost, when('skill_id', 'EQ', id)];
			const again = { delta: 1, open_pool: true };
			const control = rule('USERS_ASSESSMENT', {}, which, 'CHANGE_OVERLAP', again);
			const pool = staffedPool(service, { rest: { filter, quality_control: control } }).id;
			service.emulator.seedData.addTaskSuites(pool, { count: 2, overlap: 1 });
			return pool;
		}) as [string, string];
		service.clock.advance(HOUR);
		await service.v1('DELETE', `/user-skills/${set.json.id}`);
		expect(await poolOf(service, other)).toMatchObject({ status: 'CLOSED' });
		expect(await poolOf(service, meant)).toMatchObject({ status: 'OPEN' });
	});
});

describe('people who were kept away', () => {
	const onlySkilled = (): JsonObject => ({
		filter: { category: 'skill', key: skill, operator: 'GTE', value: 1 },
	});
	const pools = { count: 2, overlap: 1 };

	/** Creates a pool in which only one person may work, and bans that person from it. */
	async function onlyWorker(more: JsonObject): Promise<{ pool: string; restriction: string }> {
		const { user } = workerOf(poolWith('RESTRICTION'));
		await setSkill(user, 50);
		const pool = staffedPool(service, { rest: onlySkilled() }).id;
		const restriction = await ban(user, { scope: 'POOL', pool_id: pool, ...more });
		service.emulator.seedData.addTaskSuites(pool, pools);
		service.clock.advance(HOUR);
		expect(assignmentsOf(service, pool)).toEqual([]);
		return { pool, restriction };
	}

	it('come back when the restriction is over', async () => {
		const willExpire = new Date(service.clock.now() + 20 * HOUR).toISOString().slice(0, 19);
		const { pool } = await onlyWorker({ will_expire: willExpire });
		service.clock.advance(48 * HOUR);
		expect(assignmentsOf(service, pool)).toHaveLength(2);
	});

	it('come back when it is removed', async () => {
		const { pool, restriction } = await onlyWorker({});
		await service.v1('DELETE', `/user-restrictions/${restriction}`);
		service.clock.advance(HOUR);
		expect(assignmentsOf(service, pool)).toHaveLength(2);
	});

	it('are kept away from every project, whatever project or pool is given besides the scope', async () => {
		const { pool } = await onlyWorker({ scope: 'ALL_PROJECTS', project_id: '70002' });
		expect(assignmentsOf(service, pool)).toEqual([]);
		expect(rowsOf(await service.v1('GET', '/user-restrictions?scope=ALL_PROJECTS'))).toHaveLength(
			1,
		);
	});
});
