import type { Look } from '../flow/watch';
import { isAbout, listOperations } from '../operations/operation';
import type { Pool } from '../pools/pools';
import {
	CLOSED_BECAUSE,
	getPool,
	hasAny,
	isClosedForUpdate,
	refuseTraining,
	wasNeverOpened,
} from '../pools/pools';
import { outcomeOf, refusal } from '../service/failures';
import type { Page } from '../service/paging';
import type { Send } from '../service/requests';
import { clean } from '../values/foreign';
import { epochMsOf, timeKey } from '../values/times';
import type { Assignment } from './assignments';
import { listAssignments } from './assignments';

/** When people are done with a pool (toloka-api §P12). */

export interface PoolEnd {
	pool: Pool;
	/** Whether it is closed for good. An open pool shows an earlier reason (toloka-api §P12.1). */
	isClosed: boolean;
	/** Whether performers still have assignments from before it closed; set once it is closed. */
	hasActiveAssignments?: boolean;
	/** Whether answers await review and so are not aggregated yet; set once nobody is at work. */
	awaitsReview?: boolean;
}

/**
 * Reads the pool; it is over when it is closed for good and nobody is working on it anymore.
 *
 * @param last what the look before this one found: as long as somebody is still at work in a pool
 * that had closed, nothing else is asked, whatever else has changed.
 */
export async function lookAtPool(
	send: Send,
	poolId: string,
	now: () => number,
	last?: PoolEnd,
): Promise<Look<PoolEnd>> {
	if (last?.hasActiveAssignments === true && (await isAtWork(send, last.pool, now)).mayEnd) {
		return { state: last, isOver: false };
	}
	const pool = await getPool(send, poolId);
	refuseTraining(pool);
	const running = { pool, isClosed: false };
	if (!isClosedForGood(pool)) return { state: running, isOver: false };
	if (await isBeingOpened(send, pool, now)) return { state: running, isOver: false };
	refuseNeverOpened(pool);
	const { hasActiveAssignments, mayEnd } = await isAtWork(send, pool, now);
	const state = { pool, isClosed: true, hasActiveAssignments };
	if (mayEnd) return { state, isOver: false };
	const submitted = await listOne(send, poolId, 'SUBMITTED');
	return { state: { ...state, awaitsReview: submitted.rows.length > 0 }, isOver: true };
}

/** A pool that is open, locked or being edited shows an earlier reason (toloka-api §P12.1). */
function isClosedForGood(pool: Pool): boolean {
	return pool.status === 'ARCHIVED' || (pool.status === 'CLOSED' && !isClosedForUpdate(pool));
}

function refuseNeverOpened(pool: Pool): void {
	if (!wasNeverOpened(pool)) return;
	throw refusal(
		`Pool ${pool.id} was never opened, so nobody works on it`,
		'Open it first: with Open Pool in Toloka Create Task Suites (wait for its operation before the pool, if it returns one), with Toloka (Pool: Open), or on the Toloka website.',
	);
}

/** How many of the account's newest openings are searched. */
const NEWEST = 50;

/** Whether the pool was just opened, so that what it shows may still be from before. */
async function isBeingOpened(
	send: Send,
	{ id, last_stopped: stopped }: Pool,
	now: () => number,
): Promise<boolean> {
	const query = { type: 'POOL.OPEN', sort: '-submitted', limit: NEWEST };
	const { rows, serviceTime = now() } = await listOperations(send, query);
	const opening = rows.find((operation) => isAbout(operation, id));
	if (opening === undefined || opening.status === 'FAIL') return false;
	if (opening.status !== 'SUCCESS') return true;
	const ended = timeKey(opening.finished ?? opening.submitted);
	const stoppedAt = timeKey(stopped);
	if (ended === undefined || serviceTime - epochMsOf(ended) > LONGEST_OPENING_MS) return false;
	return stoppedAt === undefined || stoppedAt < ended;
}

/** This long after an opening, the pool itself is believed, even if its last stop is older. */
const LONGEST_OPENING_MS = 10 * 60_000;

async function listOne(send: Send, poolId: string, status: string): Promise<Page<Assignment>> {
	return await listAssignments(send, { pool_id: poolId, status, limit: 1 });
}

/** Whether somebody is still at work in a closed pool, and whether that may still end. */
async function isAtWork(send: Send, pool: Pool, now: () => number) {
	const { rows, serviceTime = now() } = await listOne(send, pool.id, 'ACTIVE');
	const hasActiveAssignments = rows.length > 0;
	return { hasActiveAssignments, mayEnd: hasActiveAssignments && !isPastTime(pool, serviceTime) };
}

/** Whether the time limit of every assignment has passed; one still listed will never end. */
function isPastTime(pool: Pool, now: number): boolean {
	const stopped = timeKey(pool.last_stopped);
	const seconds = pool.assignment_max_duration_seconds;
	if (stopped === undefined || typeof seconds !== 'number') return false;
	return now > epochMsOf(stopped) + (seconds + SLACK_S) * 1000;
}

const SLACK_S = 120;

/** Why the pool closed before people were done; undefined if they were done. */
export function earlyEnd({ last_close_reason: reason }: Pool): string | undefined {
	if (reason === undefined || reason === null || reason === 'COMPLETED') return undefined;
	const why = CLOSED_BECAUSE.get(reason);
	return why === undefined ? `for the reason ${clean(reason)}` : `because ${why}`;
}

/** Whether every task is for everybody, so that the pool is never completed (toloka-api §P11, 27). */
export async function neverCompletes(send: Send, poolId: string): Promise<boolean> {
	const paths = ['/tasks', '/task-suites'] as const;
	for (const path of paths) {
		const isFinite = await outcomeOf(hasAny(send, poolId, path, { overlap_gte: 1 }));
		if (isFinite !== false) return false;
	}
	for (const path of paths) {
		if ((await outcomeOf(hasAny(send, poolId, path))) === true) return true;
	}
	return false;
}
