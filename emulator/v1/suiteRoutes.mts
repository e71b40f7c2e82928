import { isJsonObject, type Json, type JsonObject } from '../json.mts';
import {
	found,
	invalidField,
	ServiceError,
	validationFailed,
	wireErrors,
} from '../service/errors.mts';
import { listParameters, searchPage, type ListSpec } from '../service/search.mts';
import {
	pageAnswer,
	type Answer,
	type ServiceRequest,
	type ServiceRoute,
} from '../service/route.mts';
import type { World } from '../world.mts';
import type { Pool, TaskSuite } from './entities.mts';
import { formatOperation } from './operationRoutes.mts';
import { checkSuite, type CheckedSuite } from './suiteCheck.mts';
import {
	createBatch,
	createSuite,
	isCreatable,
	nothingCreated,
	openPool,
} from './suiteCreation.mts';
import {
	countTasks,
	readSuiteRequest,
	requireFreshOperation,
	SUITE_PARAMETERS,
	type SuiteRequest,
} from './suiteRequest.mts';
import { formatSuite } from './wire.mts';

/** Task suites (toloka-api §6.2, §6.3). */
export const suiteRoutes: readonly ServiceRoute[] = [
	{
		method: 'POST',
		pattern: '/task-suites',
		query: SUITE_PARAMETERS,
		handle: create,
		measure: (body) => {
			const suites = Array.isArray(body) ? body : [body];
			return { count: suites.length, tasks: countTasks(suites) };
		},
	},
	{
		method: 'GET',
		pattern: '/task-suites',
		query: listParameters(
			{ ranges: ['id', 'created', 'overlap'], exact: ['overlap'] },
			'pool_id',
			'task_id',
		),
		handle: list,
	},
	{
		method: 'GET',
		pattern: '/task-suites/{id}',
		query: [],
		handle: (world, { params }) => ({
			status: 200,
			body: formatSuite(world, found(world.suites.get(params.id ?? ''))),
		}),
	},
];

function create(world: World, { query, body, operationFault }: ServiceRequest): Answer {
	const request = readSuiteRequest(world, query, body);
	if (request.asyncMode) {
		requireFreshOperation(world, request.operationId);
	}
	world.quotas.takeTasks(request.tasks);
	const checked = request.suites.map((suite) => checkSuite(world, suite, request.allowDefaults));
	return request.asyncMode
		? createLater(world, request, checked, operationFault)
		: createNow(world, request, checked);
}

function createLater(
	world: World,
	request: SuiteRequest,
	checked: CheckedSuite[],
	fault: ServiceRequest['operationFault'],
): Answer {
	const { openPool: opens, allowDefaults, skipInvalid } = request;
	const options = { skipInvalid, openPool: opens };
	const operation = world.operations.start(world, {
		...(request.operationId === undefined ? {} : { id: request.operationId }),
		type: 'TASK_SUITE.BATCH_CREATE',
		parameters: {
			open_pool: opens,
			allow_defaults: allowDefaults,
			skip_invalid_items: skipInvalid,
		},
		itemsCount: checked.length,
		outcome: isCreatable(checked, options) ? 'SUCCESS' : 'FAIL',
		fault,
		work: (finishedUs) => createBatch(world, checked, options, fault, finishedUs),
		undone: nothingCreated(world, checked),
	});
	const status = world.switches.get().successCodes === 'java' ? 202 : 201;
	return { status, body: formatOperation(world, operation) };
}

function createNow(world: World, request: SuiteRequest, checked: CheckedSuite[]): Answer {
	if (!isCreatable(checked, request)) {
		throw request.single ? validationFailed(errorsOfOnly(checked)) : arrayRefused(world, checked);
	}
	const created = createValid(world, checked);
	if (request.openPool) {
		openAll(world, created);
	}
	if (request.single) {
		return { status: 201, body: formatSuite(world, found([...created.values()][0])) };
	}
	const items: JsonObject = {};
	for (const [index, suite] of created) {
		items[index] = formatSuite(world, suite);
	}
	const body: JsonObject = { items };
	if (request.skipInvalid) {
		body.validation_errors = errorsByIndex(checked);
	}
	return { status: 201, body };
}

function createValid(world: World, checked: CheckedSuite[]): Map<number, TaskSuite> {
	const created = new Map<number, TaskSuite>();
	checked.forEach(({ draft }, index) => {
		if (draft !== null) {
			created.set(index, createSuite(world, draft, world.nowUs()));
		}
	});
	return created;
}

/** A pool that cannot be opened does not undo the creation, nor is it told. */
function openAll(world: World, created: Map<number, TaskSuite>): void {
	const pools = new Set<Pool>([...created.values()].map(({ pool }) => pool));
	for (const pool of pools) {
		if (pool.status === 'CLOSED') {
			openPool(pool, world.nowUs());
		}
	}
}

function errorsOfOnly([only]: CheckedSuite[]): CheckedSuite['errors'] {
	return only?.errors ?? new Map();
}

/** Keys are the index as string, then the dotted path (toloka-api §3.5). */
function errorsByIndex(checked: CheckedSuite[]): JsonObject {
	const byIndex: JsonObject = {};
	checked.forEach(({ errors }, index) => {
		if (errors.size > 0) byIndex[index] = wireErrors(errors);
	});
	return byIndex;
}

function arrayRefused(world: World, checked: CheckedSuite[]): ServiceError {
	const nested = errorsByIndex(checked);
	const payload = world.switches.get().arrayErrorKeys === 'nested' ? nested : flatten(nested);
	return new ServiceError(400, 'VALIDATION_ERROR', 'Validation failed', payload);
}

function flatten(nested: JsonObject): JsonObject {
	const flat: Array<[string, Json]> = Object.entries(nested).flatMap(([index, errors]) =>
		isJsonObject(errors)
			? Object.entries(errors).map(([path, error]): [string, Json] => [`${index}.${path}`, error])
			: [],
	);
	return Object.fromEntries(flat);
}

/** One of `pool_id` and `task_id` is mandatory (toloka-api §6.3). */
function list(world: World, { query }: ServiceRequest): Answer {
	if (query.pool_id === undefined && query.task_id === undefined) {
		throw invalidField('pool_id', 'VALUE_REQUIRED');
	}
	const page = searchPage(candidates(world, query), listSpec(world), query, world.switches.get());
	const items = page.entries.map((suite) => formatSuite(world, suite));
	return pageAnswer('items', items, page.hasMore);
}

function candidates(world: World, query: ServiceRequest['query']): readonly TaskSuite[] {
	const suites =
		query.pool_id === undefined
			? [...world.suites.values()]
			: (world.pools.get(query.pool_id)?.suites ?? []);
	return query.task_id === undefined
		? suites
		: suites.filter(({ tasks }) => tasks.some(({ id }) => id === query.task_id));
}

function listSpec(world: World): ListSpec<TaskSuite> {
	return {
		fields: {
			id: { kind: 'text', read: (suite) => suite.id },
			created: { kind: 'date', read: (suite) => suite.createdUs },
			overlap: { kind: 'number', read: (suite) => suite.overlap },
		},
		sortable: ['id', 'created'],
		ranges: ['id', 'created', 'overlap'],
		exact: ['overlap'],
		limits: { initial: 50, max: world.switches.get().taskSuitesMaxLimit },
		defaultSort: 'id',
	};
}
