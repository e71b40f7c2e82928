import type { ILoadOptionsFunctions } from 'n8n-workflow';
import type { FieldSpecs } from '../../toloka/fields/declared/specs';
import { inParallel } from '../../toloka/flow/parallel';
import type { Pool, Project } from '../../toloka/pools/pools';
import { getPool, getProject, inputSpecOf, listPools } from '../../toloka/pools/pools';
import { isFailure, outcomeOf } from '../../toloka/service/failures';
import type { Send } from '../../toloka/service/requests';
import { textOf } from '../../toloka/values/foreign';
import { PICKER_PATIENCE, chosenId, pickerOf, withStatus } from './pickers';
import { connect } from '../transport/transport';

/** Statuses of pools that nobody can work in anymore (toloka-api §P3). */
const UNAVAILABLE = ['ARCHIVED', 'LOCKED'];

/** Most projects to read per page of choices; pools of other projects show no project name. */
const MAX_PROJECTS_PER_PAGE = 10;

/** Pools for the picker, newest first, each with its project and status. */
export const searchPools = pickerOf((send, site) => {
	const projects = new Map<string, string>();
	return async (cursor) => {
		const { rows, hasMore } = await listPools(send, cursor);
		await addProjectNames(send, rows, projects);
		return {
			hasMore,
			rows: rows.map(({ id, project_id: projectId, private_name: name, status }) => ({
				name: withStatus([name || id, projects.get(projectId)].filter(Boolean).join(' · '), status),
				value: id,
				url: `${site}/requester/project/${projectId}/pool/${id}`,
				isUsable: !UNAVAILABLE.includes(status),
			})),
		};
	};
});

/** Adds the names of the pools' projects; a project that cannot be read does not break the list. */
async function addProjectNames(
	send: Send,
	pools: readonly Pool[],
	names: Map<string, string>,
): Promise<void> {
	const ids = new Set(pools.map(({ project_id: id }) => id).filter((id) => !names.has(id)));
	await inParallel([...ids].slice(0, MAX_PROJECTS_PER_PAGE), async (id) => {
		const project = await outcomeOf(getProject(send, id));
		names.set(id, isFailure(project) ? '' : textOf(project.public_name));
	});
}

export async function chosenPoolProject(context: ILoadOptionsFunctions): Promise<Project> {
	const poolId = chosenId(context, 'pool');
	const { send } = await connect(context, PICKER_PATIENCE);
	const pool = await getPool(send, poolId);
	return await getProject(send, pool.project_id);
}

export async function poolProjectFields(context: ILoadOptionsFunctions): Promise<FieldSpecs> {
	return inputSpecOf(await chosenPoolProject(context));
}
