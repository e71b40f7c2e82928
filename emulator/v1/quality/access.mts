import type { Microseconds } from '../../dates.mts';
import type { World } from '../../world.mts';
import type { Pool } from '../entities.mts';
import { isAdmitted } from '../users/admission.mts';
import { actWhereMet } from './applying.mts';
import type { Facts } from './collectors.mts';
import { assignmentsOf } from './history.mts';
import { rulesOf, type Rule } from './rules.mts';

/**
 * Rules about performers who lose access to a pool: what they submitted there is issued again
 * (official guide, “Recompletion of assignments”). Call before a change that may revoke a
 * performer's access, and call the returned function afterwards.
 */
export function watchAccess(
	world: World,
	userId: string,
	why: Facts,
	atUs: Microseconds,
): () => void {
	const open = [...world.pools.values()].filter(
		(pool) => watchersOf(pool).length > 0 && isAdmitted(world, pool, userId, atUs),
	);
	return () => {
		for (const pool of open) {
			if (!isAdmitted(world, pool, userId, atUs)) applyTo(world, pool, userId, why, atUs);
		}
	};
}

/** Runs each rule once per assignment that counts as answered. */
function applyTo(world: World, pool: Pool, userId: string, why: Facts, atUs: Microseconds): void {
	const answered = assignmentsOf(pool, userId).filter(
		({ status }) => status === 'SUBMITTED' || status === 'ACCEPTED',
	);
	for (const rule of watchersOf(pool)) {
		for (const assignment of answered) {
			actWhereMet({ world, rule, assignment, userId, atUs }, why);
		}
	}
}

function watchersOf(pool: Pool): Rule[] {
	return rulesOf(pool).filter(({ collector }) => collector === 'USERS_ASSESSMENT');
}
