import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { rowsOf, useService } from './service.mts';

/** The price of an item of the project. */
const PRICE = 0.03;
const HOUR = 3_600_000;

const service = useService();
let path: string;

beforeEach(() => {
	path = `/app-projects/${service.emulator.seedData.addAppProject().id}`;
});

const inputs = (...names: string[]): JsonObject[] =>
	names.map((name) => ({ image_url: `https://images.example.org/${name}.jpg` }));

const push = (...names: string[]): Promise<unknown> =>
	service.apps('POST', `${path}/items/bulk`, { items: inputs(...names) });

async function statuses(): Promise<string[]> {
	const reply = await service.apps('GET', `${path}/items?sort=created`);
	return rowsOf<{ status: string }>(reply)
		.map(({ status }) => status)
		.sort();
}

describe('an account that is out of money (toloka-api §5.5)', () => {
	it('has as many items labeled as it can pay for, and the others once there is money', async () => {
		service.emulator.seedData.setBalance(2.5 * PRICE);
		await push('a', 'b', 'c');
		expect(await statuses()).toEqual(['NEW', 'NEW', 'NO_MONEY']);
		await push('d');
		service.clock.advance(HOUR);
		expect(await statuses()).toEqual(['COMPLETED', 'COMPLETED', 'NO_MONEY', 'NO_MONEY']);
		service.emulator.seedData.setBalance(1);
		service.clock.advance(HOUR);
		expect(await statuses()).toEqual(Array.from({ length: 4 }, () => 'COMPLETED'));
	});

	it('can be simulated over HTTP, and ended', async () => {
		expect(await service.control('POST', '/account', { balance: PRICE })).toMatchObject({
			json: { balance: PRICE },
		});
		await push('a', 'b');
		service.clock.advance(HOUR);
		expect(await statuses()).toEqual(['COMPLETED', 'NO_MONEY']);
		expect((await service.control('GET', '/account')).json).toEqual({ balance: 0 });
		await service.control('POST', '/account', { balance: 1 });
		service.clock.advance(HOUR);
		expect(await statuses()).toEqual(['COMPLETED', 'COMPLETED']);
		expect((await service.v1('GET', '/requester')).json).toMatchObject({ balance: 1 - PRICE });
		expect(await service.control('POST', '/account', {})).toMatchObject({ status: 400 });
		expect(await service.control('POST', '/account', { balance: 'x' })).toMatchObject({
			status: 400,
		});
	});

	it('pays nothing for a copied duplicate', async () => {
		service.emulator.seedData.setBalance(PRICE);
		await push('a');
		service.clock.advance(HOUR);
		await push('a', 'b');
		expect(await statuses()).toEqual(['COMPLETED', 'COMPLETED', 'NO_MONEY']);
	});

	it('stops a batch for lack of money, which continues on its own', async () => {
		const made = await service.apps('POST', `${path}/batches`, { items: inputs('a', 'b') });
		const { id } = made.json as { id: string };
		const batch = async (): Promise<unknown> =>
			(await service.apps('GET', `${path}/batches/${id}`)).json;
		service.emulator.seedData.setBalance(PRICE);
		await service.apps('POST', `${path}/batches/${id}/start`);
		service.clock.advance(HOUR);
		expect(await batch()).toMatchObject({
			status: 'NO_MONEY',
			items_per_state: { COMPLETED: 1, NO_MONEY: 1 },
			cost_of_processed: PRICE,
		});
		service.emulator.seedData.setBalance(1);
		service.clock.advance(HOUR);
		expect(await batch()).toMatchObject({ status: 'COMPLETED', items_per_state: { COMPLETED: 2 } });
	});
});
