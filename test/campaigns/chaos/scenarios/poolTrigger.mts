import type { IDataObject } from 'n8n-workflow';
import { byId } from '../../../engine/emulated.mts';
import type { Draw } from '../draw.mts';
import type { Stage } from '../stage.mts';
import type { Deliverable, Expected } from './deliveries.mts';
import { Watch } from './watch.mts';

const MINUTE_MS = 60_000;
const US_PER_MS = 1000;
const DEFAULT_WINDOW_S = 60;
const DEFAULT_ITEMS = 10_000;
const ROUTES = ['GET /assignments', 'GET /assignments', 'GET /pools/{id}'];

const EVENTS = {
	assignmentSubmitted: 'submitted',
	assignmentAccepted: 'accepted',
	assignmentRejected: 'rejected',
} as const;
type Event = keyof typeof EVENTS;
type Status = 'SUBMITTED' | 'ACCEPTED' | 'REJECTED';

interface PoolScenario extends Expected {
	event: Event;
	pools: string[];
	/** How late an answer may appear. */
	lateMs: number;
	windowMs: number;
	durable: boolean;
	parameters: IDataObject;
}

/**
 * People answer in several pools; the trigger polls, fails, is restarted and is killed meanwhile.
 */
export async function poolTrigger(stage: Stage): Promise<void> {
	const { draw, emulator, time } = stage;
	emulator.switches.set({
		dateDigits: draw.pick(['natural', 'mixed', 3, 0]),
		dateZone: draw.pick(['never', 'always', 'mixed']),
		dateFilterPrecision: draw.pick(['microseconds', 'milliseconds']),
		requestsPerSecond: draw.weighted([4, 300], [1, 5]),
	});
	const scenario = planPools(stage);
	stage.tell(JSON.stringify(scenario));
	if (draw.chance(0.6)) answer(stage, scenario, draw.pick([MINUTE_MS, 24 * 60 * MINUTE_MS]));
	// Late answers among these must appear within the window before the trigger first polls.
	if (scenario.startFrom !== 'beginning') time.pass(scenario.windowMs);
	stage.arm({
		routes: ROUTES,
		most: 8,
		maxLeapBackMs: scenario.windowMs - scenario.lateMs,
		// A clock that nobody has read yet cannot tell the time of the activation.
		leapsForth: scenario.startFrom !== 'activation',
		hangs: false,
	});
	const watch = new Watch(stage, { ...scenario, type: 'tolokaPoolTrigger' });
	await watch.follow(12, () => {
		// An event at the instant of a read, but after it, is late: a window of 0 misses it.
		if (scenario.windowMs === 0) time.pass(1);
		answer(stage, scenario, scenario.lateMs);
	});
}

function planPools(stage: Stage): PoolScenario {
	const { draw, emulator, time } = stage;
	const pools = Array.from(
		{ length: draw.between(1, 4) },
		(_, index) =>
			emulator.seedData.addPool({ name: `Pool ${index}`, status: 'OPEN', autoAccept: false }).id,
	);
	const event = draw.weighted<Event>(
		[4, 'assignmentSubmitted'],
		[2, 'assignmentAccepted'],
		[1, 'assignmentRejected'],
	);
	const window = draw.weighted<number | undefined>([5, undefined], [2, 10], [2, 300], [1, 0]);
	const windowMs = (window ?? DEFAULT_WINDOW_S) * 1000;
	const maxItems = draw.weighted<number | undefined>([5, undefined], [1, 1], [2, 7], [2, 50]);
	const startFrom = draw.pick(['activation', 'beginning', 'time'] as const);
	const startMs = Math.floor(time.service.now() / 1000) * 1000 - draw.between(0, 600) * 1000;
	const atLeastOnce = draw.chance(0.25);
	return {
		event,
		pools,
		windowMs,
		lateMs: draw.chance(0.6) ? draw.between(0, windowMs) : 0,
		durable: draw.chance(0.5),
		startFrom,
		startMs,
		maxItems: maxItems ?? DEFAULT_ITEMS,
		atLeastOnce,
		deliverables: () => pools.flatMap((pool) => happened(stage, pool, event)),
		parameters: {
			event,
			pools: { values: pools.map((pool) => ({ pool: byId(pool) })) },
			startFrom,
			...(startFrom === 'time' && { startTime: new Date(startMs).toISOString() }),
			assignmentOutput: 'assignments',
			options: {
				...(window !== undefined && { window }),
				...(maxItems !== undefined && { maxItems }),
				...(atLeastOnce && { delivery: 'atLeastOnce' }),
			},
		},
	};
}

/** Lists everything that happened to the assignments of a pool, whichever event is followed. */
function happened({ emulator }: Stage, pool: string, event: Event): Deliverable[] {
	const assignments = emulator.truth.assignments(pool);
	return Object.values(EVENTS).flatMap((name) =>
		assignments.flatMap(({ id, status, times }) => {
			const at = times[name];
			const isWanted = name === EVENTS[event];
			const key = `${pool}:${id}:${name}`;
			return at === undefined ? [] : [{ key, atMs: at / US_PER_MS, isWanted, text: status }];
		}),
	);
}

/** Adds answers, over some time or all at once, and reviews some of them immediately. */
function answer(stage: Stage, scenario: PoolScenario, overMs: number): void {
	const { draw, emulator, time } = stage;
	const toMs = time.service.now();
	for (const pool of scenario.pools) {
		const count = countOf(draw, scenario);
		const fromMs = draw.chance(0.3) ? toMs : toMs - overMs;
		const status = draw.pick<Status>(['SUBMITTED', 'ACCEPTED', 'REJECTED']);
		if (count > 0) emulator.seedData.addAssignments(pool, { count, status, fromMs, toMs });
	}
}

/** Draws how many answers to add: few enough for the polls that deliver them. */
function countOf(draw: Draw, { maxItems, pools }: PoolScenario): number {
	const most = Math.ceil(Math.min(400, maxItems * 4) / pools.length);
	return draw.weighted(
		[2, 0],
		[4, draw.between(1, Math.min(10, most))],
		[3, draw.between(1, most)],
	);
}
