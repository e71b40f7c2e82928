import type { IExecuteFunctions } from 'n8n-workflow';
import { getProject, listPools } from '../../shared/toloka/pools/pools';
import { collect, limited, pages } from '../../shared/toloka/service/paging';
import { readLimit } from '../../shared/n8n/parameters/limit';
import { paired } from '../../shared/n8n/outputs/outputs';
import { listing } from '../listing';
import { addCutHint, filtersPerItem } from '../parameters';
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
		// An empty list may also mean that the project does not exist: its name may be in place of its ID.
		const { project_id: projectId } = filter;
		if (rows.length === 0 && projectId !== undefined) await getProject(connection.send, projectId);
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
