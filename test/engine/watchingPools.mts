import type { IDataObject } from 'n8n-workflow';
import { beforeEach } from 'vitest';
import { byId } from './emulated.mts';
import { EmulatedTest } from './emulatedTest.mts';
import type { Trigger, TriggerOptions } from './trigger.mts';
import { createTrigger } from './trigger.mts';

export const LIST = 'GET /assignments';
export const MINUTE_MS = 60_000;

/** The Pool Trigger on its own pool. */
export class WatchingPools extends EmulatedTest {
	poolId = '';
	#workflows = 0;

	constructor() {
		super();
		beforeEach(() => {
			this.emulator.clock.advance(24 * 60 * MINUTE_MS);
			this.poolId = this.addPool();
			this.#workflows += 1;
		});
	}

	addPool(): string {
		return this.emulator.seedData.addPool({ status: 'OPEN' }).id;
	}

	trigger(parameters: IDataObject = {}, rest: Partial<TriggerOptions> = {}): Trigger {
		return createTrigger({
			type: 'tolokaPoolTrigger',
			credentials: this.emulated.credentials,
			parameters: { pools: poolsOf(this.poolId), ...parameters },
			workflowId: `w${this.#workflows}`,
			...rest,
		});
	}

	/** Adds assignments that were submitted within the last `overMs`; returns their IDs. */
	addSubmitted(count: number, overMs = 10 * MINUTE_MS, poolId = this.poolId): string[] {
		const toMs = this.emulator.clock.now();
		const wanted = { count, status: 'SUBMITTED', fromMs: toMs - overMs, toMs } as const;
		return this.emulator.seedData.addAssignments(poolId, wanted);
	}

	async tickForLong(poll: Trigger): Promise<void> {
		for (let minute = 0; minute < 10; minute++) {
			this.emulator.clock.advance(MINUTE_MS);
			await poll.tick();
		}
	}
}

/** Builds the pools parameter as the panel stores it. */
export function poolsOf(...ids: string[]): IDataObject {
	return { values: ids.map((id) => ({ pool: byId(id) })) };
}

export const assignmentsOf = (poll: Trigger) =>
	poll.items().map(({ assignment_id: id }) => id as string);
