import { isJsonObject, type Json, type JsonObject } from '../../json.mts';
import { found, ServiceError, validationFailed, wireErrors } from '../../service/errors.mts';
import type { ServiceBase } from '../../service/auth.mts';
import type { Reply, ServiceRequest } from '../../service/route.mts';
import type { World } from '../../world.mts';
import type { Pool } from '../entities.mts';
import { formatOperation } from '../operations/operationRoutes.mts';
import { noteWork } from '../assignments/staffing.mts';
import { requireModerated } from '../pools/moderation.mts';
import { openPool } from '../pools/opening.mts';
import { createBatch, isCreatable, nothingCreated } from './creation.mts';
import type { Checked } from './fieldChecks.mts';
import type { UploadKind } from './kind.mts';
import { readUploadRequest, requireFreshOperation, type UploadRequest } from './request.mts';

/** `POST /tasks` and `POST /task-suites`: one, several, or as an operation. */
export function upload<D extends { pool: Pool }, M extends { id: string; pool: Pool }>(
	world: World,
	kind: UploadKind<D, M>,
	request: ServiceRequest,
): Reply {
	const wanted = readUploadRequest(world, kind, request.query, request.body);
	if (wanted.asyncMode) {
		requireFreshOperation(world, wanted.operationId);
	}
	world.quotas.takeTasks(wanted.tasks);
	const { allowDefaults, entries } = wanted;
	const checked = entries.map((entry) => kind.check(world, entry, allowDefaults));
	return wanted.asyncMode
		? createLater(world, kind, wanted, checked, request)
		: createNow(world, kind, wanted, checked, request);
}

/** Counts what the body contains, for the request log. */
export function measureUpload(
	{ tasksOf }: { tasksOf(sent: Json): Json[] },
	body: Json,
): { count: number; tasks: number } {
	const entries = Array.isArray(body) ? body : [body];
	return {
		count: entries.length,
		tasks: entries.reduce((sum: number, entry) => sum + tasksOf(entry).length, 0),
	};
}

function createLater<D extends { pool: Pool }, M extends { id: string }>(
	world: World,
	kind: UploadKind<D, M>,
	wanted: UploadRequest,
	checked: Array<Checked<D>>,
	request: ServiceRequest,
): Reply {
	const { openPool: opens, allowDefaults, skipInvalid } = wanted;
	const options = { skipInvalid, openPool: opens };
	const operation = world.operations.start(world, {
		...(wanted.operationId === undefined ? {} : { id: wanted.operationId }),
		type: kind.operation,
		parameters: {
			open_pool: opens,
			allow_defaults: allowDefaults,
			skip_invalid_items: skipInvalid,
		},
		itemsCount: checked.length,
		outcome: isCreatable(checked, options) ? 'SUCCESS' : 'FAIL',
		fault: request.operationFault,
		work: (finishedUs) => createBatch(world, kind, checked, options, request, finishedUs),
		undone: nothingCreated(world, kind, checked),
	});
	const status = world.successStatus(202);
	return { status, body: formatOperation(world, operation) };
}

function createNow<D extends { pool: Pool }, M extends { id: string; pool: Pool }>(
	world: World,
	kind: UploadKind<D, M>,
	wanted: UploadRequest,
	checked: Array<Checked<D>>,
	{ base }: ServiceRequest,
): Reply {
	if (!isCreatable(checked, wanted)) {
		const errors = checked[0]?.errors ?? new Map();
		throw wanted.single ? validationFailed(errors) : arrayRefused(world, checked);
	}
	const created = new Map<number, M>();
	checked.forEach(({ draft }, index) => {
		if (draft !== null) created.set(index, kind.create(world, draft, world.nowUs()));
	});
	noteAll(world, created.values());
	if (wanted.openPool) {
		openAll(world, created.values(), base);
	}
	if (wanted.single) {
		return { status: 201, body: kind.format(world, found([...created.values()][0])) };
	}
	const items: JsonObject = {};
	for (const [index, made] of created) {
		items[index] = kind.format(world, made);
	}
	const body: JsonObject = { items };
	if (wanted.skipInvalid) {
		body.validation_errors = errorsByIndex(checked);
	}
	return { status: 201, body };
}

/** Lets performers see what was added. */
export function noteAll(world: World, changed: Iterable<{ pool: Pool }>): void {
	for (const pool of new Set([...changed].map(({ pool: one }) => one))) {
		noteWork(world, pool, world.nowUs());
	}
}

/** A pool that cannot be opened neither undoes the creation nor is reported. */
export function openAll(world: World, created: Iterable<{ pool: Pool }>, base: ServiceBase): void {
	for (const pool of new Set([...created].map(({ pool: one }) => one))) {
		if (pool.status !== 'CLOSED') continue;
		try {
			requireModerated(world, pool, base);
			openPool(world, pool, world.nowUs());
		} catch (error) {
			if (!(error instanceof ServiceError)) throw error;
		}
	}
}

/** Keys are the index as text, then the dotted path (toloka-api §3.5). */
export function errorsByIndex(checked: ReadonlyArray<Checked<unknown>>): JsonObject {
	const byIndex: JsonObject = {};
	checked.forEach(({ errors }, index) => {
		if (errors.size > 0) byIndex[index] = wireErrors(errors);
	});
	return byIndex;
}

export function arrayRefused(world: World, checked: ReadonlyArray<Checked<unknown>>): ServiceError {
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
