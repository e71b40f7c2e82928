import { inParallel } from '../flow/parallel';
import type { Pauses } from '../flow/pauses';
import { forEachWithPauses } from '../flow/pauses';
import { splitWithin } from '../flow/split';
import type { Page } from '../service/paging';
import { pageOf, pages, shrinkingPages } from '../service/paging';
import type { Send } from '../service/requests';
import type { Draft } from './drafts';
import type { Fates } from './fates';
import { recordOf } from './fates';
import type { ShownJson } from './kinds';
import { SUITES } from './kinds';
import { shown } from './shown';

/** Reading task suites that were created (toloka-api §6.3). */

/** Records the created suites as the service shows them, as far as the fates do not hold that yet. */
export async function readBack(
	send: Send,
	drafts: readonly Draft[],
	fates: Fates,
	pauses: Pauses,
): Promise<void> {
	const positionsByPool = new Map<string, Map<string, number>>();
	await forEachWithPauses(drafts, pauses, ({ form, json }, position) => {
		const { id, suite, taskIds } = fates.get(position) ?? {};
		const isKnown = suite !== undefined || taskIds !== undefined;
		if (id === undefined || isKnown || form === 'task') return;
		const pool = String(json.pool_id);
		const positions = positionsByPool.get(pool) ?? new Map<string, number>();
		positionsByPool.set(pool, positions.set(id, position));
	});
	for (const [pool, positions] of positionsByPool) {
		const take = (suite: ShownJson) => {
			const position = positions.get(suite.id) as number;
			recordOf(fates, position, shown(drafts[position], suite));
		};
		await readSuites(send, pool, [...positions.keys()], take);
	}
}

/** A page that is parsed in some 25 ms. */
const PAGE_SIZE = 1_000;
/** One page is parsed while the service makes the next one; more would come in at once. */
const CONCURRENCY = 2;

/** Reads back the suites of a pool that have one of these ids; `take` gets each that is found. */
async function readSuites(
	send: Send,
	poolId: string,
	ids: readonly string[],
	take: (suite: ShownJson) => void,
): Promise<void> {
	const sorted = [...new Set(ids)].sort();
	const sized = shrinkingPages(PAGE_SIZE);
	const fetchPage = async (query: SuiteQuery): Promise<Page<ShownJson>> =>
		await sized(PAGE_SIZE, async (limit) => listSuites(send, { pool_id: poolId, ...query, limit }));
	const parts = splitWithin(sorted, () => [1], [PAGE_SIZE]);
	await inParallel(parts, CONCURRENCY, async (part) => await readRange(fetchPage, part, take));
}

/** Reads from the first to the last of these ids, and stops where all of them are found. */
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
