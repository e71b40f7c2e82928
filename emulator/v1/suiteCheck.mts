import { isJsonObject, type Json, type JsonObject } from '../json.mts';
import { fieldError, type FieldErrors } from '../service/errors.mts';
import type { World } from '../world.mts';
import type { Pool, SuiteDraft } from './entities.mts';
import { checkTasks } from './taskCheck.mts';

const MAX_OVERLAP = 30_000;
const MAX_ISSUING_ORDER = 99_999.99999;

export interface CheckedSuite {
	/** The object as sent: the operation log repeats it, unknown keys included. */
	sent: JsonObject;
	draft: SuiteDraft | null;
	errors: FieldErrors;
}

/** Checks one suite as sent (toloka-api §6.2); unknown keys of a suite are accepted. */
export function checkSuite(world: World, sent: Json, allowDefaults: boolean): CheckedSuite {
	const errors: FieldErrors = new Map();
	if (!isJsonObject(sent)) {
		errors.set('task_suite', fieldError('OBJECT_EXPECTED'));
		return { sent: {}, draft: null, errors };
	}
	const pool = findPool(world, sent.pool_id, errors);
	const draft = {
		tasks: checkTasks(sent.tasks, pool, errors),
		overlap: checkOverlap(sent, pool, allowDefaults, errors),
		reservedFor: checkUsers(sent, 'reserved_for', errors),
		unavailableFor: checkUsers(sent, 'unavailable_for', errors),
		issuingOrder: checkRange(sent, 'issuing_order_override', MAX_ISSUING_ORDER, errors) ?? 0,
		mixed: checkFlag(sent, 'mixed', errors),
		place: checkPlace(sent, pool, errors),
	};
	const valid = pool !== null && errors.size === 0;
	return { sent, draft: valid ? { pool, ...draft } : null, errors };
}

function findPool(world: World, id: Json | undefined, errors: FieldErrors): Pool | null {
	if (id === undefined || id === null) {
		errors.set('pool_id', fieldError('VALUE_REQUIRED'));
		return null;
	}
	if (typeof id !== 'string') {
		errors.set('pool_id', fieldError('STRING_EXPECTED'));
		return null;
	}
	const pool = world.pools.get(id);
	if (pool === undefined) {
		errors.set('pool_id', fieldError('ENTITY_DOES_NOT_EXIST'));
	}
	return pool ?? null;
}

/** Required unless the pool's default may be used; infinite excludes a number. */
function checkOverlap(
	sent: JsonObject,
	pool: Pool | null,
	allowDefaults: boolean,
	errors: FieldErrors,
): number | null {
	const infinite = checkFlag(sent, 'infinite_overlap', errors);
	const overlap = sent.overlap ?? null;
	if (infinite) {
		if (overlap !== null) errors.set('overlap', fieldError('VALUE_NOT_ALLOWED'));
		return null;
	}
	if (pool !== null && pool.defaultOverlap !== null && (allowDefaults || overlap === null)) {
		return pool.defaultOverlap;
	}
	if (overlap === null) {
		errors.set('overlap', fieldError('VALUE_REQUIRED'));
	} else if (!Number.isInteger(overlap)) {
		errors.set('overlap', fieldError('INTEGER_EXPECTED'));
	} else if (Number(overlap) < 1) {
		errors.set('overlap', fieldError('VALUE_LESS_THAN_MIN', [1]));
	} else if (Number(overlap) > MAX_OVERLAP) {
		errors.set('overlap', fieldError('VALUE_GREATER_THAN_MAX', [MAX_OVERLAP]));
	}
	return Number(overlap);
}

/** Required for map tasks, otherwise unused (toloka-api §6.2). */
function checkPlace(sent: JsonObject, pool: Pool | null, errors: FieldErrors): SuiteDraft['place'] {
	const longitude = checkRange(sent, 'longitude', 180, errors);
	const latitude = checkRange(sent, 'latitude', 90, errors);
	if (pool?.project.issuing === 'MAP_SELECTOR') {
		if (longitude === null) requireKey(sent, 'longitude', errors);
		if (latitude === null) requireKey(sent, 'latitude', errors);
	}
	return longitude === null || latitude === null ? null : { longitude, latitude };
}

function requireKey(sent: JsonObject, name: string, errors: FieldErrors): void {
	if (sent[name] === undefined || sent[name] === null) {
		errors.set(name, fieldError('VALUE_REQUIRED'));
	}
}

function checkRange(
	sent: JsonObject,
	name: string,
	max: number,
	errors: FieldErrors,
): number | null {
	const value = sent[name];
	if (value === undefined || value === null) {
		return null;
	}
	if (typeof value !== 'number') {
		errors.set(name, fieldError('FLOAT_EXPECTED'));
		return null;
	}
	if (Math.abs(value) > max) {
		errors.set(name, fieldError('VALUE_OUT_OF_BOUNDS', [-max, max]));
	}
	return value;
}

function checkFlag(sent: JsonObject, name: string, errors: FieldErrors): boolean {
	const value = sent[name] ?? false;
	if (typeof value !== 'boolean') {
		errors.set(name, fieldError('BOOLEAN_EXPECTED'));
	}
	return value === true;
}

function checkUsers(sent: JsonObject, name: string, errors: FieldErrors): string[] {
	const value = sent[name];
	if (value === undefined || value === null) {
		return [];
	}
	if (!Array.isArray(value)) {
		errors.set(name, fieldError('ARRAY_EXPECTED'));
		return [];
	}
	const users = value.filter((user) => typeof user === 'string');
	if (users.length < value.length) {
		errors.set(name, fieldError('STRING_EXPECTED'));
	} else if (new Set(users).size < users.length) {
		errors.set(name, fieldError('DUPLICATE_VALUE_IN_ARRAY'));
	}
	return users;
}
