import { isDeepStrictEqual } from 'node:util';
import { found } from '../../service/errors.mts';
import { FieldReader } from '../../service/fieldReader.mts';
import { formatSpec, type Spec } from '../../service/inputSpec.mts';
import type { ServiceRoute } from '../../service/route.mts';
import type { World } from '../../world.mts';
import type { PoolProject } from '../entities.mts';
import { readProjectBody } from './projectBody.mts';
import { formatProject } from './wire.mts';

/** How replacing a project would affect existing answers (official client, not in OpenAPI). */
export const checkRoutes: readonly ServiceRoute[] = [
	{
		method: 'POST',
		pattern: '/projects/{id}/check',
		query: [],
		handle: (world, { params, body }) => {
			const project = found(world.poolProjects.get(params.id ?? ''));
			const wanted = { ...project, ...readProjectBody(FieldReader.ofBody(body)) };
			return { status: 200, body: { differenceLevel: differenceOf(world, project, wanted) } };
		},
	},
];

function differenceOf(world: World, project: PoolProject, wanted: PoolProject): string {
	if (isDeepStrictEqual(formatProject(world, project), formatProject(world, wanted))) {
		return 'EQUAL';
	}
	const isBreaking =
		breaks(project.inputSpec, wanted.inputSpec) || breaks(project.outputSpec, wanted.outputSpec);
	return isBreaking ? 'BREAKING_CHANGE' : 'NON_BREAKING_CHANGE';
}

/** Whether a field was removed or changed, or a new required field was added. */
function breaks(old: Spec, wanted: Spec): boolean {
	const [before, after] = [formatSpec(old), formatSpec(wanted)];
	const isKept = Object.keys(before).every((name) => isDeepStrictEqual(before[name], after[name]));
	const isAdded = Object.keys(wanted).some(
		(name) => !(name in before) && wanted[name]?.required !== false,
	);
	return !isKept || isAdded;
}
