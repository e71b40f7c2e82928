import { describe, expect, it } from 'vitest';
import { POST, expectOnce, pictures, Creating } from './creating.mts';

const creating = new Creating();
const requests = () =>
	creating.emulated.emulator.log.entries().filter(({ route }) => route === POST);

describe.each(['wait', 'sync', 'operation'])('a request that is too large, with %s', (delivery) => {
	const tooLarge = (minCount: number) =>
		creating.emulated.emulator.faults.add({
			kind: 'status',
			status: 413,
			times: 'always',
			match: { route: POST, minCount },
		});

	it('is halved until it is accepted, and opens the pool with its last part', async () => {
		tooLarge(30);
		const rows = pictures(100);
		const openPool = delivery !== 'operation';
		const { error } = await creating.create(rows, { delivery, openPool });
		expect(error).toBeUndefined();
		creating.emulated.emulator.clock.advance(60_000);
		expectOnce(rows, creating.suites());
		const accepted = requests().filter(({ status }) => status !== 413);
		expect(accepted.map(({ count }) => count)).toEqual([25, 25, 25, 25]);
		if (openPool) {
			const opens = accepted.map(({ query }) => query.open_pool);
			expect(opens).toEqual(['false', 'false', 'false', 'true']);
		}
	});

	it('names the item that alone is too large, or leaves it out', async () => {
		tooLarge(1);
		const rows = pictures(2);
		const { error } = await creating.create(rows, { delivery, tasksPerSuite: 1 });
		expect(error?.message).toBe('Item 0: the task suite is larger than the service accepts');
		expect(error?.description).toMatch(
			/^Correct the data, or set Invalid Items to “Create Valid Items Only”\. Response: 413/,
		);
		expect(error?.context?.itemIndex).toBe(0);
		expect(creating.suites()).toHaveLength(0);
	});
});
