import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../emulator/steering/faults.mts';
import { imageRows } from '../emulated.mts';
import { BULK, Pushing } from '../pushing.mts';

const pushing = new Pushing();
const add = (fault: Fault) => pushing.emulator.faults.add(fault);

describe('a request that is too large', () => {
	const tooLarge = (minCount: number) => {
		const body = '<html><head><title>413 Request Entity Too Large</title></head></html>';
		const match = { route: BULK, minCount };
		add({ kind: 'status', status: 413, body, match, times: 'always' });
	};

	it('is halved, and later ones are smaller from the start', async () => {
		tooLarge(1_000);
		const { outputs, error } = await pushing.push(imageRows(12_000));
		expect(error).toBeUndefined();
		expect(pushing.created()).toHaveLength(12_000);
		expect(new Set(outputs[0].map(({ json }) => json.id)).size).toBe(12_000);
		expect(pushing.bulkRequests()).toBeLessThan(40);
	});

	it('is immediately divided as small as a part of it had to be', async () => {
		tooLarge(1_000);
		await pushing.push(imageRows(10_000));
		const requests = pushing.emulator.log.entries().filter(({ route }) => route === BULK);
		const refused = requests.filter(({ status }) => status === 413);
		expect(refused.map(({ count }) => count)).toEqual([10_000, 5_000, 2_500, 1_250]);
		expect(pushing.created()).toHaveLength(10_000);
	});

	it('is not divided further for an item that is too large by itself', async () => {
		const rows = imageRows(1_000);
		rows[0].image_url += 'x'.repeat(1_000_000);
		for (let count = 1_000; count >= 1; count = count > 1 ? Math.ceil(count / 2) : 0) {
			const match = { route: BULK, minCount: count, maxCount: count };
			add({ kind: 'status', status: 413, match });
		}
		const { error } = await pushing.push(rows, { invalidItems: 'pushValid' });
		expect(error).toBeUndefined();
		expect(pushing.created()).toHaveLength(999);
		expect(pushing.bulkRequests()).toBeLessThan(40);
	});

	it('affects the only item in it', async () => {
		tooLarge(1);
		const { error } = await pushing.push(imageRows(3));
		expect(error?.message).toBe('Item 0: The item is too large for a request (413)');
		expect(pushing.created()).toHaveLength(0);
	});
});
