import { idAsText, isJsonObject, type Json } from '../../json.mts';
import {
	entityTooLarge,
	inappropriateStatus,
	invalidField,
	ServiceError,
} from '../../service/errors.mts';
import type { Query } from '../../service/search.mts';
import type { World } from '../../world.mts';
import type { UploadKind } from './kind.mts';

/** Limits of all `input_values` and of all `output_values` in one request (toloka-api §4.1). */
const MAX_INPUT_BYTES = 1_048_576;
const MAX_OUTPUT_BYTES = 4_194_304;
/** Maximum number of tasks in one synchronous request (toloka-api §4.1, official client). */
const MAX_SYNC_TASKS = 5_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** A body of tasks or suites, with the flags in the query. */
export interface UploadRequest {
	asyncMode: boolean;
	allowDefaults: boolean;
	skipInvalid: boolean;
	openPool: boolean;
	/** Without `async_mode` it has no documented effect. */
	operationId: string | undefined;
	entries: readonly Json[];
	/** Whether the body is one object instead of an array. */
	single: boolean;
	tasks: number;
}

/** Query parameters of `POST /task-suites` and `POST /tasks` (toloka-api §6.2, §P2.1). */
export const UPLOAD_PARAMETERS = [
	'async_mode',
	'allow_defaults',
	'skip_invalid_items',
	'open_pool',
	'operation_id',
];

type AnyKind = Pick<UploadKind<never, never>, 'tasksOf' | 'requireFitting'>;

/** Reads the request and refuses what validating its entries one by one would not find. */
export function readUploadRequest(
	world: World,
	kind: AnyKind,
	query: Query,
	body: Json | undefined,
): UploadRequest {
	const entries = readEntries(body);
	const tasks = entries.flatMap((entry) => kind.tasksOf(entry));
	const request: UploadRequest = {
		asyncMode: readFlag(query, 'async_mode'),
		allowDefaults: readFlag(query, 'allow_defaults'),
		skipInvalid: readFlag(query, 'skip_invalid_items'),
		openPool: readFlag(query, 'open_pool'),
		operationId: readOperationId(query),
		entries,
		single: !Array.isArray(body),
		tasks: tasks.length,
	};
	requireSizes(request, tasks);
	requireUsablePools(world, kind, entries);
	return request;
}

export function readEntries(body: Json | undefined): readonly Json[] {
	if (body === undefined || body === null) {
		throw invalidField('body', 'NOT_NULL_BODY');
	}
	if (!Array.isArray(body)) {
		return [body];
	}
	if (body.length === 0) {
		throw invalidField('body', 'ARRAY_SIZE_LESS_THAN_MIN', [1]);
	}
	return body;
}

/** Query booleans are lower-case `true` and `false` (toloka-api §2.3). */
export function readFlag(query: Query, name: string): boolean {
	const text = query[name] ?? 'false';
	if (text !== 'true' && text !== 'false') {
		throw invalidField(name, 'BOOLEAN_EXPECTED');
	}
	return text === 'true';
}

export function readOperationId(query: Query): string | undefined {
	const id = query.operation_id;
	if (id !== undefined && !UUID.test(id)) {
		throw invalidField('operation_id', 'UUID_EXPECTED');
	}
	return id;
}

function requireSizes(request: UploadRequest, tasks: readonly Json[]): void {
	if (!request.asyncMode && request.tasks > MAX_SYNC_TASKS) {
		throw entityTooLarge(
			`Request contains ${request.tasks} tasks, at most ${MAX_SYNC_TASKS} are allowed`,
		);
	}
	const inputs = tasks.map((task) => valueAt(task, 'input_values'));
	requireBytes(inputs, 'input_values', MAX_INPUT_BYTES);
	requireBytes(tasks.flatMap(outputValues), 'output_values', MAX_OUTPUT_BYTES);
}

function requireBytes(values: readonly Json[], key: string, max: number): void {
	let bytes = 0;
	for (const value of values) {
		bytes += Buffer.byteLength(JSON.stringify(value));
	}
	if (bytes > max) {
		throw invalidField(key, 'OBJECT_SIZE_BYTES_GREATER_THAN_MAX', [max]);
	}
}

function outputValues(task: Json): Json[] {
	return ['known_solutions', 'baseline_solutions'].flatMap((name) => {
		const solutions = valueAt(task, name);
		return Array.isArray(solutions)
			? solutions.map((solution) => valueAt(solution, 'output_values'))
			: [];
	});
}

function valueAt(value: Json, name: string): Json {
	return isJsonObject(value) ? (value[name] ?? null) : null;
}

/** Archived, locked and unsuitable pools accept nothing; unknown pools are left to validation. */
function requireUsablePools(world: World, kind: AnyKind, entries: readonly Json[]): void {
	for (const id of new Set(entries.map((entry) => idAsText(valueAt(entry, 'pool_id'))))) {
		const pool = typeof id === 'string' ? world.pools.get(id) : undefined;
		if (pool === undefined) continue;
		if (pool.status !== 'OPEN' && pool.status !== 'CLOSED') {
			throw inappropriateStatus('POOL_INAPPROPRIATE_STATUS', ['OPEN', 'CLOSED']);
		}
		kind.requireFitting(world, pool);
	}
}

/** An id is used up even after FAIL (toloka-api §10). */
export function requireFreshOperation(world: World, id: string | undefined): void {
	if (id !== undefined && world.operations.get(id) !== undefined) {
		throw new ServiceError(
			409,
			'OPERATION_ALREADY_EXISTS',
			'Operation with this id already exists',
			{ operation_id: id },
		);
	}
}
