import type { IExecuteFunctions } from 'n8n-workflow';
import type { PoolEnd } from '../shared/toloka/assignments/poolEnd';
import { lookAtPool, neverCompletes } from '../shared/toloka/assignments/poolEnd';
import type { CountState, PoolCounts } from '../shared/toloka/assignments/poolProgress';
import { PoolCounter, beforeCounting } from '../shared/toloka/assignments/poolProgress';
import type { Look } from '../shared/toloka/flow/watch';
import { systemClock } from '../shared/n8n/clock';
import { recall, remember } from '../shared/n8n/execution/nodeMemory';
import type { Connection } from '../shared/n8n/transport/transport';
import { readWaits } from './keptWaits';
import { isOwnLoop } from './loop';

/** A pool, with people's progress in it if that is known. */
export interface PoolState extends PoolEnd {
	counts: PoolCounts | undefined;
	/** Whether the first or the last poll found that the pool is never completed. */
	isEndless?: boolean;
}

const NAME = 'tolokaCounts';
const ENDLESS = 'tolokaEndless';

/**
 * In the node, one of ten polls of an open pool counts tasks instead of reading the pool. That may
 * take two requests, so the next poll sends none.
 */
const TURNS = 10;
const COUNTING_TURN = 4;
/** If suspended, polls are at least three minutes apart from then on, so each one also counts. */
const COUNTS_AFTER_MS = 9 * 60_000;
/** Maximum pages of a full count, at the end or in Check Once: enough for about 100,000 tasks. */
const MOST_PAGES = 12;

interface Watched {
	turn: number;
	counting: CountState;
	/** The latest poll that Toloka answered. */
	last?: Look<PoolState>;
	/** Whether the latest poll was answered: turns that do not read the pool repeat its result. */
	isAnswered: boolean;
}

/** Polls pools, with at most one request per pool and minute while people work. */
export class PoolLooks {
	private readonly send: Connection['send'];
	private readonly counter: PoolCounter;
	private readonly isResumed: boolean;
	private readonly pools = new Map<string, Watched>();

	/** @param onEndless called for a pool that is never completed. */
	constructor(
		private readonly context: IExecuteFunctions,
		{ send }: Connection,
		private readonly onEndless: (poolId: string) => void,
	) {
		this.send = send;
		this.counter = new PoolCounter(send);
		this.isResumed = isOwnLoop(context);
	}

	async lookAt(id: string, isLast: boolean): Promise<Look<PoolState>> {
		const watched = this.pools.get(id) ?? {
			turn: 0,
			counting: this.recall(id),
			isAnswered: false,
		};
		this.pools.set(id, watched);
		watched.turn++;
		const { last } = watched;
		const turn = watched.turn % TURNS;
		if (!isLast && watched.isAnswered && last?.state.pool.status === 'OPEN') {
			if (turn === COUNTING_TURN) await this.count(id, watched, last);
			const isSpent = turn === COUNTING_TURN || turn === COUNTING_TURN + 1;
			if (isSpent) return (watched.last = withCounts(last, watched.counting.counts));
		}
		watched.isAnswered = false;
		// The last poll reads everything anew.
		const known = isLast ? undefined : last?.state;
		const look = await lookAtPool(this.send, id, () => systemClock.now(), known);
		watched.isAnswered = true;
		const isNew = last === undefined && !this.isResumed;
		const isEndless = !look.isOver && (await this.isEndless(id, isNew, isLast));
		if (!look.isOver && this.hasTimeToCount(id)) await this.count(id, watched, look);
		const isOnly = isNew && isLast;
		const counts =
			look.isOver || isOnly
				? await this.counter.countAll(look.state.pool, MOST_PAGES, !look.isOver)
				: watched.counting.counts;
		return (watched.last = withCounts(look, counts, isEndless));
	}

	/**
	 * Asks whether a pool is never completed: at the first poll and, if so, again at the last one.
	 */
	private async isEndless(id: string, isNew: boolean, isLast: boolean): Promise<boolean> {
		const known = recall<Record<string, boolean>>(this.context, ENDLESS) ?? {};
		const isAsked = isNew || (isLast && known[id]);
		const isEndless = isAsked && (await neverCompletes(this.send, id));
		if (!isNew || !isEndless) return isEndless;
		this.onEndless(id);
		remember(this.context, ENDLESS, { ...known, [id]: true });
		return true;
	}

	private async count(id: string, watched: Watched, { state }: Look<PoolEnd>): Promise<void> {
		watched.counting = await this.counter.countOn(state.pool, watched.counting, true);
		this.keep(id, watched.counting);
	}

	private hasTimeToCount(id: string): boolean {
		const since = readWaits(this.context).since[id];
		return this.isResumed && systemClock.now() - since >= COUNTS_AFTER_MS;
	}

	private recall(id: string): CountState {
		const kept = recall<Record<string, CountState>>(this.context, NAME);
		return (this.isResumed && kept?.[id]) || beforeCounting();
	}

	private keep(id: string, counting: CountState): void {
		if (!this.isResumed) return;
		const kept = recall<Record<string, CountState>>(this.context, NAME);
		remember(this.context, NAME, { ...kept, [id]: counting });
	}
}

function withCounts(
	{ state, isOver }: Look<PoolEnd>,
	counts: PoolCounts | undefined,
	isEndless = false,
): Look<PoolState> {
	return { state: { ...state, counts, isEndless }, isOver };
}
