import { randomUUID } from 'crypto';
import type { IPollFunctions } from 'n8n-workflow';
import type { CursorState } from '../shared/toloka/items/cursor';
import { systemClock } from '../shared/n8n/clock';

/** Tells the process that wrote a state from the one that reads it. */
export const PROCESS_ID = randomUUID();

/** What this process remembers of one trigger between polls; nothing of it must survive. */
export interface Watch {
	/** Start of the poll under way; n8n may begin a second one meanwhile (n8n §1). */
	busySince?: number;
	failuresInARow: number;
	/** The stored state from which the last delivery was read, and when that was. */
	handedOver?: { from: string; at: number };
	/** First state of a trigger whose stored state n8n may drop after activation (n8n §1). */
	baseline?: CursorState;
	/** When the trigger was first asked for items, by the clock of this host. */
	begun?: { scope: string; at: number };
}

const watches = new Map<string, Watch>();

export function watchOf(context: IPollFunctions): Watch {
	const key = `${context.getWorkflow().id} ${context.getNode().id}`;
	const watch = watches.get(key) ?? { failuresInARow: 0 };
	watches.set(key, watch);
	return watch;
}

/** A poll that takes longer than this is taken for lost. */
const LOST_AFTER_MS = 10 * 60_000;

/** Runs a poll of this trigger unless one is under way; undefined in that case. */
export async function oneAtATime<T>(watch: Watch, poll: () => Promise<T>): Promise<T | undefined> {
	const now = systemClock.now();
	if (watch.busySince !== undefined && now - watch.busySince < LOST_AFTER_MS) return undefined;
	watch.busySince = now;
	return await poll().finally(() => {
		watch.busySince = undefined;
	});
}

/** n8n 2 stores a durable cursor a moment after the poll has returned; longer means it failed. */
const HANDING_OVER_MS = 30_000;

/** Remembers from which stored state a delivery was read. */
export function handOver(watch: Watch, stored: unknown): void {
	watch.handedOver = { from: JSON.stringify(stored) ?? '', at: systemClock.now() };
}

/**
 * True while n8n still holds the state from which the last delivery was read: a poll now would
 * read, and deliver, the same items again.
 */
export function isHandingOver({ handedOver }: Watch, stored: unknown): boolean {
	if (handedOver === undefined) return false;
	const isRecent = systemClock.now() - handedOver.at < HANDING_OVER_MS;
	return isRecent && handedOver.from === (JSON.stringify(stored) ?? '');
}
