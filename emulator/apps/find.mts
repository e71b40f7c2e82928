import { found } from '../service/errors.mts';
import type { World } from '../world.mts';
import type { AppProject, Batch } from './entities.mts';

export function findProject(world: World, id: string | undefined): AppProject {
	return found(world.appProjects.get(id ?? ''));
}

export function findBatch(project: AppProject, id: string | undefined): Batch {
	return found(project.batches.get(id ?? ''));
}
