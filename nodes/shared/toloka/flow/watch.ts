import { TolokaFailure, isFailure, isTransient, outcomeOf } from '../service/failures';
import type { Clock } from './clock';
import { inParallel } from './parallel';

/** Watching things that people are at work on: each is looked at once a minute, all in one loop. */

/** What one look found. */
export interface Look<State> {
	state: State;
	isOver: boolean;
}

export interface WatchOptions<State> {
	/** Epoch milliseconds; the last look falls on it. */
	deadline: number;
	signal?: AbortSignal;
	/** Called for every look that found something. */
	onLook?: (id: string, look: Look<State>) => void;
	/** Called for a thing that cannot be watched and is given up; throws to give up on all. */
	onFailure: (id: string, failure: TolokaFailure) => void;
	/** Completes "… was canceled while": `waiting for pools`. */
	doing: string;
}

const EVERY_MS = 60_000;
const CONCURRENCY = 8;
/** A service that answers nothing usable for this long is given up. */
const LONGEST_INTERRUPTION_MS = 15 * 60_000;

/**
 * Watches each thing until it is over or until the deadline, and returns the last look at each.
 * The first look comes at once; what the service fails to answer is asked again a minute later.
 */
export async function watchEach<State>(
	ids: readonly string[],
	lookAt: (id: string, isLast: boolean) => Promise<Look<State>>,
	options: WatchOptions<State>,
	clock: Clock,
): Promise<Map<string, Look<State>>> {
	const looks = new Map<string, Look<State>>();
	let open = [...new Set(ids)];
	let answeredAt = clock.now();
	for (;;) {
		const isLast = clock.now() >= options.deadline;
		const interruption = await lookAtAll(
			open,
			async (id) => await lookAt(id, isLast),
			looks,
			options,
		);
		open = open.filter((id) => looks.get(id)?.isOver !== true && interruption.open.has(id));
		const now = clock.now();
		if (interruption.failure === undefined) answeredAt = now;
		else if (
			isLast ? open.some((id) => !looks.has(id)) : now - answeredAt >= LONGEST_INTERRUPTION_MS
		)
			throw interruption.failure;
		if (isLast || open.length === 0) return looks;
		const pause = Math.max(EVERY_MS, interruption.failure?.details.waitMs ?? 0);
		await clock.sleep(Math.min(pause, Math.max(0, options.deadline - now)), options.signal);
		if (options.signal?.aborted) throw new TolokaFailure('canceled', { doing: options.doing });
	}
}

/** Looks at each once; tells which stay open, and what kept the service from answering. */
async function lookAtAll<State>(
	ids: readonly string[],
	lookAt: (id: string) => Promise<Look<State>>,
	looks: Map<string, Look<State>>,
	{ onLook, onFailure }: WatchOptions<State>,
): Promise<{ open: Set<string>; failure?: TolokaFailure }> {
	const open = new Set(ids);
	let failure: TolokaFailure | undefined;
	await inParallel(ids, CONCURRENCY, async (id) => {
		if (failure !== undefined) return;
		const look = await outcomeOf(lookAt(id));
		if (!isFailure(look)) {
			looks.set(id, look);
			onLook?.(id, look);
		} else if (isTransient(look)) {
			failure = look;
		} else {
			if (look.kind === 'canceled') throw look;
			onFailure(id, look);
			open.delete(id);
		}
	});
	return { open, failure };
}
