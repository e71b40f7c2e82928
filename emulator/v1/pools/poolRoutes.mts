import { FieldReader } from '../../service/fieldReader.mts';
import { found, inappropriateStatus } from '../../service/errors.mts';
import { listParameters, searchPage, type ListSpec } from '../../service/search.mts';
import {
	pageAnswer,
	type Answer,
	type ServiceRequest,
	type ServiceRoute,
} from '../../service/route.mts';
import type { World } from '../../world.mts';
import type { Pool } from '../entities.mts';
import { act, type ActionName } from './actions.mts';
import { addPool } from './adding.mts';
import { readPoolBody } from './body.mts';
import { poolStatus } from './status.mts';
import { formatPool } from './wire.mts';

const ACTIONS: readonly ActionName[] = ['open', 'close', 'close-for-update', 'archive', 'clone'];
const FILTERS = { ranges: ['id', 'created', 'last_started'], exact: ['status', 'project_id'] };

/** Pools (toloka-api §6.10, §P3). */
export const poolRoutes: readonly ServiceRoute[] = [
	{
		method: 'GET',
		pattern: '/pools',
		query: listParameters(FILTERS),
		handle: (world, { query }) => {
			const page = searchPage(
				ofType(world, 'REGULAR'),
				listSpec(world),
				query,
				world.switches.get(),
			);
			const items = page.entries.map((pool) => formatPool(world, pool));
			return pageAnswer('items', items, page.hasMore);
		},
	},
	{ method: 'POST', pattern: '/pools', query: ['storage_key'], handle: create },
	{
		method: 'GET',
		pattern: '/pools/{id}',
		query: [],
		handle: (world, { params }) => ({
			status: 200,
			body: formatPool(world, found(world.pools.get(params.id ?? ''))),
		}),
	},
	{ method: 'PUT', pattern: '/pools/{id}', query: [], handle: replace },
	{ method: 'PATCH', pattern: '/pools/{id}', query: [], handle: changePriority },
	...ACTIONS.map((name): ServiceRoute => ({
		method: 'POST',
		pattern: `/pools/{id}/${name}`,
		query: [],
		handle: (world, request) => act(world, name, findPool(world, request), request),
	})),
];

export function ofType(world: World, type: Pool['type']): Pool[] {
	return [...world.pools.values()].filter((pool) => pool.type === type);
}

/** Pools and trainings are filtered and sorted alike. */
export function listSpec(world: World): ListSpec<Pool> {
	return {
		fields: {
			id: { kind: 'id', read: (pool) => pool.id },
			created: { kind: 'date', read: (pool) => pool.createdUs },
			last_started: { kind: 'date', read: (pool) => pool.lastStartedUs },
			status: { kind: 'text', read: (pool) => poolStatus(world, pool) },
			project_id: { kind: 'text', read: (pool) => pool.project.id },
		},
		sortable: ['id', 'created', 'last_started'],
		...FILTERS,
		limits: { initial: 50, max: 300 },
		defaultSort: 'id',
	};
}

/** Trainings are read here, too, but changed under their own address (toloka-api §P3.6). */
function findPool(world: World, { params }: ServiceRequest): Pool {
	const pool = world.pools.get(params.id ?? '');
	return found(pool?.type === 'REGULAR' ? pool : undefined);
}

function create(world: World, { body }: ServiceRequest): Answer {
	const createdUs = world.nowUs();
	const wanted = readPoolBody(world, FieldReader.ofBody(body), createdUs);
	world.quotas.takeCreation('pools');
	const pool = addPool(world, { ...wanted, type: 'REGULAR', createdUs, performers: null });
	return { status: 201, body: formatPool(world, pool) };
}

/** Refused while it is open (toloka-api §P3.1). */
function replace(world: World, request: ServiceRequest): Answer {
	const pool = findPool(world, request);
	if (poolStatus(world, pool) !== 'CLOSED') {
		throw inappropriateStatus('POOL_INAPPROPRIATE_STATUS', ['CLOSED']);
	}
	const fields = FieldReader.ofBody(request.body);
	pool.settings = readPoolBody(world, fields, pool.createdUs, pool.settings).settings;
	return { status: 200, body: formatPool(world, pool) };
}

/** Of an archived pool: 409 with an empty body (toloka-api §P3.1). */
function changePriority(world: World, request: ServiceRequest): Answer {
	const pool = findPool(world, request);
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
