import type { JsonObject } from '../../json.mts';
import type { ServiceBase } from '../../service/auth.mts';
import { ServiceError } from '../../service/errors.mts';
import type { World } from '../../world.mts';
import type { Pool } from '../entities.mts';

/** What `validate` returns for a pool (toloka-api §P3.10). */
export function blockersOf(world: World, pool: Pool): JsonObject[] {
	const isHeldUp = isInModeration(world, pool);
	return [
		{ type: 'MUST_PASS_MODERATION', active: isHeldUp, blocker: isHeldUp },
		{ type: 'HAS_NON_ACTUAL_SNAPSHOT_MAJOR_VERSION', active: false, blocker: false },
	];
}

/** Only on Yandex Tasks; all that is known of the refusal is that it exists. */
export function requireModerated(world: World, pool: Pool, base: ServiceBase): void {
	if (base === 'yandexTasks' && isInModeration(world, pool)) {
		throw new ServiceError(409, 'CONFLICT_STATE', 'Pool must pass moderation');
	}
}

function isInModeration(world: World, { moderation }: Pool): boolean {
	const isNeeded = moderation.isNeeded ?? world.switches.get().yandexModeration;
	const { passedUs } = moderation;
	return isNeeded && (passedUs === null || passedUs > world.nowUs());
}
