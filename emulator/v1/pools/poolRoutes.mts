import { found, ServiceError } from '../../service/errors.mts';
import { listParameters, searchPage, type ListSpec } from '../../service/search.mts';
import {
	pageAnswer,
	type Answer,
	type ServiceRequest,
	type ServiceRoute,
} from '../../service/route.mts';
import type { World } from '../../world.mts';
import type { Operation, Pool } from '../entities.mts';
import { formatOperation } from '../operations/operationRoutes.mts';
import { closePool } from './closing.mts';
import { openPool, requireOpenable } from './opening.mts';
import { formatPool } from './wire.mts';

const pools: ListSpec<Pool> = {
	fields: {
		id: { kind: 'text', read: (pool) => pool.id },
		created: { kind: 'date', read: (pool) => pool.createdUs },
		last_started: { kind: 'date', read: (pool) => pool.lastStartedUs },
		status: { kind: 'text', read: (pool) => pool.status },
		project_id: { kind: 'text', read: (pool) => pool.project.id },
	},
	sortable: ['id', 'created', 'last_started'],
	ranges: ['id', 'created', 'last_started'],
	exact: ['status', 'project_id'],
	limits: { initial: 50, max: 300 },
	defaultSort: 'id',
};

/** Pools (toloka-api §6.10). */
export const poolRoutes: readonly ServiceRoute[] = [
	{
		method: 'GET',
		pattern: '/pools',
		query: listParameters(pools),
		handle: (world, { query }) => {
			const page = searchPage([...world.pools.values()], pools, query, world.switches.get());
			const items = page.entries.map((pool) => formatPool(world, pool));
			return pageAnswer('items', items, page.hasMore);
		},
	},
	{
		method: 'GET',
		pattern: '/pools/{id}',
		query: [],
		handle: (world, { params }) => ({
			status: 200,
			body: formatPool(world, findPool(world, params.id)),
		}),
	},
	{ method: 'POST', pattern: '/pools/{id}/open', query: [], handle: open },
	{ method: 'POST', pattern: '/pools/{id}/close', query: [], handle: close },
];

function findPool(world: World, id: string | undefined): Pool {
	return found(world.pools.get(id ?? ''));
}

function open(world: World, request: ServiceRequest): Answer {
	const pool = findPool(world, request.params.id);
	if (pool.status === 'OPEN') {
		return { status: 204 };
	}
	requireOpenable(pool);
	return changePool(world, pool, 'POOL.OPEN', request, (atUs) => openPool(world, pool, atUs));
}

function close(world: World, request: ServiceRequest): Answer {
	const pool = findPool(world, request.params.id);
	if (pool.status !== 'OPEN') {
		return { status: 204 };
	}
	return changePool(world, pool, 'POOL.CLOSE', request, (atUs) => {
		closePool(pool, 'MANUAL', atUs);
	});
}

/** One pool operation has to end before another may begin (toloka-api §6.10). */
function changePool(
	world: World,
	pool: Pool,
	type: Operation['type'],
	request: ServiceRequest,
	change: (atUs: number) => void,
): Answer {
	if (world.operations.isPoolLocked(pool.id)) {
		throw new ServiceError(
			409,
			'POOL_LOCKED_BY_ANOTHER_OPERATION',
			'Pool is locked by another operation',
		);
	}
	const operation = world.operations.start(world, {
		type,
		parameters: { pool_id: pool.id },
		locksPool: pool.id,
		outcome: 'SUCCESS',
		fault: request.operationFault,
		work: (finishedUs) => {
			change(finishedUs);
			return { details: {}, log: [] };
		},
		undone: { details: {}, log: [] },
	});
	return { status: 202, body: formatOperation(world, operation) };
}
