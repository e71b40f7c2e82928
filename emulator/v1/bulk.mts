import { US_PER_MS } from '../dates.mts';
import type { JsonObject } from '../json.mts';
import { sampleInput } from '../samples.mts';
import { found } from '../service/errors.mts';
import type { FormulaSource } from '../service/formulaPages.mts';
import type { World } from '../world.mts';
import { OWNER } from './account/wire.mts';
import { answerTask } from './assignments/answers.mts';
import { performerOf } from './assignments/staffing.mts';
import type { AssignmentStatus, BulkAssignments, Pool } from './entities.mts';
import { bulkIds } from './ids.mts';

const US_PER_SECOND = 1_000_000;
const PEOPLE = 50;
const DIGITS = 3;

export interface NewBulkAssignments {
	count: number;
	tasksPerSuite?: number;
	/** The status of all of them; default: ACCEPTED. */
	status?: Extract<AssignmentStatus, 'SUBMITTED' | 'ACCEPTED' | 'REJECTED'>;
	/** Milliseconds: submitted at even intervals from here (default: a day ago) until now. */
	fromMs?: number;
	/** Input of the i-th task. */
	input?: (index: number) => JsonObject;
}

/** Adds generated general tasks with overlap 3, listed instead of all others of the pool. */
export function addBulkTasks(
	world: World,
	pool: Pool,
	count: number,
	input: (index: number) => JsonObject = sampleInputs(pool),
): void {
	const created = world.wireDate(pool.createdUs, DIGITS);
	const id = bulkIds(pool, secondsOf(pool));
	const source: FormulaSource = {
		count,
		keys: {
			id: { kind: 'text', read: id },
			created: { kind: 'date', read: () => pool.createdUs },
		},
		text: (index) =>
			JSON.stringify({
				id: id(index),
				input_values: input(index),
				pool_id: pool.id,
				overlap: 3,
				infinite_overlap: false,
				remaining_overlap: 0,
				reserved_for: [],
				unavailable_for: [],
				created,
			}),
	};
	pool.bulk.tasks = source;
}

/** Adds generated assignments of the tasks that {@link addBulkTasks} adds. */
export function addBulkAssignments(world: World, poolId: string, wanted: NewBulkAssignments): void {
	const pool = found(world.pools.get(poolId));
	const { count, tasksPerSuite = 1, status = 'ACCEPTED', input = sampleInputs(pool) } = wanted;
	addBulkTasks(world, pool, count * tasksPerSuite, input);
	pool.bulk.assignments = bulkAssignments(world, pool, {
		count,
		tasksPerSuite,
		status,
		input,
		fromUs: Math.floor(wanted.fromMs ?? world.clock.now() - 86_400_000) * US_PER_MS,
	});
}

interface Wanted extends Required<Omit<NewBulkAssignments, 'fromMs'>> {
	fromUs: number;
}

function bulkAssignments(world: World, pool: Pool, wanted: Wanted): BulkAssignments {
	const { count, status, fromUs } = wanted;
	const stepUs = (world.nowUs() - fromUs) / count;
	const endUs = (index: number): number => Math.floor(fromUs + (index + 1) * stepUs);
	const id = bulkIds(pool, secondsOf(pool), 'a');
	const verdict = status === 'SUBMITTED' ? null : status.toLowerCase();
	const time = { kind: 'date' as const, read: endUs };
	const work = workOf(world, pool, wanted);
	return {
		count,
		status,
		keys: {
			id: { kind: 'text', read: id },
			created: time,
			submitted: time,
			...(verdict !== null && { [verdict]: time }),
		},
		text: (index) => {
			const date = world.wireDate(endUs(index), DIGITS);
			return JSON.stringify({
				id: id(index),
				pool_id: pool.id,
				status,
				reward: pool.settings.reward,
				mixed: true,
				automerged: false,
				...work(index),
				owner: OWNER,
				created: date,
				submitted: date,
				...(verdict !== null && { [verdict]: date }),
			});
		},
	};
}

/** Who did which suite, and what was answered. */
function workOf(
	world: World,
	pool: Pool,
	{ tasksPerSuite, input }: Wanted,
): (index: number) => JsonObject {
	const seconds = secondsOf(pool);
	const suiteId = bulkIds(pool, seconds, '5');
	const taskId = bulkIds(pool, seconds);
	const people = Array.from({ length: PEOPLE }, (_, number) => performerOf(world, number));
	return (index) => {
		const person = people[index % PEOPLE] as (typeof people)[number];
		const first = index * tasksPerSuite;
		const tasks = Array.from({ length: tasksPerSuite }, (_, task) => ({
			id: taskId(first + task),
			input: input(first + task),
			...NO_SOLUTIONS,
		}));
		return {
			task_suite_id: suiteId(index),
			user_id: person.userId,
			tasks: tasks.map((task) => ({ id: task.id, pool_id: pool.id, input_values: task.input })),
			solutions: tasks.map((task) => ({
				output_values: answerTask(world, pool.project, task, person.number),
			})),
		};
	};
}

const NO_SOLUTIONS = { knownSolutions: null, baselineSolutions: null, hint: null, rest: {} };

function sampleInputs({ project }: Pool): (index: number) => JsonObject {
	return (index) => sampleInput(project.inputSpec, index);
}

function secondsOf(pool: Pool): number {
	return Math.floor(pool.createdUs / US_PER_SECOND);
}
