import type { Microseconds } from '../../dates.mts';
import type { World } from '../../world.mts';
import type { Pool } from '../entities.mts';
import type { Restriction } from './entities.mts';

/** Whether it is about this person in this pool, whenever it holds (toloka-api §P8.2). */
export function keepsAway(
	{ userId, poolId, projectId }: Restriction,
	{ id, project }: Pool,
	who: string,
): boolean {
	return who === userId && (poolId ?? id) === id && (projectId ?? project.id) === project.id;
}

export function holdsAt({ willExpireUs }: Restriction, atUs: Microseconds): boolean {
	return willExpireUs === null || willExpireUs > atUs;
}

/** The one that is about the same is replaced. */
export function restrict(
	world: World,
	wanted: Omit<Restriction, 'id' | 'createdUs'>,
	atUs: Microseconds,
): { restriction: Restriction; isNew: boolean } {
	const known = sameAs(world, wanted);
	const { id, createdUs } = known ?? { id: world.nextNumber(), createdUs: atUs };
	const restriction = { ...wanted, id, createdUs };
	world.restrictions.set(id, restriction);
	return { restriction, isNew: known === undefined };
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
