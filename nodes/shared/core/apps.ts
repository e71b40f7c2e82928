import { TolokaFailure, clean, isRecord } from './failures';
import type { Page } from './paging';
import { pages } from './paging';
import type { ApiReply, ApiRequest, Send } from './requests';
import { pathOf, unexpectedShape } from './requests';
import type { FieldSpecs } from './inputSpec';
import { parseSpecs } from './inputSpec';

/** The Apps API: app projects, their solution, items and batches (api-facts §5). */

export interface AppProject {
	id: string;
	app_id: string;
	name: string;
	status: string;
}

export interface Item {
	id: string;
	status: string;
	input_data: Record<string, unknown>;
	created_at?: string;
	finished_at?: string | null;
	[key: string]: unknown;
}

export interface Batch {
	id: string;
	name?: string;
	status: string;
	[key: string]: unknown;
}

/** The largest pages the lists give (api-facts §2.4). */
const MAX_PAGE = 1000;

export async function getAppProject(send: Send, projectId: string): Promise<AppProject> {
	const doing = `reading the project ${projectId}`;
	const reply = await send({
		method: 'GET',
		api: 'apps',
		path: pathOf`/app-projects/${projectId}`,
		doing,
	});
	const project = objectWithId<AppProject>(reply, doing);
	if (typeof project.app_id === 'string' && typeof project.status === 'string') return project;
	throw unexpectedShape(doing, 'a project with its solution and status');
}

/** Input fields of the solution behind a project. */
export async function getInputSpec(send: Send, appId: string): Promise<FieldSpecs> {
	const doing = `reading the input fields of the solution ${appId}`;
	const reply = await send({ method: 'GET', api: 'apps', path: pathOf`/apps/${appId}`, doing });
	const { input_spec: spec } = objectWithId<{ input_spec?: unknown }>(reply, doing);
	return parseSpecs(spec);
}

/** One page of projects by name, for the picker; `cursor` is the id of the last one shown. */
export async function listAppProjects(send: Send, cursor?: string): Promise<Page<AppProject>> {
	return await list<AppProject>(send, {
		path: '/app-projects',
		query: { sort: 'name', limit: 100, after_id: cursor },
		doing: 'listing the projects',
	});
}

export async function listBatches(
	send: Send,
	projectId: string,
	query: ItemQuery,
): Promise<Page<Batch>> {
	return await list<Batch>(send, {
		path: pathOf`/app-projects/${projectId}/batches`,
		query: { limit: 100, ...query },
		doing: `listing the batches of the project ${projectId}`,
	});
}

export async function getBatch(send: Send, projectId: string, batchId: string): Promise<Batch> {
	const doing = `reading the batch ${batchId}`;
	const path = pathOf`/app-projects/${projectId}/batches/${batchId}`;
	return objectWithId<Batch>(await send({ method: 'GET', api: 'apps', path, doing }), doing);
}

export async function startBatch(send: Send, projectId: string, batchId: string): Promise<void> {
	await send({
		method: 'POST',
		api: 'apps',
		path: pathOf`/app-projects/${projectId}/batches/${batchId}/start`,
		doing: `starting the batch ${batchId}`,
	});
}

export interface NewItems {
	/** JSON texts of the items, each the bare input object, with commas between them. */
	json: string;
	count: number;
	batchId?: string;
	forceNewOriginal?: boolean;
	ignoreErrors?: boolean;
}

/** Creates items; the ids come back in the order of the items, as far as anyone knows (§12, 14). */
export async function postItems(send: Send, projectId: string, items: NewItems): Promise<unknown> {
	const { body } = await send({
		method: 'POST',
		api: 'apps',
		path: pathOf`/app-projects/${projectId}/items/bulk`,
		body: itemsBody(items, { batch_id: items.batchId }),
		doing: `pushing ${items.count} items to the project ${projectId}`,
	});
	return body;
}

export interface NewBatch extends NewItems {
	name?: string;
	priority?: string;
}

export async function postBatch(send: Send, projectId: string, batch: NewBatch): Promise<Batch> {
	const doing = `creating a batch of ${batch.count} items in the project ${projectId}`;
	const reply = await send({
		method: 'POST',
		api: 'apps',
		path: pathOf`/app-projects/${projectId}/batches`,
		body: itemsBody(batch, { name: batch.name, priority_order: batch.priority }),
		doing,
	});
	return objectWithId<Batch>(reply, doing);
}

function itemsBody(
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

export type ItemQuery = Record<string, string | number | undefined>;

/** One page of a project's items. */
export async function listItems(
	send: Send,
	projectId: string,
	query: ItemQuery,
): Promise<Page<Item>> {
	return await list<Item>(send, {
		path: pathOf`/app-projects/${projectId}/items`,
		query: { limit: MAX_PAGE, ...query },
		doing: `listing the items of the project ${projectId}`,
	});
}

/** Walks a project's items in one sort order, page by page through `after_id` (api-facts §5.6). */
export function itemPages(
	send: Send,
	projectId: string,
	query: ItemQuery,
	afterId?: string,
): AsyncGenerator<Page<Item>> {
	return pages(
		async (cursor) => await listItems(send, projectId, { ...query, after_id: cursor }),
		(item) => item.id,
		afterId,
	);
}

async function list<Row extends { id: string }>(
	send: Send,
	request: Pick<ApiRequest, 'path' | 'query' | 'doing'>,
): Promise<Page<Row>> {
	const { body, serviceTime } = await send({ method: 'GET', api: 'apps', ...request });
	return { ...pageOf<Row>(body, request.doing), serviceTime };
}

/** Apps lists use `content`; an older description says `items` (api-facts §12, 19). */
function pageOf<Row extends { id: string }>(body: unknown, doing: string): Page<Row> {
	const rows = isRecord(body) ? (body.content ?? body.items) : undefined;
	if (!isRecord(body) || !Array.isArray(rows) || !rows.every(hasId)) {
		throw unexpectedShape(doing, 'a list with has_more');
	}
	return { rows: rows as Row[], hasMore: body.has_more === true };
}

function objectWithId<T>(reply: ApiReply, doing: string): T & { id: string } {
	if (!hasId(reply.body)) throw unexpectedShape(doing, 'an object with an id');
	return reply.body as T & { id: string };
}

function hasId(value: unknown): value is { id: string } {
	return isRecord(value) && typeof value.id === 'string';
}

/** Refuses a project that takes no items; items may be uploaded while it is being checked (§5.2). */
export function assertTakesItems(project: AppProject): void {
	if (['READY', 'CREATING'].includes(project.status)) return;
	throw new TolokaFailure('refused-locally', {
		text: `The project ${clean(project.id)} has the status ${clean(project.status)} and takes no items`,
		advice: 'Choose a project that is ready, or unarchive this one on the page of the service.',
	});
}
