import { finishItem, itemsAtWork, itemsDone, projectOfItem, setLabeling } from '../apps/byHand.mts';
import type { AppProjectStatus, Item, LabelingProfile } from '../apps/entities.mts';
import { findProject } from '../apps/find.mts';
import { found } from '../service/errors.mts';
import { countByStatus } from '../apps/itemStatus.mts';
import { isLabeledByHand } from '../apps/labeling.mts';
import { STEERED_STATUSES } from '../apps/steering.mts';
import { formatItem } from '../apps/wire.mts';
import type { Emulation } from '../emulation.mts';
import type { SeedData } from '../inProcess/seedData.mts';
import type { Truth } from '../inProcess/truth.mts';
import { progressOf } from '../v1/assignments/byHand.mts';
import { poolStatus } from '../v1/pools/status.mts';
import { isJsonObject, type JsonObject } from '../json.mts';
import { accountRoutes } from './accountRoutes.mts';
import { numberIn, requiredText, textIn, type ControlRoute } from './controlRoute.mts';
import { poolRoutes } from './poolRoutes.mts';
import { seedFrom } from './seedRequest.mts';

const PROJECT_STATUSES: readonly AppProjectStatus[] = ['CREATING', 'READY', 'ERROR', 'ARCHIVED'];
const SHOWN_ITEMS = 20;

/** Routes for the status, the truth, labeling by hand and test data in bulk. */
export function dataRoutes(emulation: Emulation, truth: Truth, seedData: SeedData): ControlRoute[] {
	return [
		{ method: 'GET', path: '/status', handle: () => statusOf(emulation) },
		...truthRoutes(truth),
		...handRoutes(emulation, seedData),
		...poolRoutes(emulation),
		...accountRoutes(emulation, seedData),
		{ method: 'POST', path: '/seed', handle: ({ body }) => seedFrom(seedData, body) },
	];
}

function truthRoutes(truth: Truth): ControlRoute[] {
	return [
		{
			method: 'GET',
			path: '/truth/items',
			handle: ({ query }) => ({ items: truth.items(requiredText(query, 'project')) }),
		},
		{
			method: 'GET',
			path: '/truth/batches',
			handle: ({ query }) => ({ batches: truth.batches(requiredText(query, 'project')) }),
		},
		{
			method: 'GET',
			path: '/truth/task-suites',
			handle: ({ query }) => ({ taskSuites: truth.taskSuites(requiredText(query, 'pool')) }),
		},
		{
			method: 'GET',
			path: '/truth/tasks',
			handle: ({ query }) => ({ tasks: truth.tasks(requiredText(query, 'pool')) }),
		},
		{
			method: 'GET',
			path: '/truth/assignments',
			handle: ({ query }) => ({ assignments: truth.assignments(requiredText(query, 'pool')) }),
		},
		{
			method: 'GET',
			path: '/truth/operations',
			handle: () => ({ operations: truth.operations() }),
		},
		{
			method: 'GET',
			path: '/truth/solutions',
			handle: ({ query }) => ({ solutions: truth.solutions(requiredText(query, 'operation')) }),
		},
	];
}

function handRoutes(emulation: Emulation, seedData: SeedData): ControlRoute[] {
	return [
		{
			method: 'GET',
			path: '/items',
			handle: ({ query }) => shownItems(emulation, requiredText(query, 'project')),
		},
		{
			method: 'POST',
			path: '/items/:id/finish',
			handle: ({ params, body }) => {
				const output = body.output_data;
				if (!isJsonObject(output)) {
					throw new RangeError('"output_data" must be an object');
				}
				finishItem(emulation.world, requiredText(params, 'id'), output);
			},
		},
		{
			method: 'POST',
			path: '/items/:id/status',
			handle: ({ params, body }) => {
				const id = requiredText(params, 'id');
				const status = STEERED_STATUSES.find((known) => known === body.status);
				if (status === undefined) {
					throw new RangeError(`"status" must be one of ${STEERED_STATUSES.join(', ')}`);
				}
				seedData.setItemStatus(projectOfItem(emulation.world, id).id, [id], status);
			},
		},
		{
			method: 'POST',
			path: '/app-projects/:id',
			handle: ({ params, body }) => {
				const id = requiredText(params, 'id');
				const project = findProject(emulation.world, id);
				const status = readStatus(textIn(body, 'status'));
				setLabeling(emulation.world, project, readProfile(body));
				if (status !== undefined) seedData.setAppProjectStatus(id, status);
			},
		},
	];
}

function readStatus(text: string | undefined): AppProjectStatus | undefined {
	const status = PROJECT_STATUSES.find((known) => known === text);
	if (text !== undefined && status === undefined) {
		throw new RangeError(`"status" must be one of ${PROJECT_STATUSES.join(', ')}`);
	}
	return status;
}

function readProfile(body: JsonObject): Partial<LabelingProfile> {
	const profile: Partial<LabelingProfile> = {};
	for (const name of ['delayMs', 'jitterMs', 'errorShare'] as const) {
		const value = numberIn(body, name);
		if (value !== undefined) profile[name] = value;
	}
	if (typeof body.manual === 'boolean' || body.manual === null) {
		profile.manual = body.manual;
	}
	return profile;
}

function shownItems(emulation: Emulation, projectId: string): unknown {
	const world = emulation.settled();
	const project = findProject(world, projectId);
	const show = (item: Item): JsonObject => formatItem(world, project, item, 'single');
	return {
		waiting: itemsAtWork(world, project, SHOWN_ITEMS).map(show),
		done: itemsDone(world, project, SHOWN_ITEMS).map(show),
	};
}

function statusOf(emulation: Emulation): unknown {
	const world = emulation.settled();
	return {
		seed: emulation.seed,
		now: emulation.clock.now(),
		tokens: emulation.tokens,
		requests: emulation.log.entries().length,
		hanging: emulation.hanging.size,
		quotas: world.quotas.use(),
		quotasOn: emulation.switches.get().quotas,
		projects: [...world.appProjects.values()].map((project) => ({
			id: project.id,
			name: project.name,
			status: project.status,
			manual: isLabeledByHand(world, project),
			inputSpec: project.app.inputSpec,
			outputSpec: project.app.outputSpec,
			items: countByStatus(project.items.all(), world.nowUs()),
			batches: project.batches.size,
		})),
		pools: [...world.pools.values()].map((pool) => ({
			id: pool.id,
			name: pool.settings.privateName,
			status: poolStatus(world, pool),
			type: pool.type,
			project: found(world.poolProjects.get(pool.project.id)).publicName,
			taskSuites: pool.suites.length,
			progress: progressOf(pool),
		})),
	};
}
