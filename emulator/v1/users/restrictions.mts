import type { Microseconds } from '../../dates.mts';
import type { World } from '../../world.mts';
import type { Pool } from '../entities.mts';
import type { Restriction } from './entities.mts';

/**
 * Whether the restriction is about this performer in this pool, expired or not (toloka-api §P8.2).
 */
export function keepsAway(
	{ scope, userId, poolId, projectId }: Restriction,
	{ id, project }: Pool,
	who: string,
): boolean {
	const isMeant =
		scope === 'POOL' ? poolId === id : scope === 'PROJECT' ? projectId === project.id : true;
	return isMeant && who === userId;
}

export function holdsAt({ willExpireUs }: Restriction, atUs: Microseconds): boolean {
	return willExpireUs === null || willExpireUs > atUs;
}

export function sameAs(
	world: World,
	wanted: Pick<Restriction, 'scope' | 'userId' | 'projectId' | 'poolId'>,
): Restriction | undefined {
	return [...world.restrictions.values()].find(
		({ scope, userId, projectId, poolId }) =>
			scope === wanted.scope &&
			userId === wanted.userId &&
			projectId === wanted.projectId &&
			poolId === wanted.poolId,
	);
}
