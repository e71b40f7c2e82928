import type { Microseconds } from '../../dates.mts';
import type { World } from '../../world.mts';
import { callToAllPools } from '../assignments/staffing.mts';
import { changeAccess } from './changing.mts';
import type { Restriction } from './entities.mts';
import { sameAs } from './restrictions.mts';

/** Replaces a restriction with the same target. When it expires, performers are called to pools. */
export function restrict(
	world: World,
	wanted: Omit<Restriction, 'id' | 'createdUs'>,
	atUs: Microseconds,
): { restriction: Restriction; isNew: boolean } {
	const known = sameAs(world, wanted);
	const { id, createdUs } = known ?? { id: world.nextNumber(), createdUs: atUs };
	const restriction = { ...wanted, id, createdUs };
	const reason = { pool_access_revoked_reason: 'RESTRICTION' } as const;
	changeAccess(world, wanted.userId, reason, atUs, () => {
		world.restrictions.set(id, restriction);
	});
	const { willExpireUs } = restriction;
	if (willExpireUs !== null && willExpireUs > atUs) {
		world.timeline.at(willExpireUs, (endUs) => callToAllPools(world, endUs));
	}
	return { restriction, isNew: known === undefined };
}
