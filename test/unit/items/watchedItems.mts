import type { CursorState } from '../../../nodes/shared/toloka/items/cursor.ts';
import { freshState, parseState } from '../../../nodes/shared/toloka/items/cursor.ts';
import type { PollPlan } from '../../../nodes/shared/toloka/items/poll.ts';
import { pollFinishedItems } from '../../../nodes/shared/toloka/items/poll.ts';
import { BEGINNING } from '../../../nodes/shared/toloka/values/times.ts';
import type { Backend, BackendItem, BackendOptions } from './itemBackend.mts';
import { START_MS, itemBackend } from './itemBackend.mts';

export const SECOND_US = 1_000_000;
export const WINDOW_S = 60;
export const WANTED = ['COMPLETED', 'ERROR'];

export interface Watched {
	backend: Backend;
	emitted: string[];
	state: CursorState;
	poll(): Promise<number>;
	/** Time passes and polls go on until nothing can come any more. */
	drain(): Promise<void>;
}

interface WatchOptions extends BackendOptions {
	plan?: Partial<PollPlan>;
	since?: string;
	/** Keep the state as n8n does, as JSON text. */
	serialised?: boolean;
}

/** The poll of a trigger over a backend, and its state between polls. */
export function watch(items: BackendItem[], options: WatchOptions): Watched {
	const backend = itemBackend(items, options);
	const clock = { now: () => START_MS + backend.nowUs / 1_000 };
	const plan = (): PollPlan => ({
		projectId: 'project',
		statuses: WANTED,
		windowMs: WINDOW_S * 1_000,
		maxItems: 10_000,
		deadline: Infinity,
		...options.plan,
	});
	const watched: Watched = {
		backend,
		emitted: [],
		state: freshState('scope', options.since ?? BEGINNING),
		async poll() {
			const { items: fresh, state } = await pollFinishedItems(
				backend.send,
				plan(),
				watched.state,
				clock,
			);
			watched.emitted.push(...fresh.map(({ id }) => id));
			const stored = options.serialised === false ? state : JSON.parse(JSON.stringify(state));
			watched.state = parseState(stored, 'scope')!;
			return fresh.length;
		},
		async drain() {
			const lastUs = Math.max(
				0,
				...items.map(({ finishedUs = 0, lateUs = 0 }) => finishedUs + lateUs),
			);
			backend.nowUs = Math.max(backend.nowUs, lastUs);
			for (let polls = 0, empty = 0; empty < 2; polls++) {
				if (polls > 10 + 2 * items.length) throw new Error('the polls go on and on');
				backend.nowUs += 30 * SECOND_US;
				empty = (await watched.poll()) === 0 ? empty + 1 : 0;
			}
		},
	};
	return watched;
}
