import { US_PER_MS } from '../../dates.mts';
import type { JsonObject } from '../../json.mts';
import { FieldReader } from '../../service/fieldReader.mts';
import { found } from '../../service/errors.mts';
import type { Reply, ServiceRequest, ServiceRoute } from '../../service/route.mts';
import type { World } from '../../world.mts';
import type { Pool } from '../entities.mts';
import { blockersOf } from './moderation.mts';

/** Only on Yandex Tasks, and outside of v1 (toloka-api §P3.10). */
export const yandexRoutes: readonly ServiceRoute[] = [
	{
		method: 'GET',
		pattern: '/pools/{id}/validate',
		query: [],
		handle: (world, request) => ({
			status: 200,
			body: blockersOf(world, findPool(world, request)),
		}),
	},
	{ method: 'PUT', pattern: '/poolModeration/{id}', query: [], handle: moderate },
];

function findPool(world: World, { params }: ServiceRequest): Pool {
	return found(world.pools.get(params.id ?? ''));
}

/** Of its statuses only READY is known, of its response only the first keys. */
function moderate(world: World, request: ServiceRequest): Reply {
	const pool = findPool(world, request);
	const fields = FieldReader.ofBody(request.body);
	fields.allowOnly(['status']);
	fields.require('status');
	fields.oneOf('status', ['READY']);
	fields.finish();
	const { poolModerationMs } = world.switches.get();
	pool.moderation.passedUs ??= world.nowUs() + poolModerationMs * US_PER_MS;
	const body: JsonObject = {
		poolId: Number(pool.id),
		projectId: Number(pool.project.id),
		status: 'READY',
	};
	return { status: 200, body };
}
