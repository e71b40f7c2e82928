import type { Feed, FeedPage, Position } from '../flow/feed';
import { isFailure } from '../service/failures';
import type { Page } from '../service/paging';
import { pageWalk } from '../service/paging';
import type { Send } from '../service/requests';
import { BEGINNING, asQueryTime } from '../values/times';
import { getBatch } from './batches';
import type { Item, ItemQuery } from './items';
import { listItems, listingItems, readItems } from './items';

export interface FinishedItems {
	projectId: string;
	/** Rows with other statuses are skipped. */
	statuses: readonly string[];
	/** Called with each skipped row whose status is not documented: nobody could choose it. */
	onUnknown?: (item: Item) => void;
	batchId?: string;
}

/** The finished items of an app project, oldest first. */
export function finishedItems(send: Send, wanted: FinishedItems): Feed<Item> {
	const { projectId, batchId } = wanted;
	const filters = filtersOf(wanted);
	return {
		...(batchId !== undefined && { isLenient: true }),
		name: projectId,
		view: `${filters.batch_id ?? ''} ${filters.status ?? ''}`.trim(),
		doing: listingItems(projectId, filters),
		timeOf: (item) => item.finished_at,
		isWanted: (item) => isWanted(item, wanted),
		pages: (from, limit) => pagesFrom(send, projectId, { ...filters, limit }, from),
		probe: async () =>
			batchId === undefined
				? await newestFinished(send, wanted, 1)
				: await getBatch(send, projectId, batchId),
		sample: async (count) => await sample(send, wanted, count),
	};
}

/** All statuses of items (toloka-api §5.5). */
const DOCUMENTED = [
	...['NEW', 'PROCESSING', 'COMPLETED', 'ERROR'],
	...['CANCELLED', 'STOPPED', 'NO_MONEY', 'ARCHIVE'],
];

function isWanted(item: Item, { statuses, onUnknown }: FinishedItems): boolean {
	if (statuses.includes(item.status)) return true;
	if (!DOCUMENTED.includes(item.status)) onUnknown?.(item);
	return false;
}

function filtersOf({ batchId, statuses }: FinishedItems): ItemQuery {
	return { batch_id: batchId, status: statuses.length === 1 ? statuses[0] : undefined };
}

/**
 * Continues after the last row by its id alone, as the service's own guide does (toloka-api §S0): a
 * lower bound on the time beside it may be refused (§12, 8). Both are needed only if a service
 * lists unfinished items first, until a finished one was read.
 */
async function* pagesFrom(
	send: Send,
	projectId: string,
	filters: ItemQuery,
	{ since, afterId }: Position,
): AsyncGenerator<FeedPage<Item>> {
	let hasMet = afterId !== undefined;
	const bound = { finished_gte: asQueryTime(since) };
	const fetch = async (cursor: string | undefined) => {
		const query = { ...filters, sort: 'finished', after_id: cursor };
		const alone = async () => await readItems(send, projectId, query);
		const both = async () => await readItems(send, projectId, { ...query, ...bound });
		const isEitherWay = cursor !== undefined && !hasMet;
		const page = isEitherWay
			? await both().catch(async (failure: unknown) => await ifRefused(failure, alone))
			: await (cursor === undefined ? both() : alone());
		hasMet ||= (page.last?.finished_at ?? undefined) !== undefined;
		return page;
	};
	const cursorAfter = ({ last }: FeedPage<Item>) => last?.id;
	const walk = pageWalk(fetch, cursorAfter, afterId);
	const first = await (afterId === undefined ? walk.next() : walk.next().catch(cursorLost));
	if (first === undefined) {
		hasMet = false;
		yield* pageWalk(fetch, cursorAfter);
	} else if (first.done !== true) {
		yield { ...first.value, isBehindEvent: afterId !== undefined };
		yield* walk;
	}
}

async function ifRefused<T>(failure: unknown, instead: () => Promise<T>): Promise<T> {
	if (isFailure(failure) && failure.kind === 'invalid') return await instead();
	throw failure;
}

/** The id of a deleted or archived item may be refused as a cursor (toloka-api §12, 9). */
function cursorLost(failure: unknown): undefined {
	if (isFailure(failure) && ['not-found', 'invalid'].includes(failure.kind)) return;
	throw failure;
}

/** Reads the newest items of each status, because the newest of all may not include a rare one. */
async function sample(send: Send, wanted: FinishedItems, count: number): Promise<Item[]> {
	const found: Item[] = [];
	for (const status of wanted.statuses) {
		const { rows } = await newestFinished(send, { ...wanted, statuses: [status] }, count);
		found.push(...rows.filter((item) => item.finished_at && item.status === status));
	}
	return found;
}

/** Whether any item of a project is finished, whatever its status. */
export async function hasFinished(send: Send, projectId: string): Promise<boolean> {
	const { rows } = await newestFinished(send, { projectId, statuses: [] }, 1);
	return rows.some((item) => item.finished_at);
}

async function newestFinished(
	send: Send,
	wanted: FinishedItems,
	limit: number,
): Promise<Page<Item>> {
	return await listItems(send, wanted.projectId, {
		...filtersOf(wanted),
		sort: '-finished',
		finished_gte: asQueryTime(BEGINNING),
		limit,
	});
}
