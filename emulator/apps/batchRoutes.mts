import type { Json } from '../json.mts';
import { readText, requireObject } from '../service/bodies.mts';
import { invalidField, validationFailed } from '../service/errors.mts';
import { listParameters, searchPage, type ListSpec } from '../service/search.mts';
import {
	pageReply,
	type Reply,
	type ServiceRequest,
	type ServiceRoute,
} from '../service/route.mts';
import type { World } from '../world.mts';
import { forecast } from './batchQueue.mts';
import {
	archiveBatch,
	importItems,
	newBatch,
	requireReady,
	resumeBatch,
	setPriority,
	startBatch,
	stopBatch,
	unarchiveBatch,
} from './batches.mts';
import { BATCH_STATUSES, batchStatus } from './batchStatus.mts';
import { formatBatch } from './batchWire.mts';
import { bulkBody } from './bodies.mts';
import { PRIORITIES, type AppProject, type Batch, type Priority } from './entities.mts';
import { findBatch, findProject } from './find.mts';
import { checkInputs, requireUploadable } from './itemCreation.mts';
import { countItems } from './itemRoutes.mts';
import { formatItem } from './wire.mts';

const batchPattern = '/app-projects/{id}/batches/{batchId}';

/** Batches (toloka-api §5.8), synchronous ones included. */
export const batchRoutes: readonly ServiceRoute[] = [
	{
		method: 'GET',
		pattern: '/app-projects/{id}/batches',
		query: listParameters({ ranges: ['id', 'name', 'created'], exact: ['status'] }, 'after_id'),
		handle: list,
	},
	{
		method: 'POST',
		pattern: '/app-projects/{id}/batches',
		query: [],
		handle: create,
		measure: countItems,
	},
	{
		method: 'POST',
		pattern: '/app-projects/{id}/batches/sync',
		query: [],
		handle: createSynchronously,
		measure: countItems,
	},
	{
		method: 'GET',
		pattern: batchPattern,
		query: [],
		handle: (world, { params }) => batchReply(world, ...locate(world, params), 200),
	},
	{ method: 'PATCH', pattern: batchPattern, query: [], handle: change },
	actionRoute('start', startBatch),
	actionRoute('stop', stopBatch),
	actionRoute('resume', resumeBatch),
	actionRoute('archive', archiveBatch),
	actionRoute('unarchive', unarchiveBatch),
];

/** Actions respond without a body. */
function actionRoute(
	name: string,
	act: (world: World, project: AppProject, batch: Batch) => void,
): ServiceRoute {
	return {
		method: 'POST',
		pattern: `${batchPattern}/${name}`,
		query: [],
		handle: (world, { params }) => {
			act(world, ...locate(world, params));
			return { status: world.appsWriteStatus() };
		},
	};
}

function list(world: World, { params, query }: ServiceRequest): Reply {
	const project = findProject(world, params.id);
	const page = searchPage(
		[...project.batches.values()],
		listSpec(world),
		query,
		world.switches.get(),
	);
	const expected = forecast(world, project);
	const content = page.entries.map((batch) => formatBatch(world, project, batch, expected));
	return pageReply('content', content, page.hasMore);
}

function listSpec(world: World): ListSpec<Batch> {
	return {
		fields: {
			id: { kind: 'text', read: (batch) => batch.id },
			name: { kind: 'text', read: (batch) => batch.name },
			created: { kind: 'date', read: (batch) => batch.createdUs },
			status: {
				kind: 'text',
				known: BATCH_STATUSES,
				read: (batch) => batchStatus(batch, world.nowUs()),
			},
		},
		sortable: ['created', 'id', 'name', 'status'],
		ranges: ['id', 'name', 'created'],
		exact: ['status'],
		limits: { initial: 100, max: 1000 },
		defaultSort: 'id',
	};
}

const FIELDS = ['name', 'items', 'priority_order', 'force_new_original', 'ignore_errors'];

function create(world: World, { params, body }: ServiceRequest): Reply {
	const project = findProject(world, params.id);
	const batch = createBatch(world, project, body, FIELDS);
	return batchReply(world, project, batch, world.appsWriteStatus());
}

/** Starts at once. No source says which apps support synchronous batches. */
function createSynchronously(world: World, { params, body }: ServiceRequest): Reply {
	const project = findProject(world, params.id);
	requireReady(project);
	const batch = createBatch(world, project, body, ['name', 'items']);
	startBatch(world, project, batch);
	return {
		status: world.appsWriteStatus(),
		body: {
			batch: formatBatch(world, project, batch),
			items: batch.items.all().map((item) => formatItem(world, project, item, 'single')),
		},
	};
}

/** Creates all items or none, unless errors are ignored; may be empty (toloka-api §P7). */
function createBatch(
	world: World,
	project: AppProject,
	body: Json | undefined,
	allowed: readonly string[],
): Batch {
	const bulk = bulkBody(body, allowed, { minItems: 0 });
	requireUploadable(project);
	const priority = readPriority(readText(bulk.fields, 'priority_order')) ?? 'FIVE';
	const checked = checkInputs(project, bulk.items);
	if (checked.errors.size > 0 && !bulk.ignoreErrors) {
		throw validationFailed(checked.errors);
	}
	const batch = newBatch(world, project, readText(bulk.fields, 'name') ?? '', priority);
	if (bulk.items.length > 0) {
		importItems(world, project, batch, {
			inputs: checked.valid,
			invalidCount: checked.invalidCount,
			errors: checked.errors,
			forceNewOriginal: bulk.forceNewOriginal,
		});
	}
	return batch;
}

function change(world: World, { params, body }: ServiceRequest): Reply {
	const [project, batch] = locate(world, params);
	const fields = requireObject(body, ['name', 'priority_order']);
	const priority = readPriority(readText(fields, 'priority_order'));
	batch.name = readText(fields, 'name') ?? batch.name;
	if (priority !== null) {
		setPriority(world, project, batch, priority);
	}
	return batchReply(world, project, batch, 200);
}

function readPriority(text: string | null): Priority | null {
	const priority = PRIORITIES.find((known) => known === text);
	if (text !== null && priority === undefined) {
		throw invalidField('priority_order', 'UNKNOWN_ENUM_VALUE', [...PRIORITIES]);
	}
	return priority ?? null;
}

function locate(world: World, params: ServiceRequest['params']): [AppProject, Batch] {
	const project = findProject(world, params.id);
	return [project, findBatch(project, params.batchId)];
}

function batchReply(world: World, project: AppProject, batch: Batch, status: number): Reply {
	return { status, body: formatBatch(world, project, batch) };
}
