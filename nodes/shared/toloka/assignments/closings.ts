import type { Feed } from '../flow/feed';
import { feedPage } from '../flow/feed';
import type { Pool } from '../pools/pools';
import { getPool, refuseTraining } from '../pools/pools';
import type { Send } from '../service/requests';
import { timeKey } from '../values/times';

export interface Closing {
	/** Distinguishes the closings of a pool. */
	id: string;
	at: string;
	pool: Pool;
}

/**
 * The closings of a pool. A pool keeps the time and reason of its last closing after it opens again
 * (toloka-api §P3.5), so a later poll does not miss them. Closing for an update does not count,
 * because the pool opens again by itself.
 */
export function poolClosings(send: Send, poolId: string, serviceTime: () => number): Feed<Closing> {
	const read = async (): Promise<Closing[]> => {
		const pool = await getPool(send, poolId);
		refuseTraining(pool);
		const { last_close_reason: reason, last_stopped: stopped, last_started: started } = pool;
		const at = stopped ?? (pool.status === 'OPEN' ? undefined : started);
		if (!at || !reason || reason === 'FOR_UPDATE') return [];
		return [{ id: `${poolId}:closed:${timeKey(at) ?? at}`, at, pool }];
	};
	return {
		name: poolId,
		view: 'closed',
		doing: `reading the pool ${poolId}`,
		timeOf: ({ at }) => at,
		isWanted: () => true,
		pages: async function* () {
			const rows = await read();
			yield feedPage({ rows, hasMore: false, serviceTime: serviceTime() });
		},
		probe: read,
		sample: read,
	};
}
