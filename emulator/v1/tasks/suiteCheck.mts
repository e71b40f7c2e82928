import { isJsonObject, type Json, type JsonObject } from '../../json.mts';
import { fieldError, type FieldErrors } from '../../service/errors.mts';
import type { World } from '../../world.mts';
import type { Pool, SuiteDraft } from '../entities.mts';
import { checkTasks } from './contentCheck.mts';
import {
	checkFlag,
	checkOverlap,
	checkRange,
	checkRest,
	checkUsers,
	findPool,
	type Checked,
} from './fieldChecks.mts';

const MAX_ISSUING_ORDER = 99_999.99999;

/** Checks one suite as sent (toloka-api §6.2); unknown keys of a suite are accepted. */
export function checkSuite(world: World, sent: Json, allowDefaults: boolean): Checked<SuiteDraft> {
	const errors: FieldErrors = new Map();
	if (!isJsonObject(sent)) {
		errors.set('task_suite', fieldError('OBJECT_EXPECTED'));
		return { sent: {}, draft: null, errors };
	}
	const pool = findPool(world, sent.pool_id, errors);
	const draft = {
		tasks: checkTasks(world, sent.tasks, pool, errors),
		overlap: chooseOverlap(world, sent, pool, allowDefaults, errors),
		reservedFor: checkUsers(sent, 'reserved_for', errors),
		unavailableFor: checkUsers(sent, 'unavailable_for', errors),
		issuingOrder: checkRange(sent, 'issuing_order_override', MAX_ISSUING_ORDER, errors) ?? 0,
		mixed: checkFlag(sent, 'mixed', errors),
		place: checkPlace(sent, pool, errors),
		rest: checkRest(sent, '', errors),
	};
	const valid = pool !== null && errors.size === 0;
	return { sent, draft: valid ? { pool, ...draft } : null, errors };
}

/** Required unless the pool's default may be used. */
function chooseOverlap(
	world: World,
	sent: JsonObject,
	pool: Pool | null,
	allowDefaults: boolean,
	errors: FieldErrors,
): number | null {
	const own = checkOverlap(sent, errors);
	const ofPool = pool?.settings.defaultOverlap || null;
	const { suiteOverlapWithDefaults, missingOverlap } = world.switches.get();
	const prefersPool = allowDefaults && suiteOverlapWithDefaults === 'pool';
	if (own === null || (own !== undefined && (ofPool === null || !prefersPool))) {
		return own;
	}
	if (ofPool !== null && (own !== undefined || allowDefaults || missingOverlap === 'default')) {
		return ofPool;
	}
	errors.set('overlap', fieldError('VALUE_REQUIRED'));
	return null;
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
