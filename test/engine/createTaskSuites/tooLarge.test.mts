import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../emulator/steering/faults.mts';
import { Creating, POST, expectEachRowOnce, expectOnce, pictures, saved } from '../creating.mts';

const creating = new Creating();
const requests = () => creating.emulator.log.entries().filter(({ route }) => route === POST);

describe.each(['wait', 'sync', 'operation'])('a request that is too large, with %s', (delivery) => {
	const tooLarge = (minCount: number) =>
		creating.emulator.faults.add({
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
		creating.emulator.clock.advance(60_000);
		expectOnce(rows, creating.suites());
		const accepted = requests().filter(({ status }) => status !== 413);
		expect(accepted.map(({ count }) => count)).toEqual([25, 25, 25, 25]);
		if (openPool) {
			const opens = accepted.map(({ query }) => query.open_pool);
			expect(opens).toEqual(['false', 'false', 'false', 'true']);
		}
	});

	it('names the item that is too large by itself, or leaves it out', async () => {
		tooLarge(1);
		const rows = pictures(2);
		const { error } = await creating.create(rows, { delivery, tasksPerSuite: 1 });
		expect(error?.message).toBe('Item 0: the task suite is larger than Toloka accepts');
		expect(error?.description).toMatch(
			/^Correct the data, or set Invalid Items to “Create Valid Items Only”\. Response: 413/,
		);
		expect(error?.context?.itemIndex).toBe(0);
		expect(creating.suites()).toHaveLength(0);
	});
});

describe('an incomplete request that was halved at least twice', () => {
	const ROWS = pictures(10);
	const ONE_EACH = { tasksPerSuite: 1 };
	/**
	 * Creates the first two suites, sends the third in its own request, and does not send the rest.
	 */
	const takesTwo = (then: Fault) => {
		const { faults } = creating.emulator;
		const match = { route: POST, minCount: 3 };
		faults.add({ kind: 'status', status: 413, times: 'always', match });
		faults.add({ ...then, match: { route: POST, maxCount: 1 } });
	};

	it('is completed by a retry', async () => {
		takesTwo({ kind: 'status', status: 403 });
		const failed = await creating.create(ROWS, ONE_EACH);
		expect(failed.error?.description).toMatch(/^2 of 10 task suites were created/);
		creating.emulator.faults.clear();
		const rest = { executionId: '2', mode: 'retry' as const, resume: saved(failed) };
		const { outputs, error } = await creating.create(ROWS, ONE_EACH, rest);
		expect(error).toBeUndefined();
		expectEachRowOnce(ROWS, outputs[0], creating.suites());
	});

	it('is completed as advised if it was canceled', async () => {
		takesTwo({ kind: 'hang' });
		const cancelAfter = new Promise<void>((resolve) => {
			const look = () => (creating.posts() === 5 ? resolve() : void setImmediate(look));
			look();
		});
		const { error } = await creating.create(ROWS, ONE_EACH, { cancelAfter });
		expect(error?.description).toMatch(/run the workflow again with these items only: 3 to 9\.$/);
	});
});
