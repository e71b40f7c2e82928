import type { Microseconds } from '../../dates.mts';
import { isJsonObject, type Json, type JsonObject } from '../../json.mts';
import type { World } from '../../world.mts';
import type { Pool, Solution, SolutionSource, Task } from '../entities.mts';
import { answerSpec } from '../assignments/viewOptions.mts';
import { pollsOf, type Poll } from './ballots.mts';
import { accuracyBySkill, mostTrusted, optionsOf, type Accuracy, type Vote } from './bySkill.mts';

export type AggregationMethod = 'WEIGHTED_DYNAMIC_OVERLAP' | 'DAWID_SKENE';

/** How the answers to a task become one: `accuracyOf` by skill, null = all votes count equally. */
interface Weighing {
	fields: readonly string[];
	accuracyOf: Accuracy | null;
}

interface Wanted {
	fields: readonly string[];
	method: AggregationMethod;
	skillId: string | null;
	/** Only this task; null = all. */
	taskId: string | null;
}

/** Solutions of all tasks of a pool that have accepted answers at the given time. */
export function aggregatePool(
	world: World,
	pool: Pool,
	{ taskId, ...wanted }: Wanted,
	atUs: Microseconds,
): SolutionSource {
	const polls = pollsOf(world, pool, wanted.method, atUs).filter(
		({ task }) => taskId === null || task.id === taskId,
	);
	const weighing = weighingOf(world, wanted);
	return sourceOf(polls.flatMap((poll) => aggregateTask(pool, poll, weighing) ?? []));
}

export function weighingOf(
	world: World,
	{ fields, method, skillId }: Omit<Wanted, 'taskId'>,
): Weighing {
	return {
		fields,
		accuracyOf: method === 'DAWID_SKENE' ? null : accuracyBySkill(world, skillId),
	};
}

/**
 * The least sure of several fields decides the confidence. Fields that everybody left empty are not
 * aggregated (toloka-api §P6); null = all of them were.
 */
export function aggregateTask(
	pool: Pool,
	poll: Poll,
	{ fields, accuracyOf }: Weighing,
): Solution | null {
	const output: JsonObject = {};
	let confidence = 1;
	for (const field of fields) {
		const winner =
			accuracyOf === null ? mostFrequent(poll, field) : trusted(pool, poll, field, accuracyOf);
		if (winner === null) continue;
		output[field] = winner.value;
		confidence = Math.min(confidence, winner.confidence);
	}
	const isEmpty = Object.keys(output).length === 0;
	return isEmpty ? null : { taskId: poll.task.id, poolId: pool.id, confidence, output };
}

function sourceOf(solutions: readonly Solution[]): SolutionSource {
	const at = (index: number): Solution => solutions[index] as Solution;
	return { count: solutions.length, at, taskId: (index) => at(index).taskId };
}

interface Winner {
	value: Json;
	confidence: number;
}

function trusted(
	pool: Pool,
	{ task, ballots }: Poll,
	field: string,
	accuracyOf: Accuracy,
): Winner | null {
	const given = ballots
		.map((ballot) => ({ value: ballot.value(field), accuracy: accuracyOf(ballot.performer) }))
		.filter(({ value }) => value !== null);
	const votes = [...given, ...baselineVotes(task, field)];
	const spec = answerSpec(pool.project)[field];
	const options = spec === undefined ? 1 : optionsOf(spec);
	return votes.length === 0 ? null : mostTrusted(votes, options);
}

/** Preliminary responses count by skill, and in dynamic overlap (official OpenAPI, `baseline_solutions`). */
function baselineVotes({ baselineSolutions }: Task, field: string): Vote[] {
	if (!Array.isArray(baselineSolutions)) return [];
	return baselineSolutions.filter(isJsonObject).flatMap((solution) => {
		const { output_values: values, confidence_weight: weight } = solution;
		const value = isJsonObject(values) ? values[field] : undefined;
		if (value === undefined) return [];
		return [{ value, accuracy: typeof weight === 'number' ? weight : 1 }];
	});
}

/** Stands for Dawid-Skene: the share of the most frequent answer is its confidence. */
function mostFrequent({ ballots }: Poll, field: string): Winner | null {
	const given = ballots.map((ballot) => ballot.value(field)).filter((value) => value !== null);
	if (given.length === 0) return null;
	const counts = new Map<string, number>();
	for (const key of given.map((value) => JSON.stringify(value))) {
		counts.set(key, (counts.get(key) ?? 0) + 1);
	}
	const [key, count] = [...counts].reduce((best, next) => (next[1] > best[1] ? next : best));
	const value: Json = JSON.parse(key);
	return { value, confidence: Number((count / given.length).toFixed(6)) };
}
