import type { World } from '../../world.mts';
import { withCollectorIds } from '../collectorIds.mts';
import type { PoolProject } from '../entities.mts';

const FIRST_PROJECT_ID = 70_001;

export function addProject(
	world: World,
	wanted: Omit<PoolProject, 'id' | 'status'> & { status?: PoolProject['status'] },
): PoolProject {
	const project: PoolProject = {
		status: 'ACTIVE',
		...wanted,
		rest: withCollectorIds(world, wanted.rest),
		id: String(FIRST_PROJECT_ID + world.poolProjects.size),
	};
	world.poolProjects.set(project.id, project);
	return project;
}
