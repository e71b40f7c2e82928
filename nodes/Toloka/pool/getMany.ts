import type { INodeExecutionData } from 'n8n-workflow';
import { listPools } from '../../shared/toloka/pools/pools';
import { collect, limited, pages } from '../../shared/toloka/service/paging';
import { paired } from '../../shared/n8n/outputs';
import type { ItemOperation } from '../operation';
import { readLimit } from '../limit';

/** The newest pools first, as far as the filters allow. */
export const getPools: ItemOperation = async ({ context, connection }, index) => {
	const filters = context.getNodeParameter('poolFilters', index, {}) as Record<string, unknown>;
	const filter = { status: textOr(filters.status), project_id: textOr(filters.projectId) };
	const walk = pages(
		async (cursor) => await listPools(connection.send, cursor, filter),
		({ id }) => id,
	);
	const rows = await collect(limited(walk, readLimit(context, index)));
	return rows.map((pool): INodeExecutionData => paired(pool, index));
};

function textOr(value: unknown): string | undefined {
	const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	return text === '' ? undefined : text;
}
