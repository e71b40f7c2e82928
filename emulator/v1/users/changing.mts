import type { Microseconds } from '../../dates.mts';
import type { World } from '../../world.mts';
import { callToAllPools } from '../assignments/staffing.mts';

/** `pool_access_revoked_reason`, and the skill if that is why (official client, conditions). */
type Reason =
	| { pool_access_revoked_reason: 'RESTRICTION' }
	| { pool_access_revoked_reason: 'SKILL_CHANGE'; skill_id: string };

/** Makes a change that may admit a performer to pools or exclude them, with its consequences. */
export function changeAccess(
	world: World,
	userId: string,
	reason: Reason,
	atUs: Microseconds,
	change: () => void,
): void {
	const follows = world.accessWatches.map((watch) => watch(world, userId, reason, atUs));
	change();
	for (const follow of follows) follow();
	callToAllPools(world, atUs);
}
