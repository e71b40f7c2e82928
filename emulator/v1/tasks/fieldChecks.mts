import { idAsText, isJsonObject, type Json, type JsonObject } from '../../json.mts';
import { fieldError, type FieldErrors } from '../../service/errors.mts';
import type { World } from '../../world.mts';
import type { Pool } from '../entities.mts';

const MAX_OVERLAP = 30_000;
const TRAITS = ['traits_all_of', 'traits_any_of', 'traits_none_of_any'];

/** An object as sent, checked; `draft` is null if anything is wrong with it. */
export interface Checked<D> {
	/** Repeated in the operation log, unknown keys included. */
	sent: JsonObject;
	draft: D | null;
	errors: FieldErrors;
}

/** Checks an object that names its pool; anything but an object is not checked further. */
export function checkObject<D extends object>(
	world: World,
	sent: Json,
	kind: string,
	draftOf: (sent: JsonObject, pool: Pool | null, errors: FieldErrors) => D,
): Checked<D & { pool: Pool }> {
	const errors: FieldErrors = new Map();
	if (!isJsonObject(sent)) {
		errors.set(kind, fieldError('OBJECT_EXPECTED'));
		return { sent: {}, draft: null, errors };
	}
	const pool = findPool(world, sent.pool_id, errors);
	const draft = draftOf(sent, pool, errors);
	const valid = pool !== null && errors.size === 0;
	return { sent, draft: valid ? { pool, ...draft } : null, errors };
}

export function findPool(world: World, sent: Json | undefined, errors: FieldErrors): Pool | null {
	const id = idAsText(sent);
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

/** A number; null for infinite, which excludes a number; undefined if neither was sent. */
export function checkOverlap(sent: JsonObject, errors: FieldErrors): number | null | undefined {
	const infinite = checkFlag(sent, 'infinite_overlap', errors);
	const overlap = sent.overlap ?? null;
	if (infinite) {
		if (overlap !== null) errors.set('overlap', fieldError('VALUE_NOT_ALLOWED'));
		return null;
	}
	if (overlap === null) {
		return undefined;
	}
	if (!Number.isInteger(overlap)) {
		errors.set('overlap', fieldError('INTEGER_EXPECTED'));
	} else if (Number(overlap) < 1) {
		errors.set('overlap', fieldError('VALUE_LESS_THAN_MIN', [1]));
	} else if (Number(overlap) > MAX_OVERLAP) {
		errors.set('overlap', fieldError('VALUE_GREATER_THAN_MAX', [MAX_OVERLAP]));
	}
	return Number(overlap);
}

/** Traits and localization are kept as sent; traits must be arrays, localization an object. */
export function checkRest(sent: JsonObject, path: string, errors: FieldErrors): JsonObject {
	const rest: JsonObject = {};
	const { localization_config: localization } = sent;
	if (localization !== undefined && localization !== null) {
		if (!isJsonObject(localization)) {
			errors.set(`${path}localization_config`, fieldError('OBJECT_EXPECTED'));
		}
		rest.localization_config = localization;
	}
	for (const name of TRAITS) {
		const traits = sent[name];
		if (traits === undefined || traits === null) continue;
		if (!Array.isArray(traits)) errors.set(path + name, fieldError('ARRAY_EXPECTED'));
		rest[name] = traits;
	}
	return rest;
}

export function checkRange(
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

export function checkFlag(sent: JsonObject, name: string, errors: FieldErrors): boolean {
	const value = sent[name] ?? false;
	if (typeof value !== 'boolean') {
		errors.set(name, fieldError('BOOLEAN_EXPECTED'));
	}
	return value === true;
}

export function checkUsers(sent: JsonObject, name: string, errors: FieldErrors): string[] {
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
