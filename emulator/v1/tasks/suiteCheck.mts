import type { Json, JsonObject } from '../../json.mts';
import { fieldError, type FieldErrors } from '../../service/errors.mts';
import type { World } from '../../world.mts';
import type { Pool, SuiteDraft } from '../entities.mts';
import { checkTasks } from './contentCheck.mts';
import {
	checkFlag,
	checkObject,
	checkOverlap,
	checkRange,
	checkRest,
	checkUsers,
	type Checked,
} from './fieldChecks.mts';

const MAX_ISSUING_ORDER = 99_999.99999;

/** Checks one suite as sent (toloka-api §6.2); unknown keys of a suite are accepted. */
export function checkSuite(world: World, sent: Json, allowDefaults: boolean): Checked<SuiteDraft> {
	return checkObject(world, sent, 'task_suite', (suite, pool, errors) => ({
		tasks: checkTasks(world, suite.tasks, pool, errors),
		overlap: chooseOverlap(world, suite, pool, allowDefaults, errors),
		reservedFor: checkUsers(suite, 'reserved_for', errors),
		unavailableFor: checkUsers(suite, 'unavailable_for', errors),
		issuingOrder: checkRange(suite, 'issuing_order_override', MAX_ISSUING_ORDER, errors) ?? 0,
		mixed: checkFlag(suite, 'mixed', errors),
		place: checkPlace(suite, pool, errors),
		rest: checkRest(suite, '', errors),
	}));
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
