import { found } from '../../service/errors.mts';
import { listParameters, searchPage, type ListSpec } from '../../service/search.mts';
import { pageAnswer, type ServiceRoute } from '../../service/route.mts';
import type { PoolProject, Skill } from '../entities.mts';
import { formatProject, formatSkill, OWNER } from './wire.mts';

const projects: ListSpec<PoolProject> = {
	fields: {
		id: { kind: 'text', read: (project) => project.id },
		created: { kind: 'date', read: (project) => project.createdUs },
		public_name: { kind: 'text', read: (project) => project.publicName },
		private_comment: { kind: 'text', read: () => '' },
		status: { kind: 'text', read: (project) => project.status },
	},
	sortable: ['id', 'created', 'public_name', 'private_comment'],
	ranges: ['id', 'created'],
	exact: ['status'],
	limits: { initial: 50, max: 300 },
	defaultSort: 'id',
};

const skills: ListSpec<Skill> = {
	fields: {
		id: { kind: 'text', read: (skill) => skill.id },
		created: { kind: 'date', read: (skill) => skill.createdUs },
		name: { kind: 'text', read: (skill) => skill.name },
	},
	sortable: ['id', 'created'],
	ranges: ['id', 'created'],
	exact: ['name'],
	limits: { initial: 50, max: 300 },
	defaultSort: 'id',
};

/** The account, its projects and its skills (toloka-api §6.1, §6.9). */
export const accountRoutes: readonly ServiceRoute[] = [
	{
		method: 'GET',
		pattern: '/requester',
		query: [],
		handle: (world) => ({
			status: 200,
			body: {
				id: OWNER.id ?? null,
				balance: Number(world.account.balance.toFixed(4)),
				public_name: { EN: 'Local requester', RU: 'Локальный заказчик' },
				company: { id: OWNER.company_id ?? null, superintendent_id: OWNER.id ?? null },
			},
		}),
	},
	{
		method: 'GET',
		pattern: '/projects',
		query: listParameters(projects, 'owner'),
		handle: (world, { query }) => {
			const all = [...world.poolProjects.values()];
			const page = searchPage(all, projects, query, world.switches.get());
			const items = page.entries.map((project) => formatProject(world, project));
			return pageAnswer('items', items, page.hasMore);
		},
	},
	{
		method: 'GET',
		pattern: '/projects/{id}',
		query: [],
		handle: (world, { params }) => ({
			status: 200,
			body: formatProject(world, found(world.poolProjects.get(params.id ?? ''))),
		}),
	},
	{
		method: 'GET',
		pattern: '/skills',
		query: listParameters(skills),
		handle: (world, { query }) => {
			const page = searchPage([...world.skills.values()], skills, query, world.switches.get());
			const items = page.entries.map((skill) => formatSkill(world, skill));
			return pageAnswer('items', items, page.hasMore);
		},
	},
	{
		method: 'GET',
		pattern: '/skills/{id}',
		query: [],
		handle: (world, { params }) => ({
			status: 200,
			body: formatSkill(world, found(world.skills.get(params.id ?? ''))),
		}),
	},
];
