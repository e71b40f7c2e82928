import { US_PER_MS } from '../../dates.mts';
import type { Json, JsonObject } from '../../json.mts';
import { createRandom, hashText } from '../../random.mts';
import { doesNotExist, found, ServiceError } from '../../service/errors.mts';
import { listParameters, searchPage, type ListSpec } from '../../service/search.mts';
import {
	pageReply,
	type Reply,
	type ServiceRequest,
	type ServiceRoute,
} from '../../service/route.mts';
import type { World } from '../../world.mts';
import type { Operation, OperationLogEntry, OperationStatus } from '../entities.mts';
import { operationProgress, operationStatus } from './operations.mts';

/** Logs are kept one month (toloka-api §4.1). */
const LOG_KEPT_US = 30 * 86_400_000 * US_PER_MS;
const DIGITS = 3;
const STATUSES: readonly OperationStatus[] = ['PENDING', 'RUNNING', 'SUCCESS', 'FAIL'];

/** Operations and their logs (toloka-api §6.4, §6.5). */
export const operationRoutes: readonly ServiceRoute[] = [
	{
		method: 'GET',
		pattern: '/operations',
		query: listParameters({ ranges: ['id', 'submitted', 'finished'], exact: ['type', 'status'] }),
		handle: (world, { query }) => {
			const operations = [...world.operations.all()];
			const page = searchPage(operations, listSpec(world), query, world.switches.get());
			const items = page.entries.map((operation) => formatOperation(world, operation));
			return pageReply('items', items, page.hasMore);
		},
	},
	{
		method: 'GET',
		pattern: '/operations/{id}',
		query: [],
		handle: (world, { params }) => ({
			status: 200,
			body: formatOperation(world, findOperation(world, params.id)),
		}),
	},
	{ method: 'GET', pattern: '/operations/{id}/log', query: [], handle: readLog },
];

export function findOperation(world: World, id: string | undefined): Operation {
	return found(world.operations.get(id ?? ''));
}

/** `started`, `finished` and `details` are absent until reached (toloka-api §6.2, §6.4). */
export function formatOperation(world: World, operation: Operation): JsonObject {
	const nowUs = world.nowUs();
	const status = operationStatus(operation, nowUs);
	const wire: JsonObject = {
		id: operation.id,
		type: wireType(world, operation),
		status,
		submitted: world.wireDate(operation.submittedUs, DIGITS),
		parameters: operation.parameters,
		progress: operationProgress(operation, nowUs),
	};
	if (status !== 'PENDING') {
		wire.started = world.wireDate(operation.startedUs, DIGITS);
	}
	if (operation.result !== null) {
		wire.finished = world.wireDate(operation.finishedUs, DIGITS);
		wire.details = operation.result.details;
	} else if (status === 'RUNNING') {
		Object.assign(wire, runningDetails(operation));
	}
	return wire;
}

function wireType(world: World, operation: Operation): string {
	return operation.type === 'TASK_SUITE.BATCH_CREATE'
		? world.switches.get().batchCreateType
		: operation.type;
}

/** While running, `details` may be absent, empty or a count: each operation keeps to one form. */
function runningDetails(operation: Operation): JsonObject {
	const variant = hashText(operation.id) % 3;
	if (variant === 0) {
		return {};
	}
	const counted = variant === 2 && operation.itemsCount !== null;
	return { details: counted ? { items_count: operation.itemsCount } : {} };
}

function listSpec(world: World): ListSpec<Operation> {
	return {
		fields: {
			id: { kind: 'text', read: (operation) => operation.id },
			type: { kind: 'text', read: (operation) => wireType(world, operation) },
			status: {
				kind: 'text',
				known: STATUSES,
				read: (operation) => operationStatus(operation, world.nowUs()),
			},
			submitted: { kind: 'date', read: (operation) => operation.submittedUs },
			finished: {
				kind: 'date',
				read: (operation) => (operation.result === null ? null : operation.finishedUs),
			},
		},
		sortable: ['id', 'submitted', 'finished'],
		ranges: ['id', 'submitted', 'finished'],
		exact: ['type', 'status'],
		limits: { initial: 50, max: world.switches.get().operationsMaxLimit },
		defaultSort: 'id',
	};
}

/** A bare array; empty for operations without a log, and while one runs. */
function readLog(world: World, { params }: ServiceRequest): Reply {
	const operation = world.operations.get(params.id ?? '');
	if (operation === undefined) {
		throw doesNotExist();
	}
	if (world.nowUs() - operation.finishedUs > LOG_KEPT_US) {
		throw new ServiceError(409, 'OPERATION_LOGS_ARCHIVED', 'Operation logs are archived');
	}
	const entries = orderLog(world, operation, operation.result?.log ?? []);
	const body: Json = entries.map((entry, index) => formatLogEntry(world, entry, index));
	return { status: 200, body };
}

/** Entries are not in the order of the input (toloka-api §6.5). */
function orderLog(
	world: World,
	operation: Operation,
	log: readonly OperationLogEntry[],
): readonly OperationLogEntry[] {
	switch (world.switches.get().logOrder) {
		case 'given':
			return log;
		case 'shuffled':
			return createRandom(hashText(operation.id, world.seed)).shuffle(log);
		case 'invalidFirst':
			return [...log.filter(isInvalid), ...log.filter((entry) => !isInvalid(entry))];
	}
}

function isInvalid(entry: OperationLogEntry): boolean {
	return entry.type.endsWith('_VALIDATE') && !entry.success;
}

/** Two shapes of a failed validation are documented (toloka-api §6.5). */
function formatLogEntry(world: World, entry: OperationLogEntry, index: number): JsonObject {
	const { failureLogShape } = world.switches.get();
	const wrapped =
		isInvalid(entry) &&
		(failureLogShape === 'wrapped' || (failureLogShape === 'mixed' && index % 2 === 1));
	return {
		type: entry.type,
		success: entry.success,
		input: entry.input,
		output: wrapped
			? { code: 'VALIDATION_ERROR', message: 'Validation failed', payload: entry.output }
			: entry.output,
	};
}
