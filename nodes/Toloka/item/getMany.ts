import { itemPages } from '../../shared/toloka/items/items';
import { collect, limited } from '../../shared/toloka/service/paging';
import { paired } from '../../shared/n8n/outputs';
import { idPerItem } from '../../shared/n8n/parameters';
import { readLimit } from '../limit';
import type { ItemOperation } from '../operation';

/** The newest items first, as far as the filters allow. */
export const getItems: ItemOperation = async ({ context, connection }, index) => {
	const projectId = idPerItem(context, 'project', 'Project')(index);
	const filters = context.getNodeParameter('itemFilters', index, {}) as Record<string, unknown>;
	const textOf = (value: unknown) => (value ? String(value) : undefined);
	const walk = itemPages(connection.send, projectId, {
		sort: '-created',
		status: textOf(filters.status),
		batch_id: textOf(filters.batchId),
	});
	const rows = await collect(limited(walk, readLimit(context, index)));
	return rows.map((item) => paired(item, index));
};
