import type { Pool } from '../../shared/toloka/pools/pools';
import { getPool as readPool, listPools } from '../../shared/toloka/pools/pools';
import { collect, limited, pages } from '../../shared/toloka/service/paging';
import { zoned } from '../../shared/toloka/values/times';
import { paired } from '../../shared/n8n/outputs';
import { idOf } from '../../shared/n8n/parameters';
import type { ItemOperation } from '../operation';
import { filtersPerItem, readLimit } from '../parameters';

/** The pool as the service shows it: its state, why it was closed last, its settings. */
export const getPool: ItemOperation = ({ context, connection }, index) => {
	const poolId = idOf(context, 'pool', 'Pool', index);
	return async () => [paired(shown(await readPool(connection.send, poolId)), index)];
};

const STATUSES = ['ARCHIVED', 'CLOSED', 'LOCKED', 'OPEN'];

/** The newest pools first, as far as the filters allow. */
export const getPools: ItemOperation = ({ context, connection }, index) => {
	const { choice, id } = filtersPerItem(context, 'poolFilters', index);
	const filter = {
		status: choice('status', 'Status', STATUSES),
		project_id: id('projectId', 'Project ID'),
	};
	const limit = readLimit(context, index);
	return async () => {
		const walk = pages(
			async (cursor) => await listPools(connection.send, cursor, filter),
			(pool) => pool.id,
		);
		const rows = await collect(limited(walk, limit));
		return rows.map((pool) => paired(shown(pool), index));
	};
};

/** The pool as the service shows it, with what a table of n8n should show without scrolling in front. */
export function shown(pool: Pool, added: object = {}): Pool {
	const { id, private_name, status } = pool;
	return { ...{ id, private_name, status }, ...added, ...zoned(pool) };
}
