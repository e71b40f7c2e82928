import type { Microseconds } from '../../dates.mts';
import type { Json, JsonObject } from '../../json.mts';
import { hashFraction } from '../../random.mts';
import type { World } from '../../world.mts';
import type { Pool, Solution, SolutionSource } from '../entities.mts';
import { pollsOf, type Ballot, type Poll } from './ballots.mts';

export type AggregationMethod = 'WEIGHTED_DYNAMIC_OVERLAP' | 'DAWID_SKENE';

interface Vote {
	value: Json;
	weight: number;
}

export interface Wanted {
	fields: readonly string[];
	method: AggregationMethod;
	/** Only this task; null = all. */
	taskId: string | null;
}

/** Solutions of every task of a pool that has enough accepted answers at the given time. */
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
		const winner = countVotes(ballots.map((ballot) => castVote(ballot, field, method)));
		output[field] = winner.value;
		confidence = Math.min(confidence, winner.share);
	}
	return { taskId: task.id, poolId: pool.id, confidence, output };
}

export function sourceOf(solutions: readonly Solution[]): SolutionSource {
	const at = (index: number): Solution => solutions[index] as Solution;
	return { count: solutions.length, at, taskId: (index) => at(index).taskId };
}

/** By skill, a performer's vote weighs as much as the skill; Dawid-Skene weighs all alike. */
function castVote(ballot: Ballot, field: string, method: AggregationMethod): Vote {
	const weight = method === 'DAWID_SKENE' ? 1 : 0.5 + hashFraction(ballot.performer, 7) / 2;
	return { value: ballot.value(field), weight };
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
