import { listPools } from '../../shared/toloka/pools/pools';
import { collect, limited, pages } from '../../shared/toloka/service/paging';
import { paired } from '../../shared/n8n/outputs';
import type { ItemOperation } from '../operation';
import { addCutHint, filtersPerItem, readLimit } from '../parameters';
import { shown } from './shown';

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
		const rows = await collect(limited(walk, limit, () => addCutHint(context, limit)));
		return rows.map((pool) => paired(shown(pool), index));
	};
};
