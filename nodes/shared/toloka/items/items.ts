import type { FeedPage } from '../flow/feed';
import { slicedPage } from '../flow/feed';
import type { Page } from '../service/paging';
import { pageOf, pages } from '../service/paging';
import type { ApiReply, ApiRequest, Send } from '../service/requests';
import { pathOf, unexpectedShape } from '../service/requests';
import { readListPage } from '../service/slicedList';
import { readExactly } from '../values/exactJson';
import { isRecord } from '../values/foreign';

export interface Item {
	id: string;
	status: string;
	input_data: Record<string, unknown>;
	created_at?: string;
	finished_at?: string | null;
	[key: string]: unknown;
}

/** The largest page of these lists (toloka-api §2.4). */
const MAX_PAGE = 1000;

export interface NewItems {
	/** The items' bare input objects as JSON, separated by commas. */
	json: string;
	count: number;
	batchId?: string;
	forceNewOriginal?: boolean;
	ignoreErrors?: boolean;
}

/** Creates items; as far as is known, returns their ids in the same order (toloka-api §12, 14). */
export async function postItems(send: Send, projectId: string, items: NewItems): Promise<unknown> {
	const what = items.count === 1 ? 'an item' : `${items.count} items`;
	// Either may be what Toloka does not find.
	const to =
		items.batchId === undefined ? 'the project' : `the batch ${items.batchId} of the project`;
	const { body } = await send({
		method: 'POST',
		api: 'apps',
		path: pathOf`/app-projects/${projectId}/items/bulk`,
		body: itemsBody(items, { batch_id: items.batchId }),
		doing: `pushing ${what} to ${to} ${projectId}`,
	});
	return body;
}

/** Builds the body that creates items, alone or with a batch. */
export function itemsBody(
	{ json, forceNewOriginal, ignoreErrors }: NewItems,
	settings: Record<string, string | undefined>,
): string {
	const flags = {
		...settings,
		force_new_original: forceNewOriginal === true ? true : undefined,
		ignore_errors: ignoreErrors === true ? true : undefined,
	};
	const rest = JSON.stringify(flags).slice(1);
	return `{"items":[${json}]${rest === '}' ? rest : `,${rest}`}`;
}

export async function getItem(send: Send, projectId: string, itemId: string): Promise<Item> {
	const doing = `reading item ${itemId}`;
	const path = pathOf`/app-projects/${projectId}/items/${itemId}`;
	const request = { method: 'GET', api: 'apps', path, read: readExactly, doing } as const;
	return objectWithId<Item>(await send(request), doing);
}

export type ItemQuery = Record<string, string | number | undefined>;

export async function listItems(
	send: Send,
	projectId: string,
	query: ItemQuery,
): Promise<Page<Item>> {
	return await list<Item>(send, itemsRequest(projectId, query));
}

/** Reads one page of a project's items; rows are parsed on demand. */
export async function readItems(
	send: Send,
	projectId: string,
	query: ItemQuery,
): Promise<FeedPage<Item>> {
	const request = itemsRequest(projectId, query);
	const page = await readListPage(send, { method: 'GET', api: 'apps', ...request }, 'items');
	return slicedPage(page, hasId<Item>);
}

function itemsRequest(projectId: string, query: ItemQuery): ListRequest {
	return {
		path: pathOf`/app-projects/${projectId}/items`,
		query: { limit: MAX_PAGE, ...query },
		doing: listingItems(projectId, query),
	};
}

/** Completes "while …": the project or the batch may be what Toloka does not find. */
export function listingItems(projectId: string, { batch_id: batchId }: ItemQuery): string {
	const where = batchId === undefined ? '' : ` in the batch ${batchId}`;
	return `listing the items of the project ${projectId}${where}`;
}

/** Walks a project's items in one sort order, page by page with `after_id` (toloka-api §5.6). */
export function itemPages(
	send: Send,
	projectId: string,
	query: ItemQuery,
): AsyncGenerator<Page<Item>> {
	return pages(
		async (cursor) => await listItems(send, projectId, { ...query, after_id: cursor }),
		(item) => item.id,
	);
}

type ListRequest = Pick<ApiRequest, 'path' | 'query' | 'doing'>;

/** Reads one page of an Apps API list. */
export async function list<Row extends { id: string }>(
	send: Send,
	request: ListRequest,
): Promise<Page<Row>> {
	const reply = await send({ method: 'GET', api: 'apps', read: readExactly, ...request });
	return pageOf(reply, hasId<Row>, request.doing, 'a list with has_more');
}

/** Returns the response body; throws if it has no id. */
export function objectWithId<T>(reply: ApiReply, doing: string): T & { id: string } {
	if (!hasId(reply.body)) throw unexpectedShape(doing, 'an object with an id');
	return reply.body as T & { id: string };
}

function hasId<Row extends { id: string }>(value: unknown): value is Row {
	return isRecord(value) && typeof value.id === 'string';
}
