import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { PoolWish } from '../../emulator/inProcess/seedData.mts';
import type { Emulated } from './emulated.mts';
import { byId, startEmulated } from './emulated.mts';
import type { NodeResult, NodeRun } from './engine.mts';
import type { Cycle } from './suspending.mts';
import { runToTheEnd } from './suspending.mts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export let emulated: Emulated;
beforeAll(async () => {
	emulated = await startEmulated();
});
afterAll(async () => await emulated.close());
beforeEach(() => {
	emulated.emulator.reset();
	emulated.emulator.switches.set({ requestsPerSecond: 0 });
});

export const now = () => emulated.emulator.clock.now();

/** Does something when the clock comes to this time, between two looks of the node. */
export function at(ms: number, act: () => void): void {
	const { clock } = emulated.emulator;
	const set = clock.set.bind(clock);
	let isDone = false;
	clock.set = (to) => {
		if (!isDone && to >= ms) {
			isDone = true;
			set(ms);
			act();
		}
		return set(to);
	};
}

/** A pool that is open, with suites that nobody does by itself. */
export function openPool(wish: PoolWish = {}): string {
	const { seedData } = emulated.emulator;
	const { id } = seedData.addPool({ status: 'CLOSED', defaultOverlap: 1, ...wish });
	seedData.addTaskSuites(id, { count: 6 });
	seedData.openPool(id);
	return id;
}

export async function run(
	pools: string[],
	parameters: IDataObject = {},
	rest: Partial<NodeRun> = {},
): Promise<NodeResult> {
	const all = { waitFor: 'pool', pool: byId('={{ $json.pool }}'), ...parameters };
	const input = pools.map((pool) => ({ pool }));
	return await emulated.run('tolokaWaitForOperation', all, { input, ...rest });
}

export async function suspend(pools: string[], parameters: IDataObject = {}): Promise<Cycle> {
	const all = { mode: 'suspend', ...parameters };
	return await runToTheEnd(
		emulated,
		async (resume) => await run(pools, all, { loop: true, resume }),
	);
}
