import type { Microseconds } from '../../dates.mts';
import { inappropriateStatus, ServiceError } from '../../service/errors.mts';
import type { OperationFault } from '../../service/route.mts';
import type { World } from '../../world.mts';
import type { OperationLogEntry, Pool } from '../entities.mts';

/** Opens a pool; refused when it is empty, archived or locked (toloka-api §6.10). */
export function openPool(pool: Pool, atUs: Microseconds): void {
	requireOpenable(pool);
	pool.status = 'OPEN';
	pool.lastStartedUs = atUs;
}

export function requireOpenable(pool: Pool): void {
	if (pool.status !== 'CLOSED' && pool.status !== 'OPEN') {
		throw inappropriateStatus('POOL_INAPPROPRIATE_STATUS', ['OPEN', 'CLOSED']);
	}
	if (isEmpty(pool)) {
		throw new ServiceError(
			409,
			'EMPTY_POOL',
			'Pool contains no tasks. Operation is not allowed',
			null,
		);
	}
}

/** Tasks that were uploaded without suites cannot be given out where nothing mixes them. */
function isEmpty(pool: Pool): boolean {
	return isMixing(pool) ? pool.tasks.length === 0 : pool.suites.length === 0;
}

/** Whether the service makes the suites (toloka-api §P2.6); trainings always do. */
export function isMixing({ settings, type }: Pool): boolean {
	return settings.mixer !== null || type === 'TRAINING';
}

/** A failed opening is seen only in the log: the operation itself is a success. */
export function openPools(
	world: World,
	pools: Iterable<Pool>,
	fault: OperationFault | undefined,
	atUs: Microseconds,
): OperationLogEntry[] {
	return [...pools]
		.filter((pool) => pool.status !== 'OPEN')
		.map((pool) => {
			const input = { pool_id: Number(pool.id) };
			try {
				if (fault?.kind === 'pool-open-fail') {
					throw new ServiceError(409, 'NOT_ENOUGH_BALANCE', 'Not enough balance');
				}
				openPool(pool, atUs);
				return { type: 'POOL_OPEN', success: true, input, output: {} };
			} catch (error) {
				if (!(error instanceof ServiceError)) throw error;
				const output = {
					code: error.code,
					message: error.message,
					request_id: `ao_${world.ids.hex(32)}`,
				};
				return { type: 'POOL_OPEN', success: false, input, output };
			}
		});
}
