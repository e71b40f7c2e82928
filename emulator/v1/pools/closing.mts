import type { Microseconds } from '../../dates.mts';
import type { Pool } from '../entities.mts';

/** `last_close_reason` (toloka-api §P3.5). */
export const CLOSE_REASONS = [
	'MANUAL',
	'EXPIRED',
	'COMPLETED',
	'NOT_ENOUGH_BALANCE',
	'ASSIGNMENTS_LIMIT_EXCEEDED',
	'BLOCKED',
	'FOR_UPDATE',
] as const;

export type CloseReason = (typeof CLOSE_REASONS)[number];

/** Nothing is given out any more; whoever is at work may still finish. */
export function closePool(pool: Pool, reason: CloseReason, atUs: Microseconds): void {
	pool.status = 'CLOSED';
	pool.lastCloseReason = reason;
	pool.lastStoppedUs = atUs;
	pool.crew.doneSinceUs = null;
}
