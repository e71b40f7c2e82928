import type { IPollFunctions } from 'n8n-workflow';
import type { PollState } from './pollState';
import { systemClock } from './clock';

/** What this process remembers of one trigger between polls; nothing of it must survive. */
export interface Watch {
	/** Start of the poll under way; n8n may begin a second one meanwhile (n8n §1). */
	busySince?: number;
	/** Polls that failed in a row, and when the first of them was. */
	failures: number;
	failingSince?: number;
	succeededAt?: number;
	/** Fingerprint of the stored state from which the last delivery was read, and when that was. */
	handedOver?: { from: string; at: number };
	/** Name of the feed with which the next poll begins, also where this one failed. */
	next?: string;
	/**
	 * Where the trigger stands as far as this process knows: n8n may drop the state after activation,
	 * and files it under the name of the node, which may change (n8n §1).
	 */
	state?: PollState;
	/** The node's name when that state was reached. */
	name?: string;
}

const watches = new Map<string, Watch>();

export function watchOf(context: IPollFunctions): Watch {
	const key = `${context.getWorkflow().id} ${context.getNode().id}`;
	const watch = watches.get(key) ?? { failures: 0 };
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
		if (watch.busySince === now) watch.busySince = undefined;
	});
}

/** n8n 2 stores a durable cursor a moment after the poll has returned; longer means it failed. */
const HANDING_OVER_MS = 30_000;

/** True while n8n still holds what the last delivery was read from: it would be delivered again. */
export function isHandingOver({ handedOver }: Watch, stored: string): boolean {
	if (handedOver === undefined) return false;
	return systemClock.now() - handedOver.at < HANDING_OVER_MS && handedOver.from === stored;
}

/** Failures in a row that are passed over before the user hears of them. */
const TOLERATED_FAILURES = 2;
/** How long after the last good poll failures are passed over: a daily poll reports the first. */
const TOLERATED_MS = 50 * 60_000;
/** What n8n gives a poll that it makes at activation or with its default engine (n8n §1). */
const LONG_BUDGET_MS = 300_000;

/** The default engine makes one context per activation, and polls with it again and again. */
const polled = new WeakSet<IPollFunctions>();

/** Records a poll that was really made and succeeded. */
export function noteSuccess(context: IPollFunctions, watch: Watch): void {
	polled.add(context);
	watch.failures = 0;
	watch.failingSince = undefined;
	watch.succeededAt = systemClock.now();
}

/**
 * Records a poll that was really made and failed.
 *
 * @returns whether what passes by itself may be passed over this once.
 */
export function noteFailure(context: IPollFunctions, watch: Watch): boolean {
	const now = systemClock.now();
	watch.failures += 1;
	watch.failingSince ??= now;
	const since = watch.succeededAt ?? watch.failingSince;
	const endsTrigger = !isTick(context);
	polled.add(context);
	return endsTrigger || (watch.failures <= TOLERATED_FAILURES && now - since <= TOLERATED_MS);
}

/** False where this may be the poll at an activation, whose failure would end the trigger. */
export function isTick(context: IPollFunctions): boolean {
	return polled.has(context) || pollBudgetOf(context) < LONG_BUDGET_MS;
}

/** Milliseconds that n8n gives a poll; versions 1.x do not say. */
export function pollBudgetOf(context: IPollFunctions): number {
	return 'getPollBudgetMs' in context ? context.getPollBudgetMs() : LONG_BUDGET_MS;
}
