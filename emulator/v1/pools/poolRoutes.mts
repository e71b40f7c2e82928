import { FieldReader } from '../../service/fieldReader.mts';
import type { Reply, ServiceRequest, ServiceRoute } from '../../service/route.mts';
import type { World } from '../../world.mts';
import { readPoolBody } from './body.mts';
import { findPool, openable, routesOf, type RoutesOf } from './routesOf.mts';
import { formatPool } from './wire.mts';

const pools: RoutesOf = {
	path: 'pools',
	type: 'REGULAR',
	readable: ['REGULAR', 'TRAINING'],
	read: readPoolBody,
	format: formatPool,
};

/** Pools (toloka-api §6.10, §P3). */
export const poolRoutes: readonly ServiceRoute[] = [
	...routesOf(pools),
	{ method: 'PATCH', pattern: '/pools/{id}', query: [], handle: changePriority },
];

/** For an archived pool: 409 with an empty body (toloka-api §P3.1). */
function changePriority(world: World, request: ServiceRequest): Reply {
	const pool = findPool(world, openable(world, pools), request);
	const fields = FieldReader.ofBody(request.body);
	fields.allowOnly(['priority']);
	fields.require('priority');
	const priority = fields.number('priority', { min: -100, max: 100, integer: true });
	fields.finish();
	if (pool.status === 'ARCHIVED') {
		return { status: 409 };
	}
	pool.settings.priority = priority ?? 0;
	return { status: 200, body: formatPool(world, pool) };
}
