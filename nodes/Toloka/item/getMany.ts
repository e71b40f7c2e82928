import { itemOutput } from '../../shared/toloka/items/itemOutput';
import { itemPages } from '../../shared/toloka/items/items';
import { collect, limited } from '../../shared/toloka/service/paging';
import { paired } from '../../shared/n8n/outputs';
import { idOf } from '../../shared/n8n/parameters';
import type { ItemOperation } from '../operation';
import { addCutHint, filtersPerItem, readLimit } from '../parameters';

const STATUSES = [
	...['ARCHIVE', 'CANCELLED', 'COMPLETED', 'ERROR', 'NEW', 'NO_MONEY', 'PROCESSING', 'STOPPED'],
];

/** The newest items first, as far as the filters allow. */
export const getItems: ItemOperation = ({ context, connection }, index) => {
	const projectId = idOf(context, 'project', 'Project', index);
	const { choice, id } = filtersPerItem(context, 'itemFilters', index);
	const filter = {
		sort: '-created',
		status: choice('status', 'Status', STATUSES),
		batch_id: id('batchId', 'Batch ID'),
	};
	const limit = readLimit(context, index);
	return async () => {
		const walk = itemPages(connection.send, projectId, filter);
		const rows = await collect(limited(walk, limit, () => addCutHint(context, limit)));
		return rows.map((item) => paired(itemOutput(item), index));
	};
};
