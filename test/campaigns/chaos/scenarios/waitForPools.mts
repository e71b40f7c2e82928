import type { IDataObject } from 'n8n-workflow';
import { byId } from '../../../engine/emulated.mts';
import type { Draw } from '../draw.mts';
import type { Stage } from '../stage.mts';
import { drawFailureSettings } from './nodeSettings.mts';
import { waitForPeople } from './waitForPeople.mts';

const MINUTE_MS = 60_000;
const LONGEST_WORK_S = 600;
const ROUTES = ['GET /pools/{id}', 'GET /pools/{id}', 'GET /assignments', 'GET /operations'];

type Reason = 'COMPLETED' | 'NOT_ENOUGH_BALANCE' | 'MANUAL' | 'EXPIRED';

/** A pool, and what happens to it. */
interface Course {
	pool: string;
	/** When it is over for good and nobody works in it, by the service's clock. */
	overAt: number;
	reason: Reason;
}

/** Pools close, open again for an update, run out of money, complete: each wait ends correctly. */
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
	await waitForPeople(
		stage,
		{
			input: courses.map(({ pool }) => ({ pool })),
			target: { waitFor: 'pool', pool: byId('={{ $json.pool }}') },
			suspends,
			stopsEarly,
			failure: drawFailureSettings(draw),
			routes: ROUTES,
		},
		{
			noun: 'pool',
			hasEndedEarly: (item) => courses[item].reason !== 'COMPLETED' && isOver(stage, courses[item]),
			checkAnswers: (answers) => checkAnswers(stage, courses, stopsEarly, answers),
		},
		courses,
	);
}

/** Adds an open pool, and plans what happens to it in the coming hours. */
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

function checkAnswers(
	stage: Stage,
	courses: readonly Course[],
	stopsEarly: boolean,
	answers: IDataObject[],
): void {
	const byPool = new Map(courses.map((course) => [course.pool, course]));
	for (const json of answers) {
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

/** Whether the pool will not open again and nobody works in it anymore. */
function isOver({ time }: Stage, { overAt }: Course): boolean {
	return time.service.now() >= overAt;
}
