import { beforeEach, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../emulator/json.mts';
import { codeOf, request, rowsOf, useService, type Reply } from './service.mts';
import { poolOf } from './pools.mts';

describe('moderation on Yandex Tasks', () => {
	const service = useService();
	let pool: string;

	beforeEach(() => {
		pool = service.emulator.seedData.addPool({ needsModeration: true }).id;
		service.emulator.seedData.addTaskSuites(pool, { count: 1, overlap: 1 });
	});

	const yandex = (method: string, path: string, body?: Json): Promise<Reply> => {
		const { yandexTasksUrl, oauthToken } = service.emulator;
		return request(method, `${yandexTasksUrl}/api${path}`, body, `OAuth ${oauthToken}`);
	};
	const validate = async (): Promise<JsonObject[]> =>
		rowsOf<JsonObject>(await yandex('GET', `/new/requester/pools/${pool}/validate`));
	const moderate = (body: Json = { status: 'READY' }): Promise<Reply> =>
		yandex('PUT', `/new/requester/poolModeration/${pool}`, body);

	it('delays an opening until it is passed', async () => {
		const mustPass = { type: 'MUST_PASS_MODERATION', active: true, blocker: true };
		expect(await validate()).toContainEqual(mustPass);
		expect((await yandex('POST', `/v1/pools/${pool}/open`)).status).toBe(409);
		expect((await moderate()).json).toEqual({
			poolId: Number(pool),
			projectId: 70001,
			status: 'READY',
		});
		expect(await validate()).toContainEqual(mustPass);
		service.clock.advance(30_000);
		expect(await validate()).toEqual([
			{ ...mustPass, active: false, blocker: false },
			{ type: 'HAS_NON_ACTUAL_SNAPSHOT_MAJOR_VERSION', active: false, blocker: false },
		]);
		expect((await yandex('POST', `/v1/pools/${pool}/open`)).status).toBe(202);
		service.clock.advance(5_000);
		expect((await poolOf(service, pool)).status).toBe('OPEN');
	});

	it.each(['', '&async_mode=true'])('delays what open_pool%s requests', async (mode) => {
		const suite = {
			pool_id: pool,
			overlap: 1,
			tasks: [{ input_values: { image: 'https://a.org' } }],
		};
		const path = `/v1/task-suites?open_pool=true${mode}`;
		const asked = async (): Promise<Json | undefined> => {
			await yandex('POST', path, [suite]);
			service.clock.advance(5_000);
			return (await poolOf(service, pool)).status;
		};
		expect(await asked()).toBe('CLOSED');
		await moderate();
		service.clock.advance(30_000);
		expect(await asked()).toBe('OPEN');
	});

	it('does not exist on Toloka, nor for pools that do not need it', async () => {
		const { url, apiKey } = service.emulator;
		const path = `${url}/api/new/requester/pools/${pool}/validate`;
		expect((await request('GET', path, undefined, `ApiKey ${apiKey}`)).status).toBe(404);
		expect((await service.v1('POST', `/pools/${pool}/open`)).status).toBe(202);
		pool = service.emulator.catalogue.pool('OPEN').id;
		expect((await validate()).some(({ active }) => active)).toBe(false);
		service.emulator.switches.set({ yandexModeration: true });
		expect((await validate()).some(({ active }) => active)).toBe(true);
	});

	it('refuses unknown values', async () => {
		expect(codeOf(await moderate({ status: 'SOON' }))).toBe('400 VALIDATION_ERROR');
		expect(codeOf(await moderate({}))).toBe('400 VALIDATION_ERROR');
		pool = '1';
		expect(codeOf(await moderate())).toBe('404 DOES_NOT_EXIST');
	});
});
