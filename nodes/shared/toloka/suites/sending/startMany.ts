import { inParallel } from '../../flow/parallel';
import { withPauseBeforeEach } from '../../flow/pauses';
import { isFailure, outcomeOf } from '../../service/failures';
import { besideFirstPart } from '../earlier/lookUp';
import type { RequestOutcome } from '../outcomes/failedRequests';
import { outcomeOfFailure } from '../outcomes/failedRequests';
import type { PlannedRequest } from '../run/requests';
import type { CreationRun } from '../run/run';
import type { Started } from './starting';
import { startOperation } from './starting';

interface Starts {
	started: Started[];
	/** Outcomes of the requests without an operation. */
	outcomes: RequestOutcome[];
}

/**
 * Starts one operation per request, within the pace. After the first failure no further requests
 * are sent; those in progress may fail for reasons of their own, and operations that exist already
 * are still returned, so that what they created is reported.
 *
 * @param onStarted called with an operation before the next request is sent in its place.
 */
export async function startMany(
	run: CreationRun,
	requests: readonly PlannedRequest[],
	onStarted?: (one: Started) => Promise<void>,
): Promise<Starts> {
	const starts: Starts = { started: [], outcomes: [] };
	// Each request is built on demand, while the service is busy with earlier ones.
	const queue = withPauseBeforeEach(requests, { clock: run.clock });
	await inParallel(queue, async (request) => {
		const hasFailed = starts.outcomes.some(({ failure }) => failure !== undefined);
		if (hasFailed && request.existing === undefined) return;
		const outcome = await outcomeOf(startOperation(run, request));
		if (isFailure(outcome)) {
			starts.outcomes.push(outcomeOfFailure(run, request, outcome));
		} else if (outcome.isPartial) {
			starts.outcomes.push(await besideFirstPart(run, request, outcome.operation));
		} else {
			starts.started.push(outcome);
			await onStarted?.(outcome);
		}
	});
	starts.started.sort((one, other) => one.request.positions[0] - other.request.positions[0]);
	return starts;
}
