import { byId } from '../../../engine/emulated.mts';
import type { NodeResult } from '../../../engine/engine.mts';
import type { Draw } from '../draw.mts';
import { factsOf } from '../facts.mts';
import { retryUntilDone } from '../retries.mts';
import type { Stage } from '../stage.mts';
import { drawFailureSettings } from './nodeSettings.mts';

const MINUTE_MS = 60_000;
const LONGEST_WORK_S = 600;
const HOUR_MS = 60 * MINUTE_MS;
const ROUTES = ['GET /pools/{id}', 'GET /pools/{id}', 'GET /assignments', 'GET /operations'];

type Reason = 'COMPLETED' | 'NOT_ENOUGH_BALANCE' | 'MANUAL' | 'EXPIRED';

/** A pool, and how it goes on. */
interface Course {
	pool: string;
	/** When it is over for good and nobody works in it, by the service's clock, and why. */
	overAt: number;
	reason: Reason;
}

/** Pools close, open again for an update, run out of money, complete: each is waited for rightly. */
export async function waitForPools(stage: Stage): Promise<void> {
	const { draw, emulator } = stage;
	emulator.switches.set({
		dateDigits: draw.pick(['natural', 0, 3, 'mixed']),
		dateZone: draw.pick(['never', 'always', 'mixed']),
		neverOpenedKeys: draw.pick(['absent', 'null']),
		lastStartedInOpenPool: draw.chance(0.5),
	});
	const suspends = draw.chance(0.5);
	const stopsEarly = draw.chance(0.5);
	const courses = Array.from({ length: draw.between(1, 4) }, () => planCourse(stage));
	const { onError, tries, settings } = drawFailureSettings(draw);
	const isContinuing = onError !== 'stopWorkflow';
	stage.arm({ routes: ROUTES, most: 8, maxLeapBackMs: 0, leapsForth: false, hangs: false });
	const parameters = {
		waitFor: 'pool',
		pool: byId('={{ $json.pool }}'),
		mode: suspends ? 'suspend' : 'inNode',
		ifClosedEarly: stopsEarly ? 'error' : 'output',
	};
	stage.tell(`${JSON.stringify(courses)} ${JSON.stringify(parameters)} ${onError} ${tries} tries`);
	const judge = (result: NodeResult) =>
		judgeWait(stage, { courses, suspends, stopsEarly, isContinuing }, result);
	const looks = suspends ? 60 : (8 * HOUR_MS) / MINUTE_MS;
	await retryUntilDone(stage, {
		work: {
			type: 'tolokaWaitForOperation',
			parameters,
			settings,
			input: courses.map(({ pool }) => ({ pool })),
			loop: suspends,
		},
		limits: {
			requests: tries * looks * 8 * courses.length + 500,
			time: tries * (suspends ? HOUR_MS : 12 * HOUR_MS),
		},
		mayDie: true,
		begin: () => [],
		ended: judge,
	});
}

/** A pool that is open, with what happens to it in the coming hours. */
function planCourse({ draw, emulator, time }: Stage): Course {
	const { seedData } = emulator;
	const { id: pool } = seedData.addPool({
		status: 'CLOSED',
		defaultOverlap: 1,
		maxDurationSeconds: LONGEST_WORK_S,
	});
	seedData.addTaskSuites(pool, { count: 3 });
	seedData.openPool(pool);
	let at = time.now();
	const later = (most: number, act: () => void) => {
		at += draw.between(1, most) * MINUTE_MS;
		time.at(at, act);
	};
	for (let updates = draw.weighted([3, 0], [2, 1], [1, 2]); updates > 0; updates--) {
		later(30, () => seedData.closePool(pool, 'FOR_UPDATE'));
		later(20, () => seedData.openPool(pool));
	}
	const course: Course = { pool, overAt: Infinity, reason: drawReason(draw) };
	const isAtWork = draw.chance(0.4);
	later(60, () => {
		// Somebody took a suite before the pool closed, and lets it expire.
		if (isAtWork) seedData.addAssignments(pool, { count: 1, status: 'ACTIVE' });
		seedData.closePool(pool, course.reason);
		course.overAt = time.service.now() + (isAtWork ? LONGEST_WORK_S * 1000 : 0);
	});
	return course;
}

function drawReason(draw: Draw): Reason {
	return draw.weighted<Reason>(
		[5, 'COMPLETED'],
		[2, 'NOT_ENOUGH_BALANCE'],
		[1, 'MANUAL'],
		[1, 'EXPIRED'],
	);
}

interface Waited {
	courses: readonly Course[];
	suspends: boolean;
	stopsEarly: boolean;
	isContinuing: boolean;
}

/** True where no retry is of use. */
function judgeWait(stage: Stage, waited: Waited, result: NodeResult): boolean {
	const { courses, stopsEarly, isContinuing, suspends } = waited;
	if (result.status === 'success') {
		checkAnswers(stage, waited, result);
		return true;
	}
	if (result.status === 'canceled') return isContinuing;
	const { kind, itemIndex = -1 } = factsOf(result.error);
	if (kind !== 'refused-locally') return false;
	// The node stops at the first pool that ended before people were done. In the loop the items are
	// those of the run before.
	const meant = suspends ? courses : [courses[itemIndex]];
	const isSo = meant.some((one) => stopsEarly && one.reason !== 'COMPLETED' && isOver(stage, one));
	if (!isSo) stage.violated('a pool ends as it ended', `none has ended early: item ${itemIndex}`);
	return true;
}

function checkAnswers(stage: Stage, waited: Waited, result: NodeResult): void {
	const { courses, suspends, stopsEarly } = waited;
	const answers = suspends ? result.allOutputs.slice(1).flat() : result.outputs.flat();
	if (answers.length !== courses.length) {
		const text = `${answers.length} answers to ${courses.length} pools`;
		stage.violated('each pool is answered once', text);
	}
	const byPool = new Map(courses.map((course) => [course.pool, course]));
	for (const { json } of answers) {
		if (json.error !== undefined) continue;
		const course = byPool.get(String(json.pool_id));
		if (course === undefined) {
			stage.violated('each pool is answered once', `${String(json.pool_id)} is unknown`);
			continue;
		}
		byPool.delete(course.pool);
		if (!isOver(stage, course)) {
			stage.violated('a pool is over when it is called over', `${course.pool} still goes on`);
		}
		const isEarly = course.reason !== 'COMPLETED';
		const isSo =
			json.last_close_reason === course.reason &&
			json.closed_early === isEarly &&
			!(isEarly && stopsEarly);
		if (!isSo) {
			stage.violated('a pool ends as it ended', `${course.pool} ${JSON.stringify(json)}`);
		}
	}
}

/** Done is said only of a pool that does not come back, and in which nobody works any more. */
function isOver({ time }: Stage, { overAt }: Course): boolean {
	return time.service.now() >= overAt;
}
