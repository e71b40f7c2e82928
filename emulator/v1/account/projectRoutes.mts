import { readRoutes, type Collection } from '../../service/collection.mts';
import { ServiceError, found, inappropriateStatus } from '../../service/errors.mts';
import { FieldReader } from '../../service/fieldReader.mts';
import type { Reply, ServiceRequest, ServiceRoute } from '../../service/route.mts';
import type { World } from '../../world.mts';
import { withCollectorIds } from '../collectorIds.mts';
import type { PoolProject } from '../entities.mts';
import { formatOperation } from '../operations/operationRoutes.mts';
import { addProject } from './projects.mts';
import { readProjectBody } from './projectBody.mts';
import { formatProject, OWNER } from './wire.mts';

const projects: Collection<PoolProject> = {
	pattern: '/projects',
	spec: {
		fields: {
			id: { kind: 'id', read: (project) => project.id },
			created: { kind: 'date', read: (project) => project.createdUs },
			public_name: { kind: 'text', read: (project) => project.publicName },
			private_comment: { kind: 'text', read: ({ rest }) => String(rest.private_comment ?? '') },
			status: { kind: 'text', known: ['ACTIVE', 'ARCHIVED'], read: (project) => project.status },
			owner: { kind: 'text', read: () => String(OWNER.id) },
		},
		sortable: ['id', 'created', 'public_name', 'private_comment'],
		ranges: ['id', 'created'],
		exact: ['status', 'owner'],
		limits: { initial: 50, max: 300 },
		defaultSort: 'id',
	},
	entriesOf: (world) => world.poolProjects,
	format: formatProject,
};

/** Projects (toloka-api §6.9). */
export const projectRoutes: readonly ServiceRoute[] = [
	...readRoutes(projects),
	{
		method: 'POST',
		pattern: '/projects',
		query: [],
		handle: (world, { body }) => {
			const wanted = readProjectBody(FieldReader.ofBody(body));
			world.quotas.takeCreation('projects');
			const project = addProject(world, { ...wanted, createdUs: world.nowUs() });
			return { status: 201, body: formatProject(world, project) };
		},
	},
	{ method: 'PUT', pattern: '/projects/{id}', query: [], handle: replace },
	{ method: 'POST', pattern: '/projects/{id}/archive', query: [], handle: archive },
];

function findProject(world: World, { params }: ServiceRequest): PoolProject {
	return found(world.poolProjects.get(params.id ?? ''));
}

function replace(world: World, request: ServiceRequest): Reply {
	const project = findProject(world, request);
	if (project.status !== 'ACTIVE') {
		throw inappropriateStatus('PROJECT_INAPPROPRIATE_STATUS', ['ACTIVE']);
	}
	const { rest, ...others } = readProjectBody(FieldReader.ofBody(request.body));
	Object.assign(project, others, { rest: withCollectorIds(world, rest) });
	return { status: 200, body: formatProject(world, project) };
}

/**
 * Its pools must be archived first; no source has the code, this one fits by name
 * (toloka-api §3.3).
 */
function archive(world: World, request: ServiceRequest): Reply {
	const project = findProject(world, request);
	if (project.status === 'ARCHIVED') {
		return { status: 204 };
	}
	const pools = [...world.pools.values()].filter((pool) => pool.project === project);
	if (pools.some(({ status }) => status !== 'ARCHIVED')) {
		throw new ServiceError(409, 'UNARCHIVED_POOLS_CONFLICT', 'Project has unarchived pools');
	}
	const operation = world.operations.start(world, {
		type: 'PROJECT.ARCHIVE',
		parameters: { project_id: project.id },
		outcome: 'SUCCESS',
		fault: request.operationFault,
		work: () => {
			project.status = 'ARCHIVED';
			return { details: {}, log: [] };
		},
		undone: { details: {}, log: [] },
	});
	return { status: 202, body: formatOperation(world, operation) };
}
