import { US_PER_MS, type Microseconds } from '../../dates.mts';
import { inappropriateStatus, ServiceError } from '../../service/errors.mts';
import type { ServiceRequest } from '../../service/route.mts';
import type { World } from '../../world.mts';
import { callPerformers, callToAllPools } from '../assignments/staffing.mts';
import type { OperationLogEntry, Pool } from '../entities.mts';
import { closePool } from './closing.mts';
import { noticeCompletion } from './completion.mts';
import { isMixing } from './kind.mts';
import { requireModerated } from './moderation.mts';

/** Opens a pool; refused if it is empty, archived or locked (toloka-api §6.10). */
export function openPool(world: World, pool: Pool, atUs: Microseconds): void {
	requireOpenable(pool);
	if (pool.status === 'OPEN') {
		return;
	}
	startRunning(world, pool, atUs);
}

/** Opens a pool without the checks that can refuse it (toloka-api §P3.8). */
export function startRunning(world: World, pool: Pool, atUs: Microseconds): void {
	const isFirst = pool.lastStartedUs === null;
	pool.status = 'OPEN';
	pool.lastStartedUs = atUs;
	pool.crew.doneSinceUs = null;
	if (isFirst) {
		pool.crew.visibleFromUs = atUs + world.switches.get().moderationMs * US_PER_MS;
	}
	watchExpiry(world, pool, atUs);
	if (pool.type === 'TRAINING') callToAllPools(world, atUs);
	callPerformers(world, pool, atUs);
	if (pool.crew.hasAnswers) {
		noticeCompletion(world, pool, atUs);
	}
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

/** Without smart mixing, tasks that were uploaded without suites cannot be issued. */
function isEmpty(pool: Pool): boolean {
	return isMixing(pool) ? pool.tasks.length === 0 : pool.suites.length === 0;
}

/** `will_expire` may change meanwhile, so it is checked again when it was due. */
function watchExpiry(world: World, pool: Pool, atUs: Microseconds): void {
	const { willExpireUs } = pool.settings;
	world.timeline.at(Math.max(atUs, willExpireUs), (nowUs) => {
		if (pool.status !== 'OPEN') {
			return;
		}
		if (pool.settings.willExpireUs <= nowUs) {
			closePool(world, pool, 'EXPIRED', nowUs);
		} else {
			watchExpiry(world, pool, nowUs);
		}
	});
}

/** A failed opening appears only in the log: the operation itself succeeds. */
export function openPools(
	world: World,
	pools: Iterable<Pool>,
	{ base, operationFault }: Pick<ServiceRequest, 'base' | 'operationFault'>,
	atUs: Microseconds,
): OperationLogEntry[] {
	return [...pools]
		.filter((pool) => pool.status !== 'OPEN')
		.map((pool) => {
			const input = { pool_id: Number(pool.id) };
			try {
				if (operationFault?.kind === 'pool-open-fail') {
					throw new ServiceError(409, 'NOT_ENOUGH_BALANCE', 'Not enough balance');
				}
				requireModerated(world, pool, base);
				openPool(world, pool, atUs);
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
