import { describe, expect, it } from 'vitest';
import { byId } from '../emulated.mts';
import { Operating, rows } from '../operating.mts';

/** Executions that overlap, as those of a schedule that is shorter than a run. */

const operating = new Operating();

function poolIn(status: 'OPEN' | 'CLOSED'): string {
	const { seedData } = operating.emulator;
	const { id } = seedData.addPool({ status, defaultOverlap: 1 });
	seedData.addTaskSuites(id, { count: 1 });
	return id;
}

async function atOnce(pool: string, actions: string[]) {
	const run = async (action: string, index: number) => {
		const rest = { executionId: `${index + 10}` };
		return await operating.operate(`pool:${action}`, { pool: byId(pool) }, [{}], rest);
	};
	const results = await Promise.all(actions.map(run));
	for (const { error } of results) expect(error?.message).toBeUndefined();
	return results.map((result) => rows(result)[0]);
}

const operations = (type: string) =>
	operating.emulator.truth.operations().filter((operation) => operation.type === type).length;

describe.each([1_000, 5_000])('executions that overlap (operations of %i ms)', (runMs) => {
	it.each([
		['open', 'CLOSED', 'OPEN'],
		['close', 'OPEN', 'CLOSED'],
	] as const)('%s a pool once', async (action, before, after) => {
		operating.emulator.switches.set({ operationPendingMs: 0, operationRunMs: runMs });
		const shown = await atOnce(poolIn(before), [action, action, action]);
		expect(shown.map(({ status }) => status)).toEqual([after, after, after]);
		expect(operations(`POOL.${action.toUpperCase()}`)).toBe(1);
	});

	it('open and close a pool one after the other', async () => {
		operating.emulator.switches.set({ operationPendingMs: 0, operationRunMs: runMs });
		await atOnce(poolIn('CLOSED'), ['open', 'close']);
		expect([operations('POOL.OPEN'), operations('POOL.CLOSE')]).toEqual([1, 1]);
	});
});
