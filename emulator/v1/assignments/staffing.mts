import { US_PER_MS, type Microseconds } from '../../dates.mts';
import { createRandom, hashFraction, hashText } from '../../random.mts';
import type { World } from '../../world.mts';
import type { Assignment, Performer, Pool, Seat, Visitor } from '../entities.mts';
import { closePool } from '../pools/closing.mts';
import { isAdmitted } from '../users/admission.mts';
import { takeTraining } from './attending.mts';
import { isStaffed } from './crew.mts';
import { giveBack } from './finishing.mts';
import { handIn } from './handingIn.mts';
import { takeSuite } from './issuing.mts';
import { hasOpenWork, isServed, workOf } from './work.mts';

const US_PER_SECOND = 1_000_000;

/** Salts make the draws for one assignment independent of each other. */
const LENGTH = 21;
const EXPIRES = 22;
const SKIPS = 23;
const PAUSE = 24;

/**
 * How many people may be turned away in a row before the search ends, in addition to the number of
 * known skills and restrictions.
 */
const MOST_STRANGERS = 100;

/**
 * Brings simulated performers to an open pool. They take suites one after another, and somebody new
 * replaces a performer who has had them all. All draws are hashes of ids: the same seed brings the
 * same people.
 */
export function callPerformers(world: World, pool: Pool, atUs: Microseconds): void {
	if (!isStaffed(world, pool) || pool.status !== 'OPEN') {
		return;
	}
	const { seats, visibleFromUs } = pool.crew;
	while (seats.length < world.switches.get().performersAtOnce) {
		seats.push({ visitor: null, busy: false });
	}
	seats.forEach((seat, index) => {
		if (!seat.busy) comeLater(world, pool, seat, Math.max(atUs, visibleFromUs), index + 1);
	});
}

/** Call after tasks were added or an overlap was changed: there may be work again. */
export function noteWork(world: World, pool: Pool, atUs: Microseconds): void {
	const { crew } = pool;
	crew.firstOpen = 0;
	crew.lastAddedUs = atUs;
	crew.doneSinceUs = null;
	callPerformers(world, pool, atUs);
}

/** A number is the same person in every pool, and in every run with the same seed. */
export function performerOf(world: World, number: number): Performer {
	return { number, userId: createRandom(world.seed + 7_919 * (number + 1)).hex(32) };
}

/** Call after a change to who is admitted: performers who were turned away may come now. */
export function callToAllPools(world: World, atUs: Microseconds): void {
	for (const pool of world.pools.values()) {
		callPerformers(world, pool, atUs);
	}
}

/** The next admitted performer, first of those turned away; null after too many who are not. */
function nextAdmitted(world: World, pool: Pool, atUs: Microseconds): Performer | null {
	const { crew } = pool;
	const again = crew.turnedAway.findIndex((number) => admits(world, pool, number, atUs));
	if (again !== -1) {
		return performerOf(world, crew.turnedAway.splice(again, 1)[0] as number);
	}
	const known = world.userSkills.size + world.restrictions.size;
	while (crew.strangers < MOST_STRANGERS + known) {
		const number = crew.came;
		crew.came += 1;
		if (admits(world, pool, number, atUs)) {
			crew.strangers = 0;
			return performerOf(world, number);
		}
		crew.strangers += 1;
		crew.turnedAway.push(number);
	}
	return null;
}

function admits(world: World, pool: Pool, number: number, atUs: Microseconds): boolean {
	const performer = performerOf(world, number);
	takeTraining(world, pool, performer, atUs);
	return isAdmitted(world, pool, performer.userId, atUs) && isServed(pool, performer.userId);
}

/** A new performer for the person on the page; admission is not checked. */
export function newcomer(world: World, pool: Pool): Visitor {
	pool.crew.came += 1;
	return visitorOf(pool, performerOf(world, pool.crew.came - 1));
}

/** Begins at the first open work, or at the very beginning if any work has infinite overlap. */
function visitorOf(pool: Pool, performer: Performer): Visitor {
	const { crew } = pool;
	hasOpenWork(pool);
	const isForAll = workOf(pool).some(({ overlap }) => overlap === null);
	const general = isForAll ? 0 : crew.firstOpen;
	return { performer, next: { general, control: 0, training: 0 }, suites: 0 };
}

/** Why an open pool may not issue another suite; null = it may. */
function whyStopped(
	world: World,
	pool: Pool,
): 'NOT_ENOUGH_BALANCE' | 'ASSIGNMENTS_LIMIT_EXCEEDED' | null {
	if (world.account.balance < pool.settings.reward) {
		return 'NOT_ENOUGH_BALANCE';
	}
	const isFull = pool.assignments.length >= world.switches.get().assignmentsPerPool;
	return isFull ? 'ASSIGNMENTS_LIMIT_EXCEEDED' : null;
}

function comeLater(world: World, pool: Pool, seat: Seat, fromUs: Microseconds, salt: number): void {
	const gapUs = (world.switches.get().answerDelayMs * US_PER_MS) / 4;
	const draw = hashText(pool.id, world.seed + pool.crew.came);
	seat.busy = true;
	const atUs = Math.floor(fromUs + gapUs * (0.2 + hashFraction(draw, salt)));
	world.timeline.at(atUs, (comesUs) => takeTurn(world, pool, seat, comesUs));
}

function takeTurn(world: World, pool: Pool, seat: Seat, atUs: Microseconds): void {
	seat.busy = false;
	if (pool.status !== 'OPEN' || !isStaffed(world, pool)) {
		return;
	}
	const stopped = whyStopped(world, pool);
	if (stopped !== null) {
		if (hasOpenWork(pool)) closePool(world, pool, stopped, atUs);
		return;
	}
	const visitor = visitorAt(world, pool, seat, atUs);
	if (visitor === null) return;
	const taken = takeSuite(world, pool, visitor, atUs);
	switch (taken.kind) {
		case 'assignment':
			work(world, pool, seat, taken.assignment);
			return;
		case 'leave':
			seat.visitor = null;
			comeLater(world, pool, seat, atUs, 0);
			return;
		case 'wait':
			seat.busy = true;
			world.timeline.at(taken.untilUs, (againUs) => takeTurn(world, pool, seat, againUs));
			return;
		case 'nothing':
			return;
	}
}

/**
 * Returns the visitor at a seat: the same performer while admitted, starting over if they have had
 * no suite yet; otherwise the next performer who is admitted. Somebody who has had none, and may
 * take none of what is left, makes room.
 */
function visitorAt(world: World, pool: Pool, seat: Seat, atUs: Microseconds): Visitor | null {
	const performer = seat.visitor?.performer;
	const isNew = seat.visitor?.suites === 0;
	const stays = performer !== undefined && isAdmitted(world, pool, performer.userId, atUs);
	if (stays && isNew && !isServed(pool, performer.userId)) {
		pool.crew.turnedAway.push(performer.number);
		seat.visitor = null;
	}
	if (!stays || isNew) {
		const next = stays && seat.visitor !== null ? performer : nextAdmitted(world, pool, atUs);
		seat.visitor = next && visitorOf(pool, next);
	}
	return seat.visitor;
}

/** Length and outcome of the work are drawn from the assignment's id. */
function work(world: World, pool: Pool, seat: Seat, assignment: Assignment): void {
	const { answerDelayMs, expireShare, skipShare } = world.switches.get();
	const draw = hashText(assignment.id, world.seed);
	const lengthUs = Math.floor(answerDelayMs * US_PER_MS * (0.5 + hashFraction(draw, LENGTH)));
	const limitUs = pool.settings.maxDurationS * US_PER_SECOND;
	const expires = lengthUs > limitUs || hashFraction(draw, EXPIRES) < expireShare;
	const skips = hashFraction(draw, SKIPS) < skipShare;
	const pauseUs = Math.floor((lengthUs / 10) * (0.5 + hashFraction(draw, PAUSE)));
	const usedUs = expires ? limitUs : skips ? Math.floor(lengthUs / 3) : lengthUs;
	seat.busy = true;
	world.timeline.at(assignment.createdUs + usedUs, (atUs) => {
		if (expires || skips) {
			giveBack(world, assignment, expires ? 'EXPIRED' : 'SKIPPED', atUs);
			callPerformers(world, pool, atUs);
		} else if (handIn(world, assignment, atUs)) {
			callPerformers(world, pool, atUs);
		}
		world.timeline.at(atUs + pauseUs, (nextUs) => takeTurn(world, pool, seat, nextUs));
	});
}
