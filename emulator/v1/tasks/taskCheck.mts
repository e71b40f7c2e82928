import type { Json, JsonObject } from '../../json.mts';
import { fieldError, type FieldErrors } from '../../service/errors.mts';
import type { World } from '../../world.mts';
import type { Pool, TaskDraft } from '../entities.mts';
import { checkContent } from './contentCheck.mts';
import { checkObject, checkOverlap, checkUsers, type Checked } from './fieldChecks.mts';

/** Checks one task as sent to `/tasks` (toloka-api §P2.2); unknown keys are accepted. */
export function checkTask(world: World, sent: Json, allowDefaults: boolean): Checked<TaskDraft> {
	return checkObject(world, sent, 'task', (task, pool, errors) => {
		const draft = {
			...checkContent(world, task, '', pool, errors),
			overlap: chooseOverlap(world, task, pool, allowDefaults, errors),
			reservedFor: checkUsers(task, 'reserved_for', errors),
			unavailableFor: checkUsers(task, 'unavailable_for', errors),
		};
		if (pool?.settings.reward === 0 && draft.knownSolutions === null) {
			errors.set('known_solutions', fieldError('VALUE_REQUIRED'));
		}
		return draft;
	});
}

/**
 * A task's own overlap takes precedence over the pool's default, whatever is allowed
 * (toloka-api §P11, P8). Without a default for tasks, the default for suites applies; 0 is none
 * (toloka-api §P3.2).
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
