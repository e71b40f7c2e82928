import type { TolokaFailure } from '../service/failures';
import { isFailure, isOutcomeUnclear, outcomeOf } from '../service/failures';
import { withPauseAfterEach } from '../flow/pauses';
import { inParallel } from '../flow/parallel';
import type { Fate } from './fates';
import { sameFor } from './fates';
import type { Division, PlannedRequest } from './requests';
import { readyRequests } from './requests';
import type { CreationRun } from './run';
import type { Started } from './starting';
import { startOperation } from './starting';

export interface Starts {
	started: Started[];
	/**
	 * Why no operation is known for a suite, by its position. The first one in it kept what has
	 * neither an operation nor a failure from being sent.
	 */
	failed: Map<number, Fate>;
	failures: TolokaFailure[];
}

const CONCURRENCY = 3;

/**
 * Starts one operation per request, within the pace. The first failure keeps further requests from
 * being sent; those under way may fail for reasons of their own.
 *
 * @param onStarted what to do with an operation before the next request is sent in its place.
 */
export async function startOperations(
	run: CreationRun,
	requests: readonly PlannedRequest[],
	onStarted?: (one: Started) => Promise<void>,
): Promise<Starts> {
	const starts: Starts = { started: [], failed: new Map(), failures: [] };
	const ready = withPauseAfterEach(readyRequests(run, requests), { clock: run.clock });
	await inParallel(ready, CONCURRENCY, async (request) => {
		if (starts.failures.length > 0) return;
		const outcome = await outcomeOf(startOperation(run, request));
		if (isFailure(outcome)) {
			starts.failures.push(outcome);
			for (const [at, fate] of sameFor(request, { failure: outcome })) starts.failed.set(at, fate);
		} else {
			starts.started.push(outcome);
			await onStarted?.(outcome);
		}
	});
	starts.started.sort((one, other) => one.request.positions[0] - other.request.positions[0]);
	return starts;
}

/** The failure to stop with: a cancellation, else one that leaves open what was created. */
export function mostSerious(failures: readonly TolokaFailure[]): TolokaFailure | undefined {
	const cancelled = failures.find(({ kind }) => kind === 'cancelled');
	return cancelled ?? failures.find(isOutcomeUnclear) ?? failures[0];
}

/** Starts all operations without waiting; those that open their pool come last. */
export async function startAll(run: CreationRun): Promise<Starts> {
	const { first, opening } = wavesOf(run);
	const starts = await startOperations(run, first);
	if (starts.failures.length > 0) return starts;
	const last = await startOperations(run, opening);
	return { ...last, started: [...starts.started, ...last.started] };
}

/** Requests that open their pool go out after all others. */
export function wavesOf({ requests }: Division): {
	first: PlannedRequest[];
	opening: PlannedRequest[];
} {
	return {
		first: requests.filter(({ opensPool }) => !opensPool),
		opening: requests.filter(({ opensPool }) => opensPool),
	};
}
