import type { Clock } from '../flow/clock';
import { TolokaFailure, isFailure, isOutcomeUnclear, outcomeOf } from '../service/failures';
import type { Operation } from '../operations/operation';
import { asOperation, listOperations } from '../operations/operation';
import type { Send } from '../service/requests';
import { textOf, isRecord } from '../values/foreign';
import { epochMsOf, timeKey } from '../values/times';

/** Starting the aggregation of a pool; the service knows no way to tell a repetition (§6.6). */

export interface Aggregation {
	poolId: string;
	method: 'WEIGHTED_DYNAMIC_OVERLAP' | 'DAWID_SKENE';
	/** The skill by which answers are weighed; for `WEIGHTED_DYNAMIC_OVERLAP` only. */
	skillId?: string;
	/** Names of output fields; at most one for `DAWID_SKENE`. */
	fields: readonly string[];
}

/** What is known of a start; kept between tries of one execution. */
export interface StartProgress {
	/** Our time, epoch milliseconds, before which nothing was started. */
	since: number;
	/** True where a start was sent and never answered. */
	isUnclear?: boolean;
	operationId?: string;
}

export const AGGREGATION_TYPE = 'SOLUTION.AGGREGATE';

/**
 * Starts the aggregation unless it is known to be started. A start whose outcome is unclear is
 * looked up among the operations, and not sent again before that found nothing on a later try.
 *
 * @returns the id of the operation, which `progress` holds from then on.
 */
export async function startOnce(
	send: Send,
	wanted: Aggregation,
	progress: StartProgress,
	clock: Clock,
	signal?: AbortSignal,
): Promise<string> {
	const find = async () => await findAggregation(send, wanted, progress.since, clock, signal);
	if (progress.operationId === undefined && progress.isUnclear) {
		progress.operationId = (await find())?.id;
	}
	if (progress.operationId !== undefined) return progress.operationId;
	const started = await outcomeOf(startAggregation(send, wanted));
	if (!isFailure(started)) return (progress.operationId = started.id);
	if (!isOutcomeUnclear(started)) throw started;
	progress.isUnclear = true;
	const found = await outcomeOf(find());
	if (found === undefined || isFailure(found)) throw unclear(started, wanted);
	return (progress.operationId = found.id);
}

async function startAggregation(send: Send, wanted: Aggregation): Promise<Operation> {
	const doing = `starting the aggregation of the pool ${wanted.poolId}`;
	const { body } = await send({
		method: 'POST',
		api: 'v1',
		path: '/aggregated-solutions/aggregate-by-pool',
		body: JSON.stringify({
			pool_id: wanted.poolId,
			type: wanted.method,
			answer_weight_skill_id: wanted.skillId,
			fields: wanted.fields.map((name) => ({ name })),
		}),
		quota: 'aggregation',
		doing,
	});
	return asOperation(body, doing);
}

/** Waits before each look: a request that was never answered may still be at work over there. */
const LOOK_AFTER_MS = [2_000, 5_000];
/** Answers tell the service's time in whole seconds. */
const TIME_STEP_MS = 1_000;

async function findAggregation(
	send: Send,
	wanted: Aggregation,
	since: number,
	clock: Clock,
	signal?: AbortSignal,
): Promise<Operation | undefined> {
	for (const waitMs of LOOK_AFTER_MS) {
		await clock.sleep(waitMs, signal);
		const query = { type: AGGREGATION_TYPE, sort: '-submitted', limit: 50 };
		const { rows, serviceTime = clock.now() } = await listOperations(send, query);
		// The service's clock is another than ours, and before this answer none may have told it.
		const earliest = since + serviceTime - clock.now() - TIME_STEP_MS;
		const found = rows.find(
			(operation) => isOf(operation, wanted) && submittedAt(operation) >= earliest,
		);
		if (found !== undefined) return found;
	}
	return undefined;
}

function submittedAt({ submitted }: Operation): number {
	return epochMsOf(timeKey(submitted) ?? '');
}

/** Compares what the operation tells of itself; the service may leave some of it out (§6.6). */
function isOf({ parameters, status }: Operation, wanted: Aggregation): boolean {
	if (!isRecord(parameters)) return false;
	const { pool_id: poolId, algorithm, answer_weight_skill_id: skillId } = parameters;
	const fields = parameters.aggregated_fields ?? parameters.aggregated_output_fields;
	return (
		status !== 'FAIL' &&
		textOf(poolId) === wanted.poolId &&
		(algorithm === undefined || algorithm === wanted.method) &&
		(skillId === undefined || textOf(skillId) === wanted.skillId) &&
		(!Array.isArray(fields) || sameNames(fields.map(nameOf), wanted.fields))
	);
}

function nameOf(field: unknown): string {
	return textOf(isRecord(field) ? field.name : field);
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
	return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
}

function unclear(failure: TolokaFailure, { poolId }: Aggregation): TolokaFailure {
	return new TolokaFailure(failure.kind, {
		...failure.details,
		advice: `It is unclear whether the aggregation was started. Run the node again with Retry On Fail, which looks for it first, or look for an operation of the type ${AGGREGATION_TYPE} on the pool ${poolId} and read it with Get Many.`,
	});
}
