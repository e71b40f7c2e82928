import { found } from '../../service/errors.mts';
import type { Reply, ServiceRequest, ServiceRoute } from '../../service/route.mts';
import { US_PER_MS } from '../../dates.mts';
import type { World } from '../../world.mts';
import { deliverEvent } from './delivery.mts';
import { eventOf } from './events.mts';

const DIGITS = 3;

/** Sends a `TEST_EVENT` and returns its outcome, in camel case unlike all else (toloka-api §8). */
export const testCallRoute: ServiceRoute = {
	method: 'POST',
	pattern: '/webhook-subscriptions/{id}/test',
	query: [],
	handle: testCall,
};

async function testCall(world: World, { params }: ServiceRequest): Promise<Reply> {
	const subscription = found(world.subscriptions.get(params.id ?? ''));
	const event = eventOf(world, 'TEST_EVENT', subscription, world.nowUs());
	const { status, error } = await deliverEvent(world, subscription, event);
	const receivedUs = Math.floor(world.clock.now()) * US_PER_MS;
	return {
		status: world.successStatus(200),
		body: {
			success: error === null,
			responseReceivedAt: status === null ? null : world.wireDate(receivedUs, DIGITS),
			errorType: error,
			originalStatusCode: status,
			uuids: [String(event.uuid)],
		},
	};
}
