import { REQUESTER_ID } from '../account.mts';
import { isJsonObject } from '../json.mts';
import { readText, requireObject } from '../service/bodies.mts';
import { found, invalidField } from '../service/errors.mts';
import { listParameters, searchPage, type ListSpec, type Query } from '../service/search.mts';
import {
	pageReply,
	type Reply,
	type ServiceRequest,
	type ServiceRoute,
} from '../service/route.mts';
import type { World } from '../world.mts';
import type { App, AppProject, AppProjectStatus } from './entities.mts';
import { findProject } from './find.mts';
import { archiveProject, createProject, unarchiveProject } from './projects.mts';
import { formatApp, formatAppDetail, formatAppProject } from './wire.mts';

const STATUSES: readonly AppProjectStatus[] = ['CREATING', 'READY', 'ERROR', 'ARCHIVED'];
const FIELDS = ['app_id', 'parent_app_project_id', 'name', 'parameters'];

const apps: ListSpec<App> = {
	fields: { id: { kind: 'text', read: (app) => app.id } },
	sortable: ['id'],
	ranges: ['id'],
	exact: [],
	limits: { initial: 100, max: 1000 },
	defaultSort: 'id',
};

/**
 * `status` is compared separately: archived projects have two names for it
 * (toloka-api §12, row 17).
 */
const projects: ListSpec<AppProject> = {
	fields: {
		id: { kind: 'text', read: (project) => project.id },
		name: { kind: 'text', read: (project) => project.name },
		created: { kind: 'date', read: (project) => project.createdUs },
		app_id: { kind: 'text', read: (project) => project.app.id },
		parent_app_project_id: { kind: 'text', read: (project) => project.parentId },
	},
	sortable: ['created', 'id', 'name'],
	ranges: ['id', 'name', 'created'],
	exact: ['app_id', 'parent_app_project_id'],
	limits: { initial: 100, max: 5000 },
	defaultSort: 'id',
};

/** Apps and their projects (toloka-api §5.1, §5.2). */
export const projectRoutes: readonly ServiceRoute[] = [
	{
		method: 'GET',
		pattern: '/apps',
		query: listParameters(apps, 'after_id', 'lang'),
		handle: (world, { query }) => {
			const page = searchPage([...world.apps.values()], apps, query, world.switches.get());
			return pageReply('content', page.entries.map(formatApp), page.hasMore);
		},
	},
	{
		method: 'GET',
		pattern: '/apps/{appId}',
		query: ['lang'],
		handle: (world, { params }) => ({
			status: 200,
			body: formatAppDetail(found(world.apps.get(params.appId ?? ''))),
		}),
	},
	{
		method: 'GET',
		pattern: '/app-projects',
		query: listParameters(projects, 'after_id', 'status', 'scope', 'requester_ids'),
		handle: list,
	},
	{ method: 'POST', pattern: '/app-projects', query: [], handle: create },
	{
		method: 'GET',
		pattern: '/app-projects/{id}',
		query: [],
		handle: (world, { params }) => ({
			status: 200,
			body: formatAppProject(world, findProject(world, params.id), 'single'),
		}),
	},
	actionRoute('archive', (_world, project) => archiveProject(project)),
	actionRoute('unarchive', unarchiveProject),
];

/** Actions respond without a body. */
function actionRoute(name: string, act: (world: World, project: AppProject) => void): ServiceRoute {
	return {
		method: 'POST',
		pattern: `/app-projects/{id}/${name}`,
		query: [],
		handle: (world, { params }) => {
			act(world, findProject(world, params.id));
			return { status: 200 };
		},
	};
}

function list(world: World, { query }: ServiceRequest): Reply {
	const status = readStatus(query.status);
	const isWithin = scopeOf(query);
	const candidates = [...world.appProjects.values()].filter(
		(project) => (status === undefined || project.status === status) && isWithin(project),
	);
	const page = searchPage(candidates, projects, query, world.switches.get());
	const content = page.entries.map((project) => formatAppProject(world, project, 'list'));
	return pageReply('content', content, page.hasMore);
}

/** ARCHIVED is documented, but a single project has ARCHIVE (toloka-api §12, row 17). */
function readStatus(text: string | undefined): AppProjectStatus | undefined {
	const status = STATUSES.find((known) => known === (text === 'ARCHIVE' ? 'ARCHIVED' : text));
	if (text !== undefined && status === undefined) {
		throw invalidField('status', 'UNKNOWN_ENUM_VALUE', [...STATUSES]);
	}
	return status;
}

/** Filters projects by their owner; the default is the whole company (toloka-api §5.2). */
function scopeOf(query: Query): (project: AppProject) => boolean {
	switch (query.scope) {
		case undefined:
		case 'COMPANY':
			return () => true;
		case 'MY':
			return ({ requesterId }) => requesterId === REQUESTER_ID;
		case 'REQUESTER_LIST': {
			const ids = (query.requester_ids ?? '').split(',').filter((id) => id !== '');
			if (ids.length === 0) {
				throw invalidField('requester_ids', 'VALUE_REQUIRED');
			}
			return ({ requesterId }) => ids.includes(requesterId);
		}
		default:
			throw invalidField('scope', 'UNKNOWN_ENUM_VALUE', ['COMPANY', 'MY', 'REQUESTER_LIST']);
	}
}

function create(world: World, { body }: ServiceRequest): Reply {
	const fields = requireObject(body, FIELDS);
	const parameters = fields.parameters ?? {};
	if (!isJsonObject(parameters)) {
		throw invalidField('parameters', 'OBJECT_EXPECTED');
	}
	const project = createProject(world, {
		appId: readText(fields, 'app_id'),
		parentId: readText(fields, 'parent_app_project_id') || null,
		name: readText(fields, 'name'),
		parameters,
	});
	return {
		status: world.appsWriteStatus(),
		body: formatAppProject(world, project, 'single'),
	};
}
