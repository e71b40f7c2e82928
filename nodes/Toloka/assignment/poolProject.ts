import type { Project } from '../../shared/toloka/pools/pools';
import { getPool, getProject } from '../../shared/toloka/pools/pools';
import type { Run } from '../operation';

/** Reads the project of a pool, which declares the fields; once for all items of a run. */
export async function projectOfPool(
	{ connection: { send }, once }: Run,
	poolId: string,
): Promise<Project> {
	const pool = await once(`pool ${poolId}`, async () => await getPool(send, poolId));
	const { project_id: id } = pool;
	return await once(`project ${id}`, async () => await getProject(send, id));
}
