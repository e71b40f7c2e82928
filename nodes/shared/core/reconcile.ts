import type { Item } from './apps';
import { itemPages } from './apps';
import type { Clock } from './clock';
import { canonicalJson } from './idempotency';
import { mapWithPauses } from './pauses';
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
 * @returns the item id for each input that exists, by position; undefined for the others.
 */
export async function findCreated(
	send: Send,
	inputs: readonly object[],
	search: Search,
	clock: Clock,
): Promise<Array<string | undefined>> {
	const pauses = { clock, signal: search.signal };
	const contents = await mapWithPauses(inputs, pauses, contentOf);
	let found: Array<string | undefined> = [];
	let before = -1;
	for (const waitMs of LOOK_AFTER_MS) {
		await clock.sleep(waitMs, search.signal);
		const created = await createdItems(send, search);
		found = await mapWithPauses(contents, pauses, (content) => created.take(content));
		const count = found.filter((id) => id !== undefined).length;
		if (count === inputs.length || count === before) break;
		before = count;
	}
	return found;
}

async function createdItems(send: Send, search: Search): Promise<ItemsByContent> {
	const walk = itemPages(send, search.projectId, {
		sort: 'created',
		created_gte: asQueryTime(timeKeyAt(search.createdSince)),
		batch_id: search.batchId,
	});
	const items = new ItemsByContent();
	for await (const { rows } of walk) {
		for (const item of rows) if (!search.knownIds.has(item.id)) items.add(item);
	}
	return items;
}

type Created = Pick<Item, 'id' | 'input_data'>;

/** Gives each input the id of an item with equal content; equal inputs get different items. */
export function matchByContent(
	inputs: readonly unknown[],
	items: readonly Created[],
): Array<string | undefined> {
	const byContent = new ItemsByContent();
	for (const item of items) byContent.add(item);
	return inputs.map((input) => byContent.take(contentOf(input)));
}

/** What will have become of a value when it comes back from the service. */
function contentOf(value: unknown): string {
	return canonicalJson(JSON.parse(JSON.stringify(value ?? null)));
}

/** The ids of items, to be taken by content in the order in which they were added. */
class ItemsByContent {
	private readonly ids = new Map<string, { all: string[]; taken: number }>();

	add({ id, input_data: input }: Created): void {
		const content = canonicalJson(input);
		const same = this.ids.get(content);
		if (same === undefined) this.ids.set(content, { all: [id], taken: 0 });
		else same.all.push(id);
	}

	take(content: string): string | undefined {
		const same = this.ids.get(content);
		return same?.all[same.taken++];
	}
}
