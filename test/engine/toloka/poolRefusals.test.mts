import { describe, expect, it } from 'vitest';
import { byId, credentialsFor } from '../emulated.mts';
import { Operating } from '../operating.mts';

const OPEN = 'POST /pools/{id}/open';

const operating = new Operating();

const statusOf = (id: string) =>
	operating.emulator.catalogue.pools().find((pool) => pool.id === id)?.status;

describe('opening a pool on Yandex Tasks', () => {
	const onYandex = () => {
		const { yandexTasksUrl, oauthToken } = operating.emulator;
		return { credentials: credentialsFor(yandexTasksUrl, `OAuth ${oauthToken}`) };
	};
	const open = async (pool: string, rest = onYandex() as object) =>
		await operating.operate('pool:open', { pool: byId(pool) }, [{}], rest);
	const moderated = () => {
		const { seedData } = operating.emulator;
		const { id } = seedData.addPool({ defaultOverlap: 1, needsModeration: true });
		seedData.addTaskSuites(id, { count: 1 });
		return id;
	};

	it('a refusal explains what keeps the pool closed', async () => {
		const pool = moderated();
		const { error } = await open(pool);
		expect(error?.message).toBe(
			`Pool ${pool} was not opened: it has to pass moderation first (MUST_PASS_MODERATION)`,
		);
		expect(error?.description).toContain('on the Yandex Tasks website');
		expect(statusOf(pool)).toBe('CLOSED');
	});

	it('an operation that ends with FAIL explains it, too', async () => {
		const pool = moderated();
		operating.emulator.faults.add({ kind: 'operation-fail', match: { route: OPEN } });
		const { error } = await open(pool);
		expect(error?.message).toContain('(MUST_PASS_MODERATION)');
	});

	it('a refusal is reported without explanations if they cannot be read', async () => {
		const match = { route: 'GET /pools/{id}/validate' };
		operating.emulator.faults.add({ kind: 'status', status: 403, match, times: 'always' });
		const { error } = await open(moderated());
		expect(error?.message).toMatch(/^Pool \d+ was not opened/);
		expect(error?.message).not.toContain('MODERATION');
	});

	it('nothing is requested that the refusal itself explains', async () => {
		const { id } = operating.emulator.seedData.addPool({ needsModeration: false });
		const { error } = await open(id);
		expect(error?.message).toBe(`Pool ${id} was not opened: it has no tasks`);
		expect(operating.emulator.log.count('GET /pools/{id}/validate')).toBe(0);
	});
	it('Create Task Suites explains what keeps the pool closed, too', async () => {
		const pool = moderated();
		const match = { route: 'POST /task-suites' };
		operating.emulator.faults.add({ kind: 'pool-open-fail', match });
		const { outputs, error } = await operating.emulated.run(
			'tolokaCreateTaskSuites',
			{ pool: byId(pool), openPool: true },
			{ input: [{ image: 'https://example.com/1.jpg' }], ...onYandex() },
		);
		expect(error).toBeUndefined();
		expect(outputs[0][0].json.pool_problem).toMatch(/ \(MUST_PASS_MODERATION\)$/);
	});
});

describe('invalid input about pools', () => {
	const open = async (pool: string) => await operating.operate('pool:open', { pool: byId(pool) });

	it('opening without money is reported with advice', async () => {
		const { seedData, faults } = operating.emulator;
		const { id } = seedData.addPool({ status: 'CLOSED', defaultOverlap: 1 });
		seedData.addTaskSuites(id, { count: 1 });
		const body = { request_id: 'r', code: 'NOT_ENOUGH_BALANCE', message: 'x', payload: null };
		faults.add({ kind: 'status', status: 409, body, match: { route: OPEN } });
		const { error } = await open(id);
		expect(error?.message).toBe(
			`Pool ${id} was not opened: it cannot be paid for: the balance of the account is too low`,
		);
		expect(error?.description).toContain('Top up the account');
	});

	it.each(['pool:get', 'pool:open', 'pool:close', 'pool:clone', 'assignment:getMany'])(
		'%s names a pool that does not exist',
		async (operation) => {
			const { error } = await operating.operate(operation, { pool: byId('404404') });
			expect(error?.message).toContain('404404');
			expect(error?.context?.itemIndex).toBe(0);
		},
	);
});

describe('the pools of a project', () => {
	const list = async (projectId: string) =>
		await operating.operate('pool:getMany', { poolFilters: { projectId, status: 'ARCHIVED' } });

	it('may be none, but not if the project does not exist', async () => {
		const none = await list(operating.emulator.seedData.addPool({ inputSpec: {} }).projectId);
		expect([none.error, none.outputs.flat()]).toEqual([undefined, []]);
		expect((await list('Cats')).error?.message).toBe('There is no project with the ID Cats');
	});
});
