import type { Microseconds } from '../../dates.mts';
import { isJsonObject, type Json, type JsonObject } from '../../json.mts';
import { hashFraction } from '../../random.mts';
import type { World } from '../../world.mts';
import type { Pool, Solution, SolutionSource, Task } from '../entities.mts';
import { pollsOf, type Ballot, type Poll } from './ballots.mts';

export type AggregationMethod = 'WEIGHTED_DYNAMIC_OVERLAP' | 'DAWID_SKENE';

interface Vote {
	value: Json;
	weight: number;
}

interface Wanted {
	fields: readonly string[];
	method: AggregationMethod;
	/** Only this task; null = all. */
	taskId: string | null;
}

/** Solutions of all tasks of a pool that have enough accepted answers at the given time. */
export function aggregatePool(
	world: World,
	pool: Pool,
	{ fields, method, taskId }: Wanted,
	atUs: Microseconds,
): SolutionSource {
	const polls = pollsOf(world, pool, method, atUs).filter(
		({ task }) => taskId === null || task.id === taskId,
	);
	return sourceOf(polls.map((poll) => aggregateTask(pool, poll, fields, method)));
}

export function aggregateTask(
	pool: Pool,
	{ task, ballots }: Poll,
	fields: readonly string[],
	method: AggregationMethod,
): Solution {
	const output: JsonObject = {};
	let confidence = 1;
	for (const field of fields) {
		const votes = ballots.map((ballot) => castVote(ballot, field, method));
		const winner = countVotes([...votes, ...baselineVotes(task, field, method)]);
		output[field] = winner.value;
		confidence = Math.min(confidence, winner.share);
	}
	return { taskId: task.id, poolId: pool.id, confidence, output };
}

function sourceOf(solutions: readonly Solution[]): SolutionSource {
	const at = (index: number): Solution => solutions[index] as Solution;
	return { count: solutions.length, at, taskId: (index) => at(index).taskId };
}

/** By skill, votes are weighted by made-up skills; Dawid-Skene weights all votes equally. */
function castVote(ballot: Ballot, field: string, method: AggregationMethod): Vote {
	const weight = method === 'DAWID_SKENE' ? 1 : 0.5 + hashFraction(ballot.performer, 7) / 2;
	return { value: ballot.value(field), weight };
}

/** Preliminary responses count by skill, and in dynamic overlap (official OpenAPI, `baseline_solutions`). */
function baselineVotes(
	{ baselineSolutions }: Task,
	field: string,
	method: AggregationMethod,
): Vote[] {
	if (method === 'DAWID_SKENE' || !Array.isArray(baselineSolutions)) return [];
	return baselineSolutions.filter(isJsonObject).flatMap((solution) => {
		const { output_values: values, confidence_weight: weight } = solution;
		const value = isJsonObject(values) ? values[field] : undefined;
		if (value === undefined) return [];
		return [{ value, weight: typeof weight === 'number' ? weight : 1 }];
	});
}

function countVotes(votes: readonly Vote[]): { value: Json; share: number } {
	const weights = new Map<string, number>();
	let total = 0;
	for (const { value, weight } of votes) {
		const key = JSON.stringify(value);
		weights.set(key, (weights.get(key) ?? 0) + weight);
		total += weight;
	}
	const [key, weight] = [...weights].reduce((best, next) => (next[1] > best[1] ? next : best));
	const value: Json = JSON.parse(key);
	return { value, share: Number((weight / total).toFixed(6)) };
}
