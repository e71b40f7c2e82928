import { grouped } from '../../flow/split';
import type { Page } from '../../service/paging';
import { pageOf, pages, shrinkingPages } from '../../service/paging';
import type { Send } from '../../service/requests';
import { inParallel } from '../../flow/parallel';
import type { ShownJson } from '../drafts/kinds';
import { SUITES } from '../drafts/kinds';

/** Reading task suites (toloka-api §6.3). */

/** A page of this size is parsed and processed in about 25 ms. */
const PAGE_SIZE = 500;

/** Reads the suites of a pool that have one of these ids; calls `take` with each one found. */
export async function readSuites(
	send: Send,
	poolId: string,
	ids: readonly string[],
	take: (suite: ShownJson) => void,
): Promise<void> {
	const sorted = [...new Set(ids)].sort();
	const sized = shrinkingPages(PAGE_SIZE);
	const fetchPage = async (query: SuiteQuery): Promise<Page<ShownJson>> =>
		await sized(PAGE_SIZE, async (limit) => listSuites(send, { pool_id: poolId, ...query, limit }));
	const parts = grouped(sorted, PAGE_SIZE);
	await inParallel(parts, async (part) => await readRange(fetchPage, part, take));
}

/** Reads from the first to the last of these ids; stops once all of them are found. */
async function readRange(
	fetchPage: (query: SuiteQuery) => Promise<Page<ShownJson>>,
	ids: readonly string[],
	take: (suite: ShownJson) => void,
): Promise<void> {
	const missing = new Set(ids);
	const query = { sort: 'id', id_lte: ids[ids.length - 1] };
	const fetch = async (cursor?: string) =>
		await fetchPage({
			...query,
			...(cursor === undefined ? { id_gte: ids[0] } : { id_gt: cursor }),
		});
	for await (const { rows } of pages(fetch, (suite) => suite.id)) {
		for (const suite of rows) if (missing.delete(suite.id)) take(suite);
		if (missing.size === 0) return;
	}
}

type SuiteQuery = Record<string, string | number | undefined>;

async function listSuites(send: Send, query: SuiteQuery): Promise<Page<ShownJson>> {
	const doing = `reading the task suites of the pool ${query.pool_id}`;
	const reply = await send({ method: 'GET', api: 'v1', path: '/task-suites', query, doing });
	return pageOf(reply, SUITES.isShown, doing, 'a list of task suites with has_more');
}
