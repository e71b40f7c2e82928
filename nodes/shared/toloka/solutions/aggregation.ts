import type { Clock } from '../flow/clock';
import type { Operation } from '../operations/operation';
import { asOperation } from '../operations/operation';
import type { StartProgress } from '../operations/startOnce';
import { startOnce } from '../operations/startOnce';
import type { TolokaFailure } from '../service/failures';
import { isFailure, outcomeOf } from '../service/failures';
import { fieldErrors } from '../service/fieldErrors';
import type { Send } from '../service/requests';
import { textOf, isRecord } from '../values/foreign';
import { shownValue } from '../values/unseen';

/** Starts the aggregation of a pool; the service cannot recognize a repeat (toloka-api §6.6). */

export interface Aggregation {
	poolId: string;
	method: 'WEIGHTED_DYNAMIC_OVERLAP' | 'DAWID_SKENE';
	/** The skill that weights answers; only for `WEIGHTED_DYNAMIC_OVERLAP`. */
	skillId?: string;
	/** Names of output fields; at most one for `DAWID_SKENE`. */
	fields: readonly string[];
}

export const AGGREGATION_TYPE = 'SOLUTION.AGGREGATE';

/** Starts the aggregation unless known to be started; returns its operation's id. */
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
		unclear: `It is unclear whether the aggregation was started. Retry this execution, which looks for it first, or look for a ${AGGREGATION_TYPE} operation on pool ${wanted.poolId} and read it with Get Many.`,
	};
	return await startOnce(send, startable, progress, clock, signal);
}

async function startAggregation(send: Send, wanted: Aggregation): Promise<Operation> {
	const doing = `starting the aggregation of pool ${wanted.poolId}`;
	const started = await outcomeOf(postAggregation(send, wanted, doing));
	if (!isFailure(started)) return started;
	throw needsMixing(started, wanted) ?? unknownField(started, wanted) ?? started;
}

/** Names an unknown field; Toloka refers to it by its place in the request, which nobody sees. */
function unknownField(
	failure: TolokaFailure,
	{ poolId, fields }: Aggregation,
): TolokaFailure | undefined {
	const refused = fieldErrors(failure.details.payload)
		.filter(({ code }) => code === 'VALUE_NOT_ALLOWED')
		.map(({ path }) => fields[Number(/^fields\.(\d+)\.name$/.exec(path)?.[1])]);
	const name = refused.find((one) => one !== undefined);
	if (name === undefined) return undefined;
	const headline = `The project of pool ${poolId} has no output field ${shownValue(name)}`;
	return failure.with({ headline, advice: 'Choose one of the output fields of the project.' });
}

/** Aggregation by skill requires a pool with smart mixing (toloka-api §P6). */
function needsMixing(failure: TolokaFailure, { poolId }: Aggregation): TolokaFailure | undefined {
	if (failure.details.code !== 'ONLY_FOR_POOL_WITH_MIXER') return undefined;
	const headline = `Pool ${poolId} has no smart mixing, which By Skill needs`;
	const advice = 'Set Method to Dawid-Skene or Majority Vote (in the Node).';
	return failure.with({ headline, advice });
}

async function postAggregation(send: Send, wanted: Aggregation, doing: string): Promise<Operation> {
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

/** Compares the parameters of an operation; the service may leave some out (toloka-api §6.6). */
function isOf({ parameters }: Operation, wanted: Aggregation): boolean {
	if (!isRecord(parameters)) return false;
	const { pool_id: poolId, algorithm, answer_weight_skill_id: skillId } = parameters;
	const fields = parameters.aggregated_fields ?? parameters.aggregated_output_fields;
	return (
		textOf(poolId) === wanted.poolId &&
		(algorithm ?? wanted.method) === wanted.method &&
		textOf(skillId ?? wanted.skillId) === textOf(wanted.skillId) &&
		(!Array.isArray(fields) || sameNames(fields.map(nameOf), wanted.fields))
	);
}

function nameOf(field: unknown): string {
	return textOf(isRecord(field) ? field.name : field);
}

function sameNames(one: readonly string[], other: readonly string[]): boolean {
	return JSON.stringify([...one].sort()) === JSON.stringify([...other].sort());
}
