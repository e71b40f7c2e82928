import type { Clock } from '../flow/clock';
import type { Operation } from '../operations/operation';
import { asOperation } from '../operations/operation';
import type { StartProgress } from '../operations/startOnce';
import { startOnce } from '../operations/startOnce';
import type { Send } from '../service/requests';
import { textOf, isRecord } from '../values/foreign';

/** Starting the aggregation of a pool; the service knows no way to tell a repetition (§6.6). */

export interface Aggregation {
	poolId: string;
	method: 'WEIGHTED_DYNAMIC_OVERLAP' | 'DAWID_SKENE';
	/** The skill by which answers are weighed; for `WEIGHTED_DYNAMIC_OVERLAP` only. */
	skillId?: string;
	/** Names of output fields; at most one for `DAWID_SKENE`. */
	fields: readonly string[];
}

export const AGGREGATION_TYPE = 'SOLUTION.AGGREGATE';

/**
 * Starts the aggregation unless it is known to be started (operations/startOnce).
 *
 * @returns the id of the operation, which `progress` holds from then on.
 */
export async function aggregateOnce(
	send: Send,
	wanted: Aggregation,
	progress: StartProgress,
	clock: Clock,
	signal?: AbortSignal,
): Promise<string> {
	const startable = {
		type: AGGREGATION_TYPE,
		start: async () => await startAggregation(send, wanted),
		isSame: (operation: Operation) => isOf(operation, wanted),
		unclear: `It is unclear whether the aggregation was started. Run the node again with Retry On Fail, which looks for it first, or look for an operation of the type ${AGGREGATION_TYPE} on the pool ${wanted.poolId} and read it with Get Many.`,
	};
	return await startOnce(send, startable, progress, clock, signal);
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

/** Compares what the operation tells of itself; the service may leave some of it out (§6.6). */
function isOf({ parameters }: Operation, wanted: Aggregation): boolean {
	if (!isRecord(parameters)) return false;
	const { pool_id: poolId, algorithm, answer_weight_skill_id: skillId } = parameters;
	const fields = parameters.aggregated_fields ?? parameters.aggregated_output_fields;
	return (
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
