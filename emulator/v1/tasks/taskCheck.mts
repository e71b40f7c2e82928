import { isJsonObject, type Json, type JsonObject } from '../../json.mts';
import { fieldError, type FieldErrors } from '../../service/errors.mts';
import type { World } from '../../world.mts';
import type { Pool, TaskDraft } from '../entities.mts';
import { checkContent } from './contentCheck.mts';
import { checkOverlap, checkUsers, findPool, type Checked } from './fieldChecks.mts';

/** Checks one task as sent to `/tasks` (toloka-api §P2.2); unknown keys are accepted. */
export function checkTask(world: World, sent: Json, allowDefaults: boolean): Checked<TaskDraft> {
	const errors: FieldErrors = new Map();
	if (!isJsonObject(sent)) {
		errors.set('task', fieldError('OBJECT_EXPECTED'));
		return { sent: {}, draft: null, errors };
	}
	const pool = findPool(world, sent.pool_id, errors);
	const draft = {
		...checkContent(world, sent, '', pool, errors),
		overlap: chooseOverlap(world, sent, pool, allowDefaults, errors),
		reservedFor: checkUsers(sent, 'reserved_for', errors),
		unavailableFor: checkUsers(sent, 'unavailable_for', errors),
	};
	if (pool?.settings.reward === 0 && draft.knownSolutions === null) {
		errors.set('known_solutions', fieldError('VALUE_REQUIRED'));
	}
	const valid = pool !== null && errors.size === 0;
	return { sent, draft: valid ? { pool, ...draft } : null, errors };
}

/**
 * A task's own overlap wins over the pool's default, whatever is allowed (toloka-api §P11, P8). The
 * default is that for suites where there is none for tasks, and 0 is none (toloka-api §P3.2).
 */
function chooseOverlap(
	world: World,
	sent: JsonObject,
	pool: Pool | null,
	allowDefaults: boolean,
	errors: FieldErrors,
): number | null {
	const own = checkOverlap(sent, errors);
	if (own !== undefined) {
		return own;
	}
	const { defaultTaskOverlap = null, defaultOverlap = null } = pool?.settings ?? {};
	const ofPool = (defaultTaskOverlap ?? defaultOverlap) || null;
	if (ofPool === null || !(allowDefaults || world.switches.get().missingOverlap === 'default')) {
		errors.set('overlap', fieldError('VALUE_REQUIRED'));
	}
	return ofPool;
}
