import type { Microseconds } from '../../dates.mts';
import type { Pool } from '../entities.mts';

/** Events that can be subscribed to (toloka-api §8). */
export const EVENT_TYPES = [
	'POOL_CLOSED',
	'DYNAMIC_OVERLAP_COMPLETED',
	'ASSIGNMENT_CREATED',
	'ASSIGNMENT_SUBMITTED',
	'ASSIGNMENT_SKIPPED',
	'ASSIGNMENT_EXPIRED',
	'ASSIGNMENT_APPROVED',
	'ASSIGNMENT_REJECTED',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

export interface Subscription {
	id: string;
	eventType: EventType;
	url: string;
	/** Signs deliveries. */
	secret: string | null;
	pool: Pool;
	createdUs: Microseconds;
}
