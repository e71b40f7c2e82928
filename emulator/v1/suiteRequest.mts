import { isJsonObject, type Json } from '../json.mts';
import {
	entityTooLarge,
	inappropriateStatus,
	invalidField,
	ServiceError,
} from '../service/errors.mts';
import type { Query } from '../service/search.mts';
import type { World } from '../world.mts';

/** All `input_values` and all `output_values` of one request (toloka-api §4.1). */
const MAX_INPUT_BYTES = 1_048_576;
const MAX_OUTPUT_BYTES = 4_194_304;
/** Tasks in one synchronous request (toloka-api §4.1, official client). */
const MAX_SYNC_TASKS = 5_000;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

export interface SuiteRequest {
	asyncMode: boolean;
	allowDefaults: boolean;
	skipInvalid: boolean;
	openPool: boolean;
	/** Without `async_mode` it has no documented effect. */
	operationId: string | undefined;
	suites: readonly Json[];
	/** One object instead of an array. */
	single: boolean;
	tasks: number;
}

/** Query parameters of `POST /task-suites` (toloka-api §6.2). */
export const SUITE_PARAMETERS = [
	'async_mode',
	'allow_defaults',
	'skip_invalid_items',
	'open_pool',
	'operation_id',
];

/** Reads the request and refuses what no validation of single suites could mend. */
export function readSuiteRequest(world: World, query: Query, body: Json | undefined): SuiteRequest {
	const suites = readSuites(body);
	const request: SuiteRequest = {
		asyncMode: readFlag(query, 'async_mode'),
		allowDefaults: readFlag(query, 'allow_defaults'),
		skipInvalid: readFlag(query, 'skip_invalid_items'),
		openPool: readFlag(query, 'open_pool'),
		operationId: readOperationId(query),
		suites,
		single: !Array.isArray(body),
		tasks: countTasks(suites),
	};
	requireSizes(request);
	requireUsablePools(world, suites);
	return request;
}

export function countTasks(suites: readonly Json[]): number {
	return suites.reduce((sum: number, suite) => sum + tasksOf(suite).length, 0);
}

function readSuites(body: Json | undefined): readonly Json[] {
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
function readFlag(query: Query, name: string): boolean {
	const text = query[name] ?? 'false';
	if (text !== 'true' && text !== 'false') {
		throw invalidField(name, 'BOOLEAN_EXPECTED');
	}
	return text === 'true';
}

function readOperationId(query: Query): string | undefined {
	const id = query.operation_id;
	if (id !== undefined && !UUID.test(id)) {
		throw invalidField('operation_id', 'UUID_EXPECTED');
	}
	return id;
}

function requireSizes(request: SuiteRequest): void {
	if (!request.asyncMode && request.tasks > MAX_SYNC_TASKS) {
		throw entityTooLarge(
			`Request holds ${request.tasks} tasks, at most ${MAX_SYNC_TASKS} are allowed`,
		);
	}
	requireBytes(request.suites, 'input_values', MAX_INPUT_BYTES);
	requireBytes(request.suites, 'output_values', MAX_OUTPUT_BYTES);
}

function requireBytes(
	suites: readonly Json[],
	key: 'input_values' | 'output_values',
	max: number,
): void {
	const values = key === 'input_values' ? inputValues(suites) : outputValues(suites);
	let bytes = 0;
	for (const value of values) {
		bytes += Buffer.byteLength(JSON.stringify(value));
	}
	if (bytes > max) {
		throw invalidField(key, 'OBJECT_SIZE_BYTES_GREATER_THAN_MAX', [max]);
	}
}

function inputValues(suites: readonly Json[]): Json[] {
	return suites.flatMap((suite) => tasksOf(suite).map((task) => valueAt(task, 'input_values')));
}

function outputValues(suites: readonly Json[]): Json[] {
	return suites.flatMap((suite) =>
		tasksOf(suite).flatMap((task) =>
			['known_solutions', 'baseline_solutions'].flatMap((name) => {
				const solutions = valueAt(task, name);
				return Array.isArray(solutions)
					? solutions.map((solution) => valueAt(solution, 'output_values'))
					: [];
			}),
		),
	);
}

function valueAt(value: Json, name: string): Json {
	return isJsonObject(value) ? (value[name] ?? null) : null;
}

function tasksOf(suite: Json): Json[] {
	const tasks = valueAt(suite, 'tasks');
	return Array.isArray(tasks) ? tasks : [];
}

/** Archived and locked pools take no tasks; unknown ones are a matter of validation. */
function requireUsablePools(world: World, suites: readonly Json[]): void {
	for (const id of new Set(suites.map((suite) => valueAt(suite, 'pool_id')))) {
		const pool = typeof id === 'string' ? world.pools.get(id) : undefined;
		if (pool !== undefined && pool.status !== 'OPEN' && pool.status !== 'CLOSED') {
			throw inappropriateStatus('POOL_INAPPROPRIATE_STATUS', ['OPEN', 'CLOSED']);
		}
	}
}

/** Even after FAIL the id is used up (toloka-api §10). */
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
