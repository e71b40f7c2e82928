import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { FieldSpecs } from '../toloka/fields/specs';
import type { Project } from '../toloka/pools/pools';
import { getPool, getProject, inputSpecOf, listPools } from '../toloka/pools/pools';
import { toNodeError } from './errors';
import { PICKER_PATIENCE, chosenId, searchList, withStatus } from './pickers';
import { connect } from './transport';

/** Pools for the picker, newest first, each with its status. */
export async function searchPools(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchList(
		this,
		async (send, cursor, site) => {
			const { rows, hasMore } = await listPools(send, cursor);
			return {
				hasMore,
				rows: rows.map(({ id, project_id: projectId, private_name: name, status }) => ({
					name: withStatus(name || id, status),
					value: id,
					url: `${site}/requester/project/${projectId}/pool/${id}`,
				})),
			};
		},
		filter,
		paginationToken,
	);
}

/** The project of the chosen pool. */
export async function chosenPoolProject(context: ILoadOptionsFunctions): Promise<Project> {
	const poolId = chosenId(context, 'pool');
	const { send } = await connect(context, PICKER_PATIENCE);
	const pool = await getPool(send, poolId);
	return await getProject(send, pool.project_id);
}

/** Input fields of the project of the chosen pool, for the mapper. */
export async function poolProjectFields(context: ILoadOptionsFunctions): Promise<FieldSpecs> {
	try {
		return inputSpecOf(await chosenPoolProject(context));
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
