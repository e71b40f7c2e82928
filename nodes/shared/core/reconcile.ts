import type { Item } from './apps';
import { itemPages } from './apps';
import type { Clock } from './clock';
import { canonicalJson } from './idempotency';
import { collect, limited } from './paging';
import type { Send } from './requests';
import { asQueryTime, timeKeyAt } from './times';

/** Waits before each look: a request that timed out here may still be at work over there. */
const LOOK_AFTER_MS = [2_000, 5_000, 10_000];

export interface Search {
	projectId: string;
	batchId?: string;
	/** Service time, epoch milliseconds, before which nothing of this run was created. */
	createdSince: number;
	/** Items that are accounted for already. */
	knownIds: ReadonlySet<string>;
	signal?: AbortSignal;
}

/**
 * Finds out which items of an unclear upload exist: lists what was created since the run began and
 * matches by content, as a multiset. Looks again until two looks in a row find the same.
 *
 * @returns the item id for each entry that exists, by position; undefined for the others.
 */
export async function findCreated(
	send: Send,
	jsons: readonly string[],
	search: Search,
	clock: Clock,
): Promise<Array<string | undefined>> {
	let found: Array<string | undefined> = [];
	let before = -1;
	for (const waitMs of LOOK_AFTER_MS) {
		await clock.sleep(waitMs, search.signal);
		found = matchByContent(jsons, await createdItems(send, search));
		const count = found.filter((id) => id !== undefined).length;
		if (count === jsons.length || count === before) break;
		before = count;
	}
	return found;
}

async function createdItems(send: Send, search: Search): Promise<Item[]> {
	const walk = itemPages(send, search.projectId, {
		sort: 'created',
		created_gte: asQueryTime(timeKeyAt(search.createdSince)),
		batch_id: search.batchId,
	});
	const items = await collect(limited(walk, Infinity));
	return items.filter((item) => !search.knownIds.has(item.id));
}

/** Gives each text the id of an item with equal content; equal texts get different items. */
export function matchByContent(
	jsons: readonly string[],
	items: ReadonlyArray<Pick<Item, 'id' | 'input_data'>>,
): Array<string | undefined> {
	const idsByContent = new Map<string, string[]>();
	for (const { id, input_data: input } of [...items].reverse()) {
		const content = canonicalJson(input);
		const ids = idsByContent.get(content);
		if (ids === undefined) idsByContent.set(content, [id]);
		else ids.push(id);
	}
	return jsons.map((json) => idsByContent.get(canonicalJson(JSON.parse(json)))?.pop());
}
