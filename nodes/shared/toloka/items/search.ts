import type { Clock } from '../flow/clock';
import type { TolokaFailure } from '../service/failures';
import { refusal } from '../service/failures';
import type { Page } from '../service/paging';
import { pages } from '../service/paging';
import type { Send } from '../service/requests';
import { asQueryTime, minuteText, timeKey, timeKeyAt } from '../values/times';
import type { Item } from './items';
import { listItems } from './items';
import { Look, Wanted } from './matching';

/** Waits before each lookup: a request that timed out may still be in progress at the service. */
const LOOK_AFTER_MS = [2_000, 5_000, 10_000];

/** Where to search for the items of inputs. */
export interface Search {
	projectId: string;
	batchId?: string;
	/** Service time, epoch milliseconds, before which none of the items was created. */
	createdSince: number;
	/** True for an item that is already accounted for. */
	isKnown(item: Item): boolean;
	clock: Clock;
	signal?: AbortSignal;
	/** Most pages to search; if there are more, the search is refused. */
	maxPages?: number;
}

/**
 * Searches once for the items of some inputs.
 *
 * @param byCallerId whether the caller's own `id` is enough to recognize an item.
 */
export async function findOnce(
	send: Send,
	inputs: readonly object[],
	search: Search,
	{ byCallerId }: { byCallerId: boolean },
): Promise<Look> {
	const look = await lookOnce(send, await Wanted.of(inputs, search), search);
	await look.matchAlike(byCallerId);
	return look;
}

/** Looks up what an unclear upload created, until two lookups in a row find equally many items. */
export async function findCreated(
	send: Send,
	inputs: readonly object[],
	search: Search,
): Promise<Look> {
	const wanted = await Wanted.of(inputs, search);
	let before = -1;
	for (let tries = 0; ; tries++) {
		await search.clock.sleep(LOOK_AFTER_MS[tries], search.signal);
		const look = await lookOnce(send, wanted, search);
		await look.matchAlike(true);
		const count = look.found.filter((match) => match !== undefined).length;
		const isLast = tries === LOOK_AFTER_MS.length - 1;
		if (look.isComplete || count === before || isLast) return look;
		before = count;
	}
}

async function lookOnce(send: Send, wanted: Wanted, search: Search): Promise<Look> {
	const look = new Look(wanted);
	let left = search.maxPages ?? Infinity;
	for await (const { rows, hasMore } of newestItems(send, search)) {
		await look.takePage(rows.filter((item) => !search.isKnown(item)));
		if (look.isComplete || !hasMore) break;
		if (--left <= 0) throw tooMany(search);
	}
	return look;
}

function tooMany({ projectId, createdSince }: Search): TolokaFailure {
	return refusal(
		`More items were created in the project ${projectId} since ${minuteText(timeKeyAt(createdSince))} than a manual run can look through. Nothing was pushed`,
		'A manual run first looks for items that exist already. To push these items without that search, turn on the option Create Again in Manual Runs.',
	);
}

/**
 * Walks the items created since a time, newest first. Only the first request has the time: no
 * source says that it may be combined with `after_id` (toloka-api §12, 8). Older rows of later
 * pages are dropped here.
 */
function newestItems(
	send: Send,
	{ projectId, batchId, createdSince }: Search,
): AsyncGenerator<Page<Item>> {
	const since = asQueryTime(timeKeyAt(createdSince));
	const query = { sort: '-created', batch_id: batchId };
	return pages(
		async (cursor) => {
			const from = cursor === undefined ? since : undefined;
			const page = await listItems(send, projectId, {
				...query,
				created_gte: from,
				after_id: cursor,
			});
			const rows = page.rows.filter(({ created_at: at }) => (timeKey(at) ?? since) >= since);
			return { ...page, rows, hasMore: page.hasMore && rows.length === page.rows.length };
		},
		({ id }) => id,
	);
}
