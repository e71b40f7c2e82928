import { TolokaFailure } from '../service/failures';
import type { Clock } from './clock';
import { Rounds } from './rounds';

/** Watches objects that people are working on: one loop polls each of them once a minute. */

export interface Look<State> {
	state: State;
	isOver: boolean;
}

interface WatchOptions<State> {
	/** Epoch milliseconds at which the last look takes place. */
	deadline: number;
	signal?: AbortSignal;
	onLook: (id: string, look: Look<State>) => void;
	/** Called for an object that cannot be watched and is given up; throws to give up on all. */
	onFailure: (id: string, failure: TolokaFailure) => void;
	/** Called at the deadline for an object that was never read successfully. */
	onUnread: (id: string, failure: TolokaFailure) => void;
	/** Completes "… was canceled while": `waiting for pools`. */
	doing: string;
}

const EVERY_MS = 60_000;
/** An object about which nothing usable is received for this long is given up. */
const LONGEST_INTERRUPTION_MS = 15 * 60_000;

/**
 * Polls each object until it is over or until the deadline, and returns the last look at each. The
 * first look is immediate; a request that fails is repeated a minute later.
 */
export async function watchEach<State>(
	ids: readonly string[],
	lookAt: (id: string, isLast: boolean) => Promise<Look<State>>,
	options: WatchOptions<State>,
	clock: Clock,
): Promise<Map<string, Look<State>>> {
	const looks = new Map<string, Look<State>>();
	let isLast = false;
	const rounds = new Rounds<Look<State>>({
		clock,
		longestInterruptionMs: LONGEST_INTERRUPTION_MS,
		lookAt: async (id) => await lookAt(id, isLast),
		onRead: (id, look) => {
			looks.set(id, look);
			options.onLook(id, look);
		},
		onFailure: options.onFailure,
	});
	let open = [...new Set(ids)];
	for (;;) {
		isLast = clock.now() >= options.deadline;
		const kept = await rounds.lookAtEach(open);
		open = kept.filter((id) => looks.get(id)?.isOver !== true);
		if (isLast) break;
		if (open.length === 0) return looks;
		const pause = Math.max(EVERY_MS, rounds.askedMs);
		await clock.sleep(Math.min(pause, Math.max(0, options.deadline - clock.now())), options.signal);
		if (options.signal?.aborted) throw new TolokaFailure('canceled', { doing: options.doing });
	}
	for (const id of open) {
		const failure = rounds.failureOf(id);
		if (failure !== undefined && !looks.has(id)) options.onUnread(id, failure);
	}
	return looks;
}
