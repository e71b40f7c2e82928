import type { Microseconds } from '../../dates.mts';
import type { World } from '../../world.mts';
import type { Pool } from '../entities.mts';
import { announce } from '../webhooks/events.mts';

/** `last_close_reason` (toloka-api §P3.5). */
const CLOSE_REASONS = [
	'MANUAL',
	'EXPIRED',
	'COMPLETED',
	'NOT_ENOUGH_BALANCE',
	'ASSIGNMENTS_LIMIT_EXCEEDED',
	'BLOCKED',
	'FOR_UPDATE',
] as const;

export type CloseReason = (typeof CLOSE_REASONS)[number];

/** Nothing more is issued; performers at work may still finish. */
export function closePool(world: World, pool: Pool, reason: CloseReason, atUs: Microseconds): void {
	pool.status = 'CLOSED';
	pool.lastCloseReason = reason;
	pool.lastStoppedUs = atUs;
	pool.crew.doneSinceUs = null;
	announce(world, 'POOL_CLOSED', pool, atUs, { close_reason: reason });
}
