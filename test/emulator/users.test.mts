import { beforeEach, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../emulator/json.mts';
import { codeOf, request, rowsOf, useService, type Reply } from './service.mts';

const ID = '5c04458e-63c1-46c1-ba0d-6f0756a5358b';

describe('performers', () => {
	const service = useService();
	let skill: string;
	let user: string;

	beforeEach(() => {
		const { catalogue, truth } = service.emulator;
		skill = catalogue.skills()[0]?.id ?? '';
		user = truth.assignments(catalogue.pool('OPEN').id)[0]?.userId ?? '';
	});

	const balance = async (): Promise<number> =>
		((await service.v1('GET', '/requester')).json as { balance: number }).balance;
	const bonus = (extra: JsonObject = {}): JsonObject => ({
		user_id: user,
		amount: 2,
		public_title: { EN: 'Thanks' },
		public_message: { EN: 'Well done' },
		...extra,
	});
	const pay = (body: Json, query = ''): Promise<Reply> =>
		service.v1('POST', `/user-bonuses${query}`, body);

	it('get skills, with the exact value besides the rounded one', async () => {
		const put = (value: number): Promise<Reply> =>
			service.v1('PUT', '/user-skills', { skill_id: skill, user_id: 'a0b1', value });
		const made = await put(85.42);
		expect([made.status, made.json]).toMatchObject([201, { value: 85, exact_value: 85.42 }]);
		const { id } = made.json as { id: string };
		expect((await put(10)).json).toMatchObject({ id, value: 10 });
		expect((await put(10)).status).toBe(200);
		expect(codeOf(await put(101))).toBe('400 VALIDATION_ERROR');
		const byNumber = { skill_id: Number(skill), user_id: 'a0b1', value: 10 };
		expect((await service.v1('PUT', '/user-skills', byNumber)).json).toMatchObject({ id });
		const path = `/user-skills?skill_id=${skill}&limit=1000`;
		expect(rowsOf(await service.v1('GET', path))).toHaveLength(1);
		expect(rowsOf(await service.v1('GET', '/user-skills?user_id=b'))).toEqual([]);
		expect((await service.v1('DELETE', `/user-skills/${id}`)).status).toBe(204);
		expect(codeOf(await service.v1('GET', `/user-skills/${id}`))).toBe('404 DOES_NOT_EXIST');
	});

	it('are kept away from a pool, a project, or everything', async () => {
		const pool = service.emulator.catalogue.pool('OPEN').id;
		const put = (body: JsonObject): Promise<Reply> =>
			service.v1('PUT', '/user-restrictions', { user_id: 'a0b1', ...body });
		expect((await put({ scope: 'POOL', pool_id: pool })).status).toBe(201);
		expect((await put({ scope: 'POOL', pool_id: Number(pool) })).status).toBe(200);
		expect((await put({ scope: 'ALL_PROJECTS', private_comment: 'spam' })).status).toBe(201);
		expect((await put({ scope: 'POOL' })).json).toMatchObject({
			payload: { pool_id: { code: 'VALUE_REQUIRED' } },
		});
		expect(codeOf(await put({ scope: 'SYSTEM' }))).toBe('409 SYSTEM_SCOPE_MODIFICATION');
		const rows = rowsOf(await service.v1('GET', '/user-restrictions?scope=ALL_PROJECTS'));
		expect(rows).toMatchObject([{ private_comment: 'spam' }]);
	});

	it('get a bonus, which is charged to the balance and linked to the assignment', async () => {
		const pool = service.emulator.seedData.addPool().id;
		const [assignment = ''] = service.emulator.seedData.addAssignments(pool, { count: 1 });
		const before = await balance();
		const paid = await pay(bonus({ assignment_id: assignment }));
		expect(paid.status).toBe(201);
		const { id } = paid.json as { id: string };
		expect(paid.json).toMatchObject({ amount: 2, assignment_id: assignment });
		expect(before - (await balance())).toBeCloseTo(2);
		expect((await service.v1('GET', `/assignments/${assignment}`)).json).toMatchObject({
			bonus_ids: [id],
		});
		const found = await service.v1('GET', `/user-bonuses?assignment_id=${assignment}`);
		expect(rowsOf(found)).toMatchObject([{ id }]);
	});

	it.each<[string, JsonObject, string]>([
		['user_id', { user_id: null }, 'VALUE_REQUIRED'],
		['user_id', { user_id: 'a0b1' }, 'ENTITY_DOES_NOT_EXIST'],
		['amount', { amount: 0.001 }, 'VALUE_LESS_THAN_MIN'],
		['amount', { amount: 101 }, 'VALUE_GREATER_THAN_MAX'],
		['public_title', { public_title: null }, 'VALUE_REQUIRED'],
		['assignment_id', { assignment_id: 'nope' }, 'ENTITY_DOES_NOT_EXIST'],
	])('get no bonus for %s in %j', async (path, extra, code) => {
		const before = await balance();
		expect((await pay(bonus(extra))).json).toMatchObject({ payload: { [path]: { code } } });
		expect(await balance()).toBe(before);
	});

	it('get a bonus with only a title, as in the official client’s operation log', async () => {
		const { public_message: left, ...titled } = bonus();
		expect(left).toBeDefined();
		const paid = await pay(titled);
		expect([paid.status, paid.json]).toMatchObject([201, { public_title: { EN: 'Thanks' } }]);
	});

	it('get several bonuses by index, but none twice', async () => {
		const reply = await pay([bonus(), bonus({ amount: 0 })], '?skip_invalid_items=true');
		expect(reply.json).toMatchObject({
			items: { '0': { amount: 2 } },
			validation_errors: { '1': { amount: {} } },
		});
		const before = await balance();
		const twins = await pay([bonus(), bonus()]);
		expect([twins.status, twins.json]).toMatchObject([
			409,
			{ user_id: { code: 'ENTITY_CONFLICT' } },
		]);
		expect(twins.json).not.toHaveProperty('code');
		expect(await balance()).toBe(before);
		const many = Array.from({ length: 101 }, (_, index) => bonus({ private_comment: `${index}` }));
		expect(codeOf(await pay(many))).toBe('413 ENTITY_TOO_LARGE');
	});

	it('get bonuses as an operation, once per ID', async () => {
		const query = `?async_mode=true&skip_invalid_items=true&operation_id=${ID}`;
		const started = await pay([bonus(), bonus({ amount: 0 })], query);
		expect([started.status, started.json]).toMatchObject([
			202,
			{ id: ID, type: 'USER_BONUS.BATCH_CREATE' },
		]);
		service.clock.advance(5_000);
		const log = rowsOf<JsonObject>(await service.v1('GET', `/operations/${ID}/log`));
		expect(log).toMatchObject([
			{ type: 'USER_BONUS_VALIDATE', success: false },
			{ type: 'USER_BONUS_PERSIST', output: { user_bonus_id: expect.any(String) } },
		]);
		expect(codeOf(await pay(bonus(), query))).toBe('409 OPERATION_ALREADY_EXISTS');
		expect(rowsOf(await service.v1('GET', '/user-bonuses'))).toHaveLength(1);
	});

	it('get rubles on Yandex Tasks, with its own minimum', async () => {
		const { yandexTasksUrl, oauthToken } = service.emulator;
		const url = `${yandexTasksUrl}/api/v1/user-bonuses`;
		const reply = await request('POST', url, bonus(), `OAuth ${oauthToken}`);
		expect(reply.json).toMatchObject({ payload: { amount: { params: [5] } } });
	});
});
