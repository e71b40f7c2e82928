import type { Microseconds } from '../../dates.mts';
import { hashText } from '../../random.mts';
import type { World } from '../../world.mts';
import type { Assignment, Mixer, Pool, PoolTask, TaskSuite, Visitor } from '../entities.mts';
import { announceAssignment } from '../webhooks/events.mts';
import { arrange, placesIn } from './distribution.mts';
import { rewardFor } from './pricing.mts';
import { hasOpenWork, isForEverybody, mayTake, tasksByKind, type TasksByKind } from './work.mts';

const US_PER_SECOND = 1_000_000;
/** Else an exam that stays open would have people without end. */
const MOST_AT_EXAM = 100;

/** The result of asking for a suite; `leave` = not for this performer, but maybe for another. */
type Taken =
	| { kind: 'assignment'; assignment: Assignment }
	| { kind: 'wait'; untilUs: Microseconds }
	| { kind: 'leave' | 'nothing' };

/** Issues the next suite that the visitor may have, if there is one. */
export function takeSuite(world: World, pool: Pool, visitor: Visitor, atUs: Microseconds): Taken {
	const { mixer } = pool.settings;
	return mixer === null
		? takeMadeSuite(world, pool, visitor, atUs)
		: mixSuite(world, pool, mixer, visitor, atUs);
}

function takeMadeSuite(world: World, pool: Pool, visitor: Visitor, atUs: Microseconds): Taken {
	for (let index = visitor.next.general; index < pool.suites.length; index += 1) {
		const suite = pool.suites[index] as TaskSuite;
		if (mayTake(suite, visitor.performer.userId)) {
			visitor.next.general = index + 1;
			suite.issued += 1;
			return { kind: 'assignment', assignment: issueSuite(world, suite, visitor, atUs) };
		}
	}
	return unserved(pool, visitor);
}

/**
 * Only a new visitor starts at the first open task: only then does a short suite mean few are left.
 * A pool that is only for everybody, like an exam, never has open work.
 */
function unserved(pool: Pool, visitor: Visitor): Taken {
	const isWanted = hasOpenWork(pool) || (isForEverybody(pool) && pool.crew.came < MOST_AT_EXAM);
	return { kind: visitor.suites > 0 && isWanted ? 'leave' : 'nothing' };
}

/**
 * Mixes as many tasks of each kind as the mixer wants. Control and training tasks must reach their
 * minimum; in a last suite general tasks need not. Those that a distribution function adds take the
 * place of general ones (toloka-api §P3.3).
 */
function mixSuite(
	world: World,
	pool: Pool,
	mixer: Mixer,
	visitor: Visitor,
	atUs: Microseconds,
): Taken {
	const kinds = tasksByKind(pool);
	const places = placesIn(world, pool, mixer, visitor.performer.userId, atUs);
	const golden = pick(kinds, 'control', visitor, places.golden?.length ?? mixer.golden);
	const training = pick(kinds, 'training', visitor, places.training?.length ?? mixer.training);
	const replaced =
		(places.golden ? golden.tasks.length : 0) + (places.training ? training.tasks.length : 0);
	const wanted = Math.max(mixer.real - replaced, 0);
	const real = pick(kinds, 'general', visitor, wanted);
	const isShort = real.tasks.length < wanted;
	const lacksOthers =
		(places.golden === null && golden.tasks.length < mixer.minGolden) ||
		(places.training === null && training.tasks.length < mixer.minTraining);
	const tasks = arrange(places, {
		real: real.tasks,
		golden: golden.tasks,
		training: training.tasks,
	});
	if (lacksOthers || tasks.length === 0 || (isShort && visitor.suites > 0)) {
		return unserved(pool, visitor);
	}
	const least = Math.min(mixer.minReal, wanted);
	if (wanted > 0 && (real.tasks.length === 0 || real.tasks.length < least)) {
		const untilUs = pool.crew.lastAddedUs + mixer.forceLastDelayS * US_PER_SECOND;
		if (real.tasks.length === 0 || !mixer.forceLast) return { kind: 'nothing' };
		if (atUs < untilUs) return { kind: 'wait', untilUs };
	}
	visitor.next = { general: real.next, control: golden.next, training: training.next };
	const suite = mixTasks(world, pool, mixer.shuffle ? shuffled(world, tasks) : tasks, atUs);
	return { kind: 'assignment', assignment: issueSuite(world, suite, visitor, atUs) };
}

/** The next tasks of a kind that the visitor may take; `next` is where to continue. */
function pick(
	kinds: TasksByKind,
	kind: keyof TasksByKind,
	visitor: Visitor,
	count: number,
): { tasks: PoolTask[]; next: number } {
	const all = kinds[kind];
	const tasks: PoolTask[] = [];
	let next = visitor.next[kind];
	for (; next < all.length && tasks.length < count; next += 1) {
		const task = all[next] as PoolTask;
		if (mayTake(task, visitor.performer.userId)) tasks.push(task);
	}
	return { tasks, next };
}

function shuffled(world: World, tasks: readonly PoolTask[]): PoolTask[] {
	const key = ({ id }: PoolTask): number => hashText(id, world.seed);
	return [...tasks].sort((left, right) => key(left) - key(right));
}

/** Makes a suite of tasks, which thereby count as issued. */
export function mixTasks(
	world: World,
	pool: Pool,
	tasks: PoolTask[],
	atUs: Microseconds,
): TaskSuite {
	for (const task of tasks) {
		task.issued += 1;
	}
	const suite: TaskSuite = {
		id: world.suiteIds.next(pool.id, atUs),
		pool,
		tasks,
		overlap: 1,
		issued: 1,
		createdUs: atUs,
		reservedFor: [],
		unavailableFor: [],
		issuingOrder: 0,
		mixed: true,
		place: null,
		rest: {},
	};
	pool.suites.push(suite);
	world.suites.set(suite.id, suite);
	return suite;
}

/** Assigns a suite, which already counts as issued, to a performer. */
export function issueSuite(
	world: World,
	suite: TaskSuite,
	visitor: Visitor,
	atUs: Microseconds,
): Assignment {
	const { pool } = suite;
	const assignment: Assignment = {
		id: world.suiteIds.next(pool.id, atUs),
		pool,
		suite,
		performer: visitor.performer,
		status: 'ACTIVE',
		reward: rewardFor(world, pool, visitor.performer.userId),
		createdUs: atUs,
		times: {},
		answers: null,
		publicComment: null,
		bonusIds: [],
	};
	visitor.suites += 1;
	pool.crew.active += 1;
	pool.crew.hasAnswers = true;
	pool.assignments.push(assignment);
	world.assignments.set(assignment.id, assignment);
	announceAssignment(world, 'ASSIGNMENT_CREATED', assignment, atUs);
	return assignment;
}
