import { makeOutput } from '../../samples.mts';
import { US_PER_MS, type Microseconds } from '../../dates.mts';
import type { Json, JsonObject } from '../../json.mts';
import { hashFraction, hashText } from '../../random.mts';
import type { World } from '../../world.mts';
import type { Pool, Solution, SolutionSource, Task, TaskSuite } from '../entities.mts';

export type AggregationMethod = 'WEIGHTED_DYNAMIC_OVERLAP' | 'DAWID_SKENE';

/** Simulated annotators find the task's own answer this often. */
const ACCURACY = 0.85;
/** Aggregation needs accepted answers of at least two people (toloka-api §6.6). */
const MIN_ANSWERS = 2;

interface Vote {
	value: Json;
	weight: number;
}

/** Solutions of every task of a pool that has enough accepted answers at the given time. */
export function aggregatePool(
	world: World,
	pool: Pool,
	fields: readonly string[],
	method: AggregationMethod,
	atUs: Microseconds,
): SolutionSource {
	const solutions = pool.suites
		.filter((suite) => isAnswered(world, suite, atUs))
		.flatMap((suite) =>
			suite.tasks.map((task) => aggregateTask(world, suite, task, fields, method)),
		)
		.sort((left, right) => (left.taskId < right.taskId ? -1 : 1));
	return sourceOf(solutions);
}

export function aggregateTask(
	world: World,
	suite: TaskSuite,
	task: Task,
	fields: readonly string[],
	method: AggregationMethod,
): Solution {
	const hash = hashText(JSON.stringify(task.input), world.seed);
	const answer = makeOutput({}, suite.pool.project.outputSpec, hash);
	const output: JsonObject = {};
	let confidence = 1;
	fields.forEach((field, position) => {
		const votes = castVotes(suite, task, field, answer[field] ?? null, position, method);
		const winner = countVotes(votes);
		output[field] = winner.value;
		confidence = Math.min(confidence, winner.share);
	});
	return { taskId: task.id, poolId: suite.pool.id, confidence, output };
}

/** Answers of an opened pool's suite are accepted some time after opening and creation. */
export function isAnswered(world: World, suite: TaskSuite, atUs: Microseconds): boolean {
	const openedUs = suite.pool.lastStartedUs;
	if (openedUs === null || (suite.overlap ?? 0) < MIN_ANSWERS) {
		return false;
	}
	const delayUs = world.switches.get().answerDelayMs * US_PER_MS;
	return Math.max(openedUs, suite.createdUs) + delayUs <= atUs;
}

export function sourceOf(solutions: readonly Solution[]): SolutionSource {
	const at = (index: number): Solution => solutions[index] as Solution;
	return { count: solutions.length, at, taskId: (index) => at(index).taskId };
}

/** By skill, an annotator's vote weighs as much as the skill; Dawid-Skene weighs all alike. */
function castVotes(
	suite: TaskSuite,
	task: Task,
	field: string,
	answer: Json,
	position: number,
	method: AggregationMethod,
): Vote[] {
	const hash = hashText(task.id);
	return Array.from({ length: Math.min(suite.overlap ?? 0, 10) }, (_, annotator) => {
		const salt = 1000 * position + annotator;
		const right = hashFraction(hash, salt) < ACCURACY;
		const other = makeOutput({}, suite.pool.project.outputSpec, hash + salt)[field] ?? null;
		const weight = method === 'DAWID_SKENE' ? 1 : 0.5 + hashFraction(annotator, 7) / 2;
		return { value: right ? answer : other, weight };
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
