import { US_PER_MS, type Microseconds } from '../../dates.mts';
import type { Json } from '../../json.mts';
import type { World } from '../../world.mts';
import { answerField } from '../assignments/answers.mts';
import { isStaffed } from '../assignments/crew.mts';
import type { Assignment, Pool, Task, TaskSuite } from '../entities.mts';
import type { AggregationMethod } from './aggregation.mts';

/** Maximum number of imagined answers to a task, whatever its overlap. */
const MOST_IMAGINED = 10;

/** One accepted answer to a task. */
interface Ballot {
	performer: number;
	/** Null = the performer left the field empty. */
	value(field: string): Json;
}

export interface Poll {
	task: Task;
	ballots: Ballot[];
}

/**
 * Tasks of a pool with accepted answers at the given time, in ascending order of id; one answer is
 * enough, and only Dawid-Skene includes control and training tasks (toloka-api §P6).
 */
export function pollsOf(
	world: World,
	pool: Pool,
	method: AggregationMethod,
	atUs: Microseconds,
): Poll[] {
	const polls = hasRealAnswers(world, pool)
		? realPolls(world, pool, atUs)
		: imaginedPolls(world, pool, atUs);
	return polls
		.filter(({ task }) => method === 'DAWID_SKENE' || task.knownSolutions === null)
		.filter(({ ballots }) => ballots.length > 0)
		.sort((left, right) => (left.task.id < right.task.id ? -1 : 1));
}

function hasRealAnswers(world: World, pool: Pool): boolean {
	return pool.crew.hasAnswers || isStaffed(world, pool);
}

/** Only accepted answers count (toloka-api §P6). */
function realPolls(world: World, pool: Pool, atUs: Microseconds): Poll[] {
	const polls = new Map<string, Poll>();
	for (const assignment of pool.assignments) {
		if (assignment.status !== 'ACCEPTED' || (assignment.times.accepted ?? 0) > atUs) continue;
		assignment.suite.tasks.forEach((task, index) => {
			const poll = polls.get(task.id) ?? { task, ballots: [] };
			poll.ballots.push(ballotOf(world, assignment, task, index));
			polls.set(task.id, poll);
		});
	}
	return [...polls.values()];
}

export function ballotOf(world: World, assignment: Assignment, task: Task, index: number): Ballot {
	const { performer, pool } = assignment;
	const given = assignment.answers?.[index];
	return {
		performer: performer.number,
		value: (field) =>
			given === undefined
				? answerField(world, pool.project, task, field, performer.number)
				: (given[field] ?? null),
	};
}

/** Without simulated performers, an opened pool's suites still get answers after a while. */
function imaginedPolls(world: World, pool: Pool, atUs: Microseconds): Poll[] {
	return pool.suites
		.filter((suite) => isImaginedAnswered(world, suite, atUs))
		.flatMap((suite) =>
			suite.tasks.map((task) => ({
				task,
				ballots: Array.from(
					{ length: Math.min(suite.overlap ?? 0, MOST_IMAGINED) },
					(_, performer): Ballot => ({
						performer,
						value: (field) => answerField(world, pool.project, task, field, performer),
					}),
				),
			})),
		);
}

function isImaginedAnswered(world: World, { pool, createdUs }: TaskSuite, atUs: number): boolean {
	const delayUs = world.switches.get().answerDelayMs * US_PER_MS;
	return pool.lastStartedUs !== null && Math.max(pool.lastStartedUs, createdUs) + delayUs <= atUs;
}
