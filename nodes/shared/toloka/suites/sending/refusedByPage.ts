import { LOOK_AFTER_MS } from '../../flow/settling';
import { isFailure, outcomeOf } from '../../service/failures';
import { pageOf } from '../../service/paging';
import { asQueryTime, timeKey, timeKeyAt } from '../../values/times';
import type { CreationRun } from '../run/run';

/**
 * Whether a synchronous request that a firewall answered in place of Toloka created nothing:
 * then the answer was a refusal (toloka-api §3.1). That is certain if the newest suites of the pool are
 * older or known; otherwise one may be the request's own. Of suites with the same time, any may come
 * first.
 *
 * @param since service time before which the request created nothing, epoch milliseconds.
 * @param known ids of what the run itself, or another run of the node, has created.
 */
export async function isRefusedByPage(
	run: CreationRun,
	poolId: string,
	since: number,
	known: ReadonlySet<unknown>,
): Promise<boolean> {
	const look = async (): Promise<boolean> => {
		for (const waitMs of LOOK_AFTER_MS) {
			await run.clock.sleep(waitMs, run.signal);
			const newest = await newestSince(run, poolId, since);
			if (newest.some((id) => !known.has(id))) return false;
		}
		return true;
	};
	const found = await outcomeOf(look());
	return !isFailure(found) && found;
}

async function newestSince(
	{ send, kind }: CreationRun,
	poolId: string,
	since: number,
): Promise<string[]> {
	const doing = `looking for new ${kind.many} in the pool ${poolId}`;
	const from = asQueryTime(timeKeyAt(since));
	const query = { pool_id: poolId, sort: '-created', created_gte: from };
	const reply = await send({ method: 'GET', api: 'v1', path: kind.path, query, doing });
	const { rows } = pageOf(reply, kind.isShown, doing, `a list of ${kind.many} with has_more`);
	const isOlder = (created: unknown) => (timeKey(created) ?? from) < from;
	return rows.filter(({ created }) => !isOlder(created)).map(({ id }) => id);
}
