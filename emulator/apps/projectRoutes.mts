import { found } from '../service/errors.mts';
import { listParameters, searchPage, type ListSpec } from '../service/search.mts';
import { pageAnswer, type ServiceRoute } from '../service/route.mts';
import type { App, AppProject } from './entities.mts';
import { findProject } from './find.mts';
import { formatApp, formatAppDetail, formatAppProject } from './wire.mts';

const apps: ListSpec<App> = {
	fields: { id: { kind: 'text', read: (app) => app.id } },
	sortable: ['id'],
	ranges: ['id'],
	exact: [],
	limits: { initial: 100, max: 1000 },
	defaultSort: 'id',
};

/** `status` is compared apart, since the archived one has two names (api-facts §12, row 17). */
const projects: ListSpec<AppProject> = {
	fields: {
		id: { kind: 'text', read: (project) => project.id },
		name: { kind: 'text', read: (project) => project.name },
		created: { kind: 'date', read: (project) => project.createdUs },
		app_id: { kind: 'text', read: (project) => project.app.id },
		parent_app_project_id: { kind: 'text', read: () => '' },
	},
	sortable: ['created', 'id', 'name'],
	ranges: ['id', 'name', 'created'],
	exact: ['app_id', 'parent_app_project_id'],
	limits: { initial: 100, max: 5000 },
	defaultSort: 'id',
};

/** Solutions and their projects (api-facts §5.1, §5.2). */
export const projectRoutes: readonly ServiceRoute[] = [
	{
		method: 'GET',
		pattern: '/apps',
		query: listParameters(apps, 'after_id', 'lang'),
		handle: (world, { query }) => {
			const page = searchPage([...world.apps.values()], apps, query, world.switches.get());
			return pageAnswer('content', page.entries.map(formatApp), page.hasMore);
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
		handle: (world, { query }) => {
			const status = query.status === 'ARCHIVE' ? 'ARCHIVED' : query.status;
			const candidates = [...world.appProjects.values()].filter(
				(project) => status === undefined || project.status === status,
			);
			const page = searchPage(candidates, projects, query, world.switches.get());
			const content = page.entries.map((project) => formatAppProject(world, project));
			return pageAnswer('content', content, page.hasMore);
		},
	},
	{
		method: 'GET',
		pattern: '/app-projects/{id}',
		query: [],
		handle: (world, { params }) => ({
			status: 200,
			body: formatAppProject(world, findProject(world, params.id)),
		}),
	},
];
