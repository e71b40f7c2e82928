import { readText, requireObject } from '../service/bodies.mts';
import { invalidField, validationFailed } from '../service/errors.mts';
import { listParameters, searchPage, type ListSpec } from '../service/search.mts';
import {
	pageAnswer,
	type Answer,
	type ServiceRequest,
	type ServiceRoute,
} from '../service/route.mts';
import type { World } from '../world.mts';
import {
	archiveBatch,
	batchStatus,
	importItems,
	newBatch,
	resumeBatch,
	startBatch,
	stopBatch,
	unarchiveBatch,
} from './batches.mts';
import { bulkBody } from './bodies.mts';
import type { AppProject, Batch } from './entities.mts';
import { findBatch, findProject } from './find.mts';
import { checkInputs, requireUploadable } from './itemCreation.mts';
import { countItems } from './itemRoutes.mts';
import { formatBatch } from './wire.mts';

const PRIORITIES = ['ONE', 'TWO', 'THREE', 'FOUR', 'FIVE'];

const batchPattern = '/app-projects/{id}/batches/{batchId}';

/** Batches (api-facts §5.8), without the synchronous protocol. */
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
		method: 'GET',
		pattern: batchPattern,
		query: [],
		handle: (world, { params }) => answerBatch(world, ...locate(world, params), 200),
	},
	{ method: 'PATCH', pattern: batchPattern, query: [], handle: change },
	verb('start', startBatch),
	verb('stop', stopBatch),
	verb('resume', resumeBatch),
	verb('archive', archiveBatch),
	verb('unarchive', unarchiveBatch),
];

/** The verbs answer without a body. */
function verb(
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

function list(world: World, { params, query }: ServiceRequest): Answer {
	const project = findProject(world, params.id);
	const page = searchPage(
		[...project.batches.values()],
		listSpec(world),
		query,
		world.switches.get(),
	);
	const content = page.entries.map((batch) => formatBatch(world, project, batch));
	return pageAnswer('content', content, page.hasMore);
}

function listSpec(world: World): ListSpec<Batch> {
	return {
		fields: {
			id: { kind: 'text', read: (batch) => batch.id },
			name: { kind: 'text', read: (batch) => batch.name },
			created: { kind: 'date', read: (batch) => batch.createdUs },
			status: { kind: 'text', read: (batch) => batchStatus(batch, world.nowUs()) },
		},
		sortable: ['created', 'id', 'name', 'status'],
		ranges: ['id', 'name', 'created'],
		exact: ['status'],
		limits: { initial: 100, max: 1000 },
		defaultSort: 'id',
	};
}

function create(world: World, { params, body }: ServiceRequest): Answer {
	const project = findProject(world, params.id);
	const bulk = bulkBody(body, [
		'name',
		'items',
		'priority_order',
		'force_new_original',
		'ignore_errors',
	]);
	requireUploadable(project);
	const priority = readPriority(readText(bulk.fields, 'priority_order')) ?? 'FIVE';
	const checked = checkInputs(project, bulk.items);
	if (checked.errors.size > 0 && !bulk.ignoreErrors) {
		throw validationFailed(checked.errors);
	}
	const batch = newBatch(world, project, readText(bulk.fields, 'name') ?? '', priority);
	importItems(world, project, batch, {
		inputs: checked.valid,
		invalidCount: checked.invalidCount,
		errors: checked.errors,
		forceNewOriginal: bulk.forceNewOriginal,
	});
	return answerBatch(world, project, batch, world.appsWriteStatus());
}

function change(world: World, { params, body }: ServiceRequest): Answer {
	const [project, batch] = locate(world, params);
	const fields = requireObject(body, ['name', 'priority_order']);
	const priority = readPriority(readText(fields, 'priority_order'));
	batch.name = readText(fields, 'name') ?? batch.name;
	batch.priorityOrder = priority ?? batch.priorityOrder;
	return answerBatch(world, project, batch, 200);
}

function readPriority(priority: string | null): string | null {
	if (priority !== null && !PRIORITIES.includes(priority)) {
		throw invalidField('priority_order', 'UNKNOWN_ENUM_VALUE', PRIORITIES);
	}
	return priority;
}

function locate(world: World, params: ServiceRequest['params']): [AppProject, Batch] {
	const project = findProject(world, params.id);
	return [project, findBatch(project, params.batchId)];
}

function answerBatch(world: World, project: AppProject, batch: Batch, status: number): Answer {
	return { status, body: formatBatch(world, project, batch) };
}
