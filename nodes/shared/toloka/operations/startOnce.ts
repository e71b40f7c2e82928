import type { Clock } from '../flow/clock';
import { LOOK_AFTER_MS } from '../flow/settling';
import type { TolokaFailure } from '../service/failures';
import {
	inDoubt,
	isFailure,
	isOutcomeUnclear,
	mayBeCarriedOut,
	outcomeOf,
} from '../service/failures';
import { SAFE_PAGE_SIZE } from '../service/paging';
import type { Send } from '../service/requests';
import { afterPartialWork } from '../service/sentences';
import { epochMsOf, timeKey } from '../values/times';
import type { Operation } from './operation';
import { listOperations } from './operation';

/** An operation that the service starts without a key: an aggregation, a clone. */
interface Startable {
	/** Type of the operation, for example `POOL.CLONE`. */
	type: string;
	start: () => Promise<Operation>;
	/** Whether an operation of this type is about the same thing. */
	isSame: (operation: Operation) => boolean;
	/** Chooses ours among several about the same thing, newest first; by default, the newest. */
	choose?: (operations: readonly Operation[]) => Promise<Operation | undefined>;
	/** Advice if it stays unclear whether the operation was started. */
	unclear: string;
}

/** What is known about a start; kept between tries of one execution. */
export interface StartProgress {
	/** Local time, epoch milliseconds, before which nothing was started. */
	since: number;
	/** Whether a start was sent and never answered. */
	isUnclear?: boolean;
	operationId?: string;
}

/**
 * Starts an operation unless it is known to be started. A start with an unclear outcome is looked
 * up among the operations, and sent again only if a later try does not find it either.
 *
 * @returns the id of the operation, which `progress` contains from then on.
 */
export async function startOnce(
	send: Send,
	wanted: Startable,
	progress: StartProgress,
	clock: Clock,
	signal?: AbortSignal,
): Promise<string> {
	const find = async () => await findStarted(send, wanted, progress.since, clock, signal);
	if (progress.operationId === undefined && progress.isUnclear) {
		progress.operationId = (await find())?.id;
	}
	if (progress.operationId !== undefined) return progress.operationId;
	const started = await outcomeOf(wanted.start());
	if (!isFailure(started)) return (progress.operationId = started.id);
	if (!mayBeCarriedOut(started)) throw started;
	progress.isUnclear = true;
	const found = await outcomeOf(find());
	if (found !== undefined && !isFailure(found)) return (progress.operationId = found.id);
	if (isOutcomeUnclear(started)) throw inDoubt(started.with({ advice: wanted.unclear }));
	if (found === undefined || isMovedAway(started, found)) throw started;
	throw inDoubt(afterPartialWork(started, wanted.unclear));
}

/** Whether reading is redirected as the start was: then nothing gets through to the service. */
function isMovedAway(started: TolokaFailure, found: TolokaFailure): boolean {
	const areRedirects = started.kind === 'redirected' && found.kind === 'redirected';
	return areRedirects && started.details.target === found.details.target;
}

/** Responses contain the service's time in whole seconds. */
const TIME_STEP_MS = 1_000;

/** Finds the operation that an unanswered request may have started since this local time. */
export async function findStarted(
	send: Send,
	{ type, isSame, choose }: Pick<Startable, 'type' | 'isSame' | 'choose'>,
	since: number,
	clock: Clock,
	signal?: AbortSignal,
): Promise<Operation | undefined> {
	for (const waitMs of LOOK_AFTER_MS) {
		await clock.sleep(waitMs, signal);
		// One page covers days of clones.
		const query = { type, sort: '-submitted', limit: SAFE_PAGE_SIZE };
		const { rows, serviceTime = clock.now() } = await listOperations(send, query);
		// The service's clock differs from ours, and this may be the first response that reveals it.
		const earliest = since + serviceTime - clock.now() - TIME_STEP_MS;
		const same = rows.filter(
			(operation) =>
				operation.status !== 'FAIL' && submittedAt(operation) >= earliest && isSame(operation),
		);
		const found = choose === undefined ? same.at(0) : await choose(same);
		if (found !== undefined) return found;
	}
	return undefined;
}

function submittedAt({ submitted }: Operation): number {
	return epochMsOf(timeKey(submitted) ?? '');
}
