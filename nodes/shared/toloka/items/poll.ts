import type { Item, ItemQuery } from './items';
import { itemPages, listItems } from './items';
import type { Clock } from '../flow/clock';
import type { CursorState } from './cursor';
import { firstQuery, timeQuery, walkFrom } from './cursor';
import { isFailure } from '../service/failures';
import type { Page } from '../service/paging';
import type { Send } from '../service/requests';
import { BEGINNING, asQueryTime } from '../values/times';

export interface PollPlan {
	projectId: string;
	/** Statuses to emit; rows of other statuses are passed over. */
	statuses: readonly string[];
	batchId?: string;
	/** How late a row may become visible. */
	windowMs: number;
	maxItems: number;
	/** No further page is asked for after this time, once the next poll would begin further on. */
	deadline: number;
}

export interface PollResult {
	items: Item[];
	state: CursorState;
}

const PAGE_SIZE = 1000;

/** Reads the items that finished since `state`; what exceeds the caps is left to the next poll. */
export async function pollFinishedItems(
	send: Send,
	plan: PollPlan,
	state: CursorState,
	clock: Pick<Clock, 'now'>,
): Promise<PollResult> {
	const walk = walkFrom(state, (item) => plan.statuses.includes(item.status));
	const pageSize = Math.min(PAGE_SIZE, plan.maxItems);
	const items: Item[] = [];
	let serviceTime: number | undefined;
	for await (const page of pagesFrom(send, plan, state, pageSize)) {
		serviceTime ??= page.serviceTime;
		const { fresh, ended } = walk.take(page.rows, page.isBehindFinished);
		for (const item of fresh) items.push(item);
		const isFull = items.length + pageSize > plan.maxItems;
		if (ended || isFull) break;
		if (clock.now() < plan.deadline) continue;
		if (items.length > 0 || walk.next(plan.windowMs, serviceTime).since > state.since) break;
	}
	return { items, state: walk.next(plan.windowMs, serviceTime) };
}

async function* pagesFrom(
	send: Send,
	plan: PollPlan,
	state: CursorState,
	limit: number,
): AsyncGenerator<Page<Item> & { isBehindFinished?: boolean }> {
	const filters = { ...filtersOf(plan), limit };
	const { after_id: afterId, ...query } = firstQuery(state, plan.windowMs);
	const walk = itemPages(send, plan.projectId, { ...filters, ...query }, afterId);
	const first = await walk.next().catch(afterId === undefined ? rethrow : cursorLost);
	if (first === undefined) {
		yield* itemPages(send, plan.projectId, { ...filters, ...timeQuery(state) });
	} else if (first.done !== true) {
		yield { ...first.value, isBehindFinished: afterId !== undefined };
		yield* walk;
	}
}

/** An id that was deleted or archived may no longer serve as cursor (toloka-api §12, 9). */
function cursorLost(failure: unknown): undefined {
	if (isFailure(failure) && ['not-found', 'invalid'].includes(failure.kind)) return;
	throw failure;
}

function rethrow(failure: unknown): never {
	throw failure;
}

function filtersOf({ batchId, statuses }: PollPlan): ItemQuery {
	return { batch_id: batchId, status: statuses.length === 1 ? statuses[0] : undefined };
}

const SAMPLE_SIZE = 5;

/** A few of the newest finished items, for trying the trigger out. */
export async function sampleFinishedItems(send: Send, plan: PollPlan): Promise<Item[]> {
	const { rows } = await newestFinished(send, plan, 100);
	return rows
		.filter((item) => item.finished_at && plan.statuses.includes(item.status))
		.slice(0, SAMPLE_SIZE);
}

/** A small request that proves the access, and whose answer tells the service's time. */
export async function probe(send: Send, plan: PollPlan): Promise<void> {
	await newestFinished(send, plan, 1);
}

async function newestFinished(send: Send, plan: PollPlan, limit: number): Promise<Page<Item>> {
	return await listItems(send, plan.projectId, {
		...filtersOf(plan),
		sort: '-finished',
		finished_gte: asQueryTime(BEGINNING),
		limit,
	});
}
