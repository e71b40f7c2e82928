import type { IDataObject } from 'n8n-workflow';
import { beforeEach, expect } from 'vitest';
import { byId } from './emulated.mts';
import { ProjectTest } from './projectTest.mts';
import type { Trigger, TriggerOptions } from './trigger.mts';
import { createTrigger } from './trigger.mts';

export const LIST = 'GET /app-projects/{id}/items';
export const MINUTE_MS = 60_000;

/** The Poll Finished Items Trigger on `projectId`. */
export class Polling extends ProjectTest {
	#workflows = 0;

	constructor() {
		super();
		beforeEach(() => {
			this.#workflows += 1;
		});
	}

	/** Creates a trigger on the project; all triggers of a test belong to one workflow. */
	trigger(parameters: IDataObject = {}, rest: Partial<TriggerOptions> = {}): Trigger {
		return createTrigger({
			credentials: this.emulated.credentials,
			parameters: { project: byId(this.projectId), ...parameters },
			workflowId: `w${this.#workflows}`,
			...rest,
		});
	}

	/** Adds items that finished within the last `overMs`; returns their IDs. */
	addFinished(count: number, overMs = 10 * MINUTE_MS): string[] {
		const now = this.emulator.clock.now();
		return this.emulator.seedData.addItems(this.projectId, {
			count,
			finishedFromMs: now - overMs,
			finishedToMs: now,
		});
	}

	/**
	 * Publishes the trigger and polls once; returns what was delivered, and what finished afterward.
	 */
	async pollOnce(poll: Trigger): Promise<{ polled: string[]; meanwhile: string[] }> {
		await poll.activate();
		this.emulator.clock.advance(MINUTE_MS);
		const polled = this.addFinished(5, 30_000);
		await poll.tick();
		this.emulator.clock.advance(40_000);
		const meanwhile = this.addFinished(7, 35_000);
		this.emulator.clock.advance(10_000);
		return { polled, meanwhile };
	}

	/** Polls for longer than any late or tied item of these tests needs to appear. */
	async tickForLong(poll: Trigger): Promise<void> {
		for (let minute = 0; minute < 25; minute++) {
			this.emulator.clock.advance(MINUTE_MS);
			await poll.tick();
		}
	}
}

export const idsOf = (poll: Trigger) => poll.items().map(({ id }) => id as string);

export function expectOnceEach(poll: Trigger, ids: string[]) {
	const emitted = idsOf(poll);
	expect(emitted).toHaveLength(ids.length);
	expect(new Set(emitted)).toEqual(new Set(ids));
}
