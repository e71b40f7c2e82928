import { inappropriateStatus, ServiceError } from '../../service/errors.mts';
import type { World } from '../../world.mts';
import type { Assignment, Pool } from '../entities.mts';
import { requiredTraining } from './body.mts';

/** A performer may appeal, and get an answer, within this time (toloka-api §P3.9). */
const APPEAL_US = 9 * 86_400 * 1_000_000;

/** Only a closed pool whose assignments are all decided can be archived; there is no way back. */
export function requireArchivable(world: World, pool: Pool): void {
	if (pool.status !== 'CLOSED') {
		throw inappropriateStatus('POOL_INAPPROPRIATE_STATUS', ['CLOSED']);
	}
	if (pool.type === 'TRAINING') {
		requireUnused(world, pool);
		return;
	}
	refuseWhere(pool, ({ status }) => status === 'ACTIVE', 'THERE_IS_ACTIVE_ASSIGNMENT');
	refuseWhere(pool, ({ status }) => status === 'SUBMITTED', 'SUBMITTED_ASSIGNMENTS_CONFLICT');
	refuseWhere(
		pool,
		({ status, times }) =>
			status === 'REJECTED' && world.nowUs() - (times.rejected ?? 0) < APPEAL_US,
		'THERE_IS_REJECTED_ASSIGNMENT',
	);
}

function refuseWhere(pool: Pool, isInTheWay: (one: Assignment) => boolean, code: string): void {
	if (pool.assignments.some(isInTheWay)) {
		throw new ServiceError(409, code, 'Pool has assignments that are not final yet');
	}
}

/** Every pool that requires this training must be archived first. */
function requireUnused(world: World, training: Pool): void {
	const users = [...world.pools.values()].filter(
		({ settings, status }) => requiredTraining(settings) === training.id && status !== 'ARCHIVED',
	);
	if (users.length > 0) {
		throw new ServiceError(
			409,
			'TRAINING_ARCHIVE_CONFLICT',
			'Pools that use the training are not archived',
		);
	}
}
