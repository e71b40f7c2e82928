import type { IExecuteFunctions } from 'n8n-workflow';
import { itemOutput } from '../../shared/toloka/items/itemOutput';
import { itemPages } from '../../shared/toloka/items/items';
import { collect, limited } from '../../shared/toloka/service/paging';
import { readLimit } from '../../shared/n8n/parameters/limit';
import { paired } from '../../shared/n8n/outputs/outputs';
import { idOf } from '../../shared/n8n/parameters/parameters';
import { listing } from '../listing';
import { addCutHint, filtersPerItem } from '../parameters';
import { STATUSES } from './fields';

/** Lists the app items that match the filters, newest first. */
export const getItems = listing(
	readAsked,
	async ({ context, connection }, { projectId, filter, limit }, pairedItem) => {
		const walk = itemPages(connection.send, projectId, filter);
		const rows = await collect(limited(walk, limit, () => addCutHint(context, limit)));
		return rows.map((item) => paired(itemOutput(item), pairedItem));
	},
);

function readAsked(context: IExecuteFunctions, index: number) {
	const { choice, id } = filtersPerItem(context, 'itemFilters', index);
	return {
		projectId: idOf(context, 'project', 'Project', index),
		filter: {
			sort: '-created',
			status: choice('status', 'Status', STATUSES),
			batch_id: id('batchId', 'Batch ID'),
		},
		limit: readLimit(context, index),
	};
}
