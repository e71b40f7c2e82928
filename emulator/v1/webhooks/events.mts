import type { Microseconds } from '../../dates.mts';
import type { JsonObject } from '../../json.mts';
import type { World } from '../../world.mts';
import type { Assignment, Pool } from '../entities.mts';
import { deliverEvent } from './delivery.mts';
import type { EventType, Subscription } from './entities.mts';

const DIGITS = 3;

/** Sends an event of a pool to everybody who has subscribed to it (toloka-api §8). */
export function announce(
	world: World,
	type: EventType,
	pool: Pool,
	atUs: Microseconds,
	facts: JsonObject,
): void {
	for (const subscription of world.subscriptions.values()) {
		if (subscription.pool !== pool || subscription.eventType !== type) continue;
		const event = {
			...eventOf(world, type, subscription, atUs),
			webhook_subscription_id: subscription.id,
			...facts,
		};
		const times = world.switches.get().webhooksTwice ? 2 : 1;
		for (let count = 0; count < times; count += 1) void deliverEvent(world, subscription, event);
	}
}

/** Subscribers are notified before quality control rules act, which may cause further events. */
export function announceAssignment(
	world: World,
	type: EventType,
	assignment: Assignment,
	atUs: Microseconds,
): void {
	const { id, suite, pool } = assignment;
	announce(world, type, pool, atUs, { task_suite_id: suite.id, assignment_id: id });
	for (const follow of world.assignmentRules) follow(world, type, assignment, atUs);
}

/** The fields of every event. */
export function eventOf(
	world: World,
	type: EventType | 'TEST_EVENT',
	{ pool }: Subscription,
	atUs: Microseconds,
): JsonObject {
	return {
		uuid: world.ids.uuid(),
		event_time: world.wireDate(atUs, DIGITS),
		project_id: pool.project.id,
		pool_id: pool.id,
		type,
	};
}
