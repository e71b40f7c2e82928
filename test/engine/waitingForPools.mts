import type { IDataObject } from 'n8n-workflow';
import { beforeEach } from 'vitest';
import type { PoolWish } from '../../emulator/inProcess/seedData.mts';
import type { NewTaskSuites } from '../../emulator/v1/tasks/builders.mts';
import { byId } from './emulated.mts';
import { EmulatedTest } from './emulatedTest.mts';
import type { NodeResult, NodeRun } from './engine.mts';
import type { Cycle } from './suspending.mts';
import { runToTheEnd } from './suspending.mts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** The Wait for Operation node, waiting for people. */
export class WaitingForPools extends EmulatedTest {
	constructor() {
		super();
		beforeEach(() => this.emulator.switches.set({ requestsPerSecond: 0 }));
	}

	now(): number {
		return this.emulator.clock.now();
	}

	/** Acts when the clock reaches this time, between two polls of the node. */
	at(ms: number, act: () => void): void {
		const { clock } = this.emulator;
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

	/** Adds an open pool with suites that nobody completes on their own. */
	openPool(wish: PoolWish = {}, suites: Partial<NewTaskSuites> = {}): string {
		const { seedData } = this.emulator;
		const { id } = seedData.addPool({ status: 'CLOSED', defaultOverlap: 1, ...wish });
		seedData.addTaskSuites(id, { count: 6, ...suites });
		seedData.openPool(id);
		return id;
	}

	async run(
		pools: string[],
		parameters: IDataObject = {},
		rest: Partial<NodeRun> = {},
	): Promise<NodeResult> {
		const all = { waitFor: 'pool', pool: byId('={{ $json.pool }}'), ...parameters };
		const input = pools.map((pool) => ({ pool }));
		return await this.emulated.run('tolokaWaitForOperation', all, { input, ...rest });
	}

	async suspend(pools: string[], parameters: IDataObject = {}): Promise<Cycle> {
		const all = { mode: 'suspend', ...parameters };
		return await runToTheEnd(
			this.emulated,
			async (resume) => await this.run(pools, all, { loop: true, resume }),
		);
	}
}
