import { TolokaFailure, isRecord, outcomeOf } from './failures';
import type { Operation } from './operation';
import { asOperation } from './operation';
import type { Page } from './paging';
import { pages } from './paging';
import type { Send } from './requests';
import { unexpectedShape } from './requests';

/** Creating and reading task suites (seed 002; api-facts §6.2, §6.3). */

/** A task suite as it is sent or as the service shows it. */
export type SuiteJson = Record<string, unknown>;

export interface CreationFlags {
	/** Take the overlap from the pool where a suite names none. */
	allowDefaults: boolean;
	/** Create the valid suites although others are invalid. */
	skipInvalid: boolean;
}

export interface CreationRequest extends CreationFlags {
	/** JSON text of the array of suites. */
	body: string;
	count: number;
	/** Open the pool after the creation if it is closed; begins paid work. */
	openPool: boolean;
}

/** Starts an operation; harmless to repeat, because the id makes the service refuse a second one. */
export async function startCreation(
	send: Send,
	request: CreationRequest,
	operationId: string,
): Promise<Operation> {
	const doing = doingOf(request);
	const { body } = await send({
		method: 'POST',
		api: 'v1',
		path: '/task-suites',
		query: { async_mode: true, operation_id: operationId, ...flagsOf(request) },
		body: request.body,
		repeatable: true,
		doing,
	});
	return asOperation(body, doing);
}

/** Creates at once and gives the answer's body; must not be repeated after an unclear outcome. */
export async function createNow(send: Send, request: CreationRequest): Promise<unknown> {
	const { body } = await send({
		method: 'POST',
		api: 'v1',
		path: '/task-suites',
		query: { async_mode: false, ...flagsOf(request) },
		body: request.body,
		doing: doingOf(request),
	});
	return body;
}

function flagsOf({ allowDefaults, skipInvalid, openPool }: CreationRequest) {
	return {
		allow_defaults: allowDefaults,
		skip_invalid_items: skipInvalid,
		open_pool: openPool,
	};
}

function doingOf({ count }: CreationRequest): string {
	return `creating ${count === 1 ? 'a task suite' : `${count} task suites`}`;
}

/** Pages that are parsed in some 50 ms; 300 is the largest that every source grants (api-facts §2.4). */
const PAGE_SIZES = [2_000, 300];

/** Reads back the suites of a pool that have one of these ids, by id. */
export async function readSuites(
	send: Send,
	poolId: string,
	ids: readonly string[],
): Promise<Map<string, SuiteJson>> {
	const wanted = new Set(ids);
	const sorted = [...wanted].sort();
	const query = { pool_id: poolId, sort: 'id', id_lte: sorted[sorted.length - 1] };
	const [first, ...smaller] = PAGE_SIZES;
	let limit = first;
	const fetchPage = async (cursor?: string): Promise<Page<SuiteJson & { id: string }>> => {
		const from = cursor === undefined ? { id_gte: sorted[0] } : { id_gt: cursor };
		const page = await outcomeOf(listSuites(send, { ...query, ...from, limit }));
		if (!(page instanceof TolokaFailure)) return page;
		const next = smaller.shift();
		if (page.kind !== 'invalid' || next === undefined) throw page;
		limit = next;
		return await fetchPage(cursor);
	};
	const found = new Map<string, SuiteJson>();
	for await (const { rows } of pages(fetchPage, (suite) => suite.id)) {
		for (const suite of rows) if (wanted.has(suite.id)) found.set(suite.id, suite);
		if (found.size === wanted.size) break;
	}
	return found;
}

async function listSuites(
	send: Send,
	query: Record<string, string | number | undefined>,
): Promise<Page<SuiteJson & { id: string }>> {
	const doing = `reading the task suites of the pool ${query.pool_id}`;
	const { body } = await send({ method: 'GET', api: 'v1', path: '/task-suites', query, doing });
	const rows = isRecord(body) ? body.items : undefined;
	if (!isRecord(body) || !Array.isArray(rows) || !rows.every(isSuite)) {
		throw unexpectedShape(doing, 'a list of task suites with has_more');
	}
	return { rows, hasMore: body.has_more === true };
}

/** A suite as the service shows it. */
export function isSuite(value: unknown): value is SuiteJson & { id: string } {
	return isRecord(value) && typeof value.id === 'string' && Array.isArray(value.tasks);
}
