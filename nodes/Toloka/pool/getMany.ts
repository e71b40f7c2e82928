import type { IExecuteFunctions } from 'n8n-workflow';
import { listPools } from '../../shared/toloka/pools/pools';
import { collect, limited, pages } from '../../shared/toloka/service/paging';
import { paired } from '../../shared/n8n/outputs';
import { listing } from '../listing';
import { addCutHint, filtersPerItem, readLimit } from '../parameters';
import { STATUSES } from './fields';
import { shown } from './shown';

/** Lists the pools that match the filters, newest first. */
export const getPools = listing(
	readAsked,
	async ({ context, connection }, { filter, limit }, pairedItem) => {
		const walk = pages(
			async (cursor) => await listPools(connection.send, cursor, filter),
			(pool) => pool.id,
		);
		const rows = await collect(limited(walk, limit, () => addCutHint(context, limit)));
		return rows.map((pool) => paired(shown(pool), pairedItem));
	},
);

function readAsked(context: IExecuteFunctions, index: number) {
	const { choice, id } = filtersPerItem(context, 'poolFilters', index);
	return {
		filter: {
			status: choice('status', 'Status', STATUSES),
			project_id: id('projectId', 'Project ID'),
		},
		limit: readLimit(context, index),
	};
}
