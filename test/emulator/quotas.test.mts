import { describe, expect, it } from 'vitest';
import { codeOf, useService, type Reply, type Service } from './service.mts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function intervalOf(reply: Reply): Promise<string> {
	const { payload } = reply.json as { payload?: { interval?: string } };
	return `${codeOf(reply)} ${String(payload?.interval)}`;
}

async function reader(service: Service): Promise<() => Promise<Reply>> {
	const id = service.emulator.seedData.addAggregation({ rows: 1 });
	return () => service.v1('GET', `/aggregated-solutions/${id}`);
}

describe('quotas', () => {
	const service = useService();

	it('allow five reads of results a minute, thirty an hour and two hundred a day', async () => {
		const read = await reader(service);
		let served = 0;
		const refusals: Record<string, number> = {};
		for (let minute = 0; minute < 24 * 60; minute += 1) {
			let reply = await read();
			while (reply.status === 200) {
				served += 1;
				if (served === 5 || served === 30 || served === 200) {
					refusals[await intervalOf(await read())] = served;
				}
				reply = await read();
			}
			const interval = await intervalOf(reply);
			const skip = interval.endsWith('MIN') ? MINUTE : interval.endsWith('HOUR') ? HOUR : 24 * HOUR;
			service.clock.advance(skip);
			minute += skip / MINUTE - 1;
		}
		expect(refusals).toEqual({
			'429 TOO_MANY_REQUESTS MIN': 5,
			'429 TOO_MANY_REQUESTS HOUR': 30,
			'429 TOO_MANY_REQUESTS DAY': 200,
		});
		expect(served).toBe(200);
	});

	it('are sliding: the first place is free again a minute after it was used', async () => {
		const read = await reader(service);
		for (let request = 0; request < 5; request += 1) {
			expect((await read()).status).toBe(200);
			service.clock.advance(10_000);
		}
		expect((await read()).status).toBe(429);
		service.clock.advance(10_000);
		expect((await read()).status).toBe(200);
		expect((await read()).status).toBe(429);
	});

	it('count starting and reading together or separately', async () => {
		for (const shared of [true, false]) {
			service.emulator.reset();
			service.emulator.switches.set({ aggregateQuotaShared: shared });
			const read = await reader(service);
			const pool_id = service.emulator.catalogue.pool('OPEN').id;
			const body = { pool_id, type: 'DAWID_SKENE', fields: [{ name: 'result' }] };
			for (let request = 0; request < 5; request += 1) {
				await service.v1('POST', '/aggregated-solutions/aggregate-by-pool', body);
			}
			expect((await read()).status).toBe(shared ? 429 : 200);
		}
	});

	it('report the interval and Retry-After as switched', async () => {
		service.emulator.switches.set({ quotaInterval: false, quotaRetryAfter: true });
		const read = await reader(service);
		for (let request = 0; request < 5; request += 1) await read();
		service.clock.advance(15_500);
		const refused = await read();
		expect(refused.json).not.toHaveProperty('payload');
		expect(refused.headers['retry-after']).toBe('45');
	});

	it('count tasks, not suites: 100,000 a minute', async () => {
		service.emulator.switches.set({ tasksPerMinute: 10 });
		const pool_id = service.emulator.catalogue.pool().id;
		const create = async (tasks: number): Promise<number> => {
			const task = { input_values: { image: 'www.example.org' } };
			const body = [{ pool_id, overlap: 1, tasks: Array.from({ length: tasks }, () => task) }];
			return (await service.v1('POST', '/task-suites?async_mode=true', body)).status;
		};
		expect(await create(6)).toBe(202);
		expect(await create(5)).toBe(429);
		expect(await create(4)).toBe(202);
		service.clock.advance(MINUTE);
		expect(await create(10)).toBe(202);
	});

	it('limit all requests together per second', async () => {
		service.emulator.switches.set({ requestsPerSecond: 3 });
		const ask = async (): Promise<number> => (await service.v1('GET', '/requester')).status;
		expect([await ask(), await ask(), await ask(), await ask()]).toEqual([200, 200, 200, 429]);
		service.clock.advance(1_000);
		expect(await ask()).toBe(200);
	});

	it('can be switched off', async () => {
		service.emulator.switches.set({ quotas: false });
		const read = await reader(service);
		for (let request = 0; request < 10; request += 1) {
			expect((await read()).status).toBe(200);
		}
	});

	it('show how much is used', async () => {
		const read = await reader(service);
		await read();
		const { quotas } = (await service.control('GET', '/status')).json as { quotas: unknown };
		expect(quotas).toContainEqual({
			name: 'aggregation requests per minute',
			used: 1,
			max: 5,
		});
	});
});
