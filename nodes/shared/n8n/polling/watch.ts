import type { IPollFunctions } from 'n8n-workflow';
import type { PollState } from './state';
import { systemClock } from '../clock';

/** The last delivery of this process, which n8n had not stored yet when the poll returned. */
interface HandedOver {
	/** Fingerprint of the stored state from which it was read, and the node's name at that time. */
	from: string;
	name: string;
	at: number;
	/** The state from which it was read. */
	before: PollState;
}

/** What this process remembers about one trigger between polls; none of it has to be saved. */
export interface Watch {
	/** Start of the poll under way; n8n may begin a second one meanwhile (n8n §1). */
	busySince?: number;
	/** Polls that failed in a row; `failingSince` is when the first of them did. */
	failures: number;
	failingSince?: number;
	succeededAt?: number;
	handedOver?: HandedOver;
	/** Whether n8n's default engine polls: it drops no delivery whose cursor it could not store. */
	keepsDeliveries: boolean;
	/** Name of the feed that the next poll reads first, even if this poll failed. */
	next?: string;
	/**
	 * The trigger's state as this process knows it: n8n may drop the stored one after activation, and
	 * stores it under the node's name, which may change (n8n §1).
	 */
	state?: PollState;
}

const watches = new Map<string, Watch>();

export function watchOf(context: IPollFunctions): Watch {
	const key = `${context.getWorkflow().id} ${context.getNode().id}`;
	const watch = watches.get(key) ?? { failures: 0, keepsDeliveries: false };
	watches.set(key, watch);
	watch.keepsDeliveries ||= polled.has(context) && pollBudgetOf(context) >= LONG_BUDGET_MS;
	return watch;
}

/** A poll that takes longer than this counts as lost. */
const LOST_AFTER_MS = 10 * 60_000;

/** Runs a poll of this trigger; returns undefined if another one is running. */
export async function oneAtATime<T>(watch: Watch, poll: () => Promise<T>): Promise<T | undefined> {
	const now = systemClock.now();
	if (watch.busySince !== undefined && now - watch.busySince < LOST_AFTER_MS) return undefined;
	watch.busySince = now;
	return await poll().finally(() => {
		if (watch.busySince === now) watch.busySince = undefined;
	});
}

/** n8n 2 stores a durable cursor within this time after the poll returns, or storing has failed. */
const HANDING_OVER_MS = 30_000;

/** True while n8n still has the state before the last delivery: a poll would deliver it again. */
export function isHandingOver(
	context: IPollFunctions,
	{ handedOver }: Watch,
	stored: string,
): boolean {
	if (handedOver === undefined || !isBefore(context, handedOver, stored)) return false;
	return systemClock.now() - handedOver.at < HANDING_OVER_MS;
}

/** Whether n8n has the state before a delivery; under another name, it is one of long ago. */
function isBefore(context: IPollFunctions, { from, name }: HandedOver, stored: string): boolean {
	return from === stored && name === context.getNode().name;
}

/** Records a delivery that was read from the state `before`, as which n8n had stored `from`. */
export function noteDelivery(
	context: IPollFunctions,
	watch: Watch,
	before: PollState,
	from: string,
): void {
	watch.handedOver = { from, name: context.getNode().name, at: systemClock.now(), before };
}

/**
 * Returns the state before the last delivery if n8n has dropped that delivery: it still has the
 * state from which it was read.
 */
export function stateBeforeDropped(
	context: IPollFunctions,
	{ handedOver, keepsDeliveries }: Watch,
	stored: string,
): PollState | undefined {
	if (handedOver === undefined || keepsDeliveries) return undefined;
	return isBefore(context, handedOver, stored) ? handedOver.before : undefined;
}

/** Failures in a row to ignore before the user sees one. */
const TOLERATED_FAILURES = 2;
/** How long after the last good poll to ignore failures, so that a daily poll reports its first. */
const TOLERATED_MS = 50 * 60_000;
/** Milliseconds that n8n allows a poll at activation or with its default engine (n8n §1). */
const LONG_BUDGET_MS = 300_000;

/** Contexts that have polled: the default engine uses one per activation for all its polls. */
const polled = new WeakSet<IPollFunctions>();

/** Records a poll that ran and succeeded. */
export function noteSuccess(context: IPollFunctions, watch: Watch): void {
	polled.add(context);
	watch.failures = 0;
	watch.failingSince = undefined;
	watch.succeededAt = systemClock.now();
}

/**
 * Records a poll that ran and failed.
 *
 * @returns whether a failure that passes by itself may be ignored this time.
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

/** False if this may be the poll at activation, whose failure would end the trigger. */
export function isTick(context: IPollFunctions): boolean {
	return polled.has(context) || pollBudgetOf(context) < LONG_BUDGET_MS;
}

/**
 * True if this is the poll at activation and n8n activates by itself: when it starts, or when
 * another main process takes over. Nobody would see the failure that ends the trigger (n8n §1).
 */
export function isUnattendedStart(context: IPollFunctions): boolean {
	return !isTick(context) && ['init', 'leadershipChange'].includes(context.getActivationMode());
}

/** Milliseconds that n8n allows a poll; n8n 1.x does not tell, so the long budget is assumed. */
export function pollBudgetOf(context: IPollFunctions): number {
	return 'getPollBudgetMs' in context ? context.getPollBudgetMs() : LONG_BUDGET_MS;
}
