import type { Cursor } from '../../../nodes/shared/toloka/flow/cursor.ts';
import { freshCursor, parseCursor } from '../../../nodes/shared/toloka/flow/cursor.ts';
import type { FeedRead, ReadPlan } from '../../../nodes/shared/toloka/flow/readFeeds.ts';
import { readFeed } from '../../../nodes/shared/toloka/flow/readFeeds.ts';
import type { Item } from '../../../nodes/shared/toloka/items/items.ts';
import type { FinishedItems } from '../../../nodes/shared/toloka/items/poll.ts';
import { finishedItems } from '../../../nodes/shared/toloka/items/poll.ts';
import type { ApiRequest } from '../../../nodes/shared/toloka/service/requests.ts';
import { BEGINNING } from '../../../nodes/shared/toloka/values/times.ts';
import type { Backend, BackendItem, BackendOptions } from './itemBackend.mts';
import { START_MS, itemBackend } from './itemBackend.mts';

export const SECOND_US = 1_000_000;
export const WINDOW_S = 60;
export const WANTED = ['COMPLETED', 'ERROR'];

interface Watched {
	backend: Backend;
	emitted: string[];
	cursor: Cursor;
	/** May be changed between polls. */
	wanted: FinishedItems;
	/** The result of the last read. */
	read?: FeedRead;
	poll(): Promise<number>;
	/** Polls while time passes, until nothing more can appear. */
	drain(): Promise<void>;
}

interface WatchOptions extends BackendOptions {
	plan?: Partial<ReadPlan>;
	wanted?: Partial<FinishedItems>;
	since?: string;
	/** Keep the state as JSON text, as n8n does. */
	serialised?: boolean;
}

/** Simulates a trigger's polls of a backend, with its state between polls. */
export function watch(items: BackendItem[], options: WatchOptions): Watched {
	const backend = itemBackend(items, options);
	const now = () => START_MS + backend.nowUs / 1_000;
	const clock = { now, sleep: async () => {} };
	const plan: ReadPlan = {
		windowMs: WINDOW_S * 1_000,
		maxRows: 10_000,
		capacity: 3_000,
		deadline: Infinity,
		...options.plan,
	};
	const watched: Watched = {
		backend,
		emitted: [],
		cursor: freshCursor(options.since ?? BEGINNING),
		wanted: { projectId: 'project', statuses: WANTED, ...options.wanted },
		async poll() {
			const send = async (request: ApiRequest) => await backend.send(request);
			const feed = finishedItems(send, watched.wanted);
			const take = ({ id }: Item) => void watched.emitted.push(id);
			const read = await readFeed(feed, watched.cursor, plan, clock, take);
			watched.read = read;
			const { cursor } = read;
			const stored: unknown =
				options.serialised === false ? cursor : JSON.parse(JSON.stringify(cursor));
			watched.cursor = parseCursor(stored)!;
			if (read.failure !== undefined && read.count === 0) throw read.failure;
			return read.count;
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

/** Creates rows that finish one per second. */
export function everySecond(count: number): BackendItem[] {
	return Array.from({ length: count }, (_, index) => ({
		id: `row${String(index).padStart(4, '0')}`,
		finishedUs: index * SECOND_US,
		status: 'COMPLETED',
	}));
}

export const sorted = (ids: Iterable<string>) => [...ids].sort();
export const idsOf = (items: BackendItem[]) => sorted(items.map(({ id }) => id));
