import type { Microseconds } from '../../dates.mts';
import type { JsonObject } from '../../json.mts';
import { found, inappropriateStatus } from '../../service/errors.mts';
import { FieldReader } from '../../service/fieldReader.mts';
import {
	pageReply,
	type Reply,
	type ServiceRequest,
	type ServiceRoute,
} from '../../service/route.mts';
import { listParameters, searchPage, type ListSpec } from '../../service/search.mts';
import type { World } from '../../world.mts';
import type { Pool, PoolSettings } from '../entities.mts';
import { act, type ActionName } from './actions.mts';
import { addPool, completed } from './adding.mts';
import type { PoolBody } from './body.mts';
import { POOL_STATUSES, poolStatus } from './status.mts';

const ACTIONS: readonly ActionName[] = ['open', 'close', 'close-for-update', 'archive', 'clone'];
const OPENING: readonly ActionName[] = ['open', 'close', 'close-for-update'];
const FILTERS = { ranges: ['id', 'created', 'last_started'], exact: ['status', 'project_id'] };

/** What differs between the routes of pools and those of trainings. */
export interface RoutesOf {
	path: 'pools' | 'trainings';
	type: Pool['type'];
	/** Trainings can be read among pools, too (toloka-api §P3.6); see `openable` for more. */
	readable: ReadonlyArray<Pool['type']>;
	read(
		world: World,
		fields: FieldReader,
		createdUs: Microseconds,
		replaced?: PoolSettings,
	): PoolBody;
	format(world: World, pool: Pool): JsonObject;
}

/** Routes to list, read, create, replace and act (toloka-api §P3.1, §P3.11). */
export function routesOf(kind: RoutesOf): ServiceRoute[] {
	const pattern = `/${kind.path}`;
	const one = `${pattern}/{id}`;
	return [
		{
			method: 'GET',
			pattern,
			query: listParameters(FILTERS),
			handle: (world, request) => list(world, kind, request),
		},
		{
			method: 'POST',
			pattern,
			query: kind.path === 'pools' ? ['storage_key'] : [],
			handle: (world, request) => create(world, kind, request),
		},
		{
			method: 'GET',
			pattern: one,
			query: [],
			handle: (world, request) => ({
				status: 200,
				body: kind.format(world, findPool(world, kind.readable, request)),
			}),
		},
		{
			method: 'PUT',
			pattern: one,
			query: [],
			handle: (world, request) => replace(world, kind, request),
		},
		...ACTIONS.map((name): ServiceRoute => ({
			method: 'POST',
			pattern: `${one}/${name}`,
			query: [],
			handle: (world, request) =>
				act(world, name, findPool(world, typesFor(world, kind, name), request), request),
		})),
	];
}

function typesFor(world: World, kind: RoutesOf, name: ActionName): ReadonlyArray<Pool['type']> {
	return OPENING.includes(name) ? openable(world, kind) : [kind.type];
}

/** Types of pools that can be opened, closed and given a priority at an address. */
export function openable(world: World, { readable, type }: RoutesOf): ReadonlyArray<Pool['type']> {
	return world.switches.get().trainingsAmongPools === 'opened' ? readable : [type];
}

export function findPool(
	world: World,
	types: ReadonlyArray<Pool['type']>,
	{ params }: ServiceRequest,
): Pool {
	const pool = found(world.pools.get(params.id ?? ''));
	return found(types.includes(pool.type) ? pool : undefined);
}

function list(world: World, { type, format }: RoutesOf, { query }: ServiceRequest): Reply {
	const all = [...world.pools.values()].filter((pool) => pool.type === type);
	const page = searchPage(all, listSpec(world), query, world.switches.get());
	const items = page.entries.map((pool) => format(world, pool));
	return pageReply('items', items, page.hasMore);
}

function listSpec(world: World): ListSpec<Pool> {
	return {
		fields: {
			id: { kind: 'id', read: (pool) => pool.id },
			created: { kind: 'date', read: (pool) => pool.createdUs },
			last_started: { kind: 'date', read: (pool) => pool.lastStartedUs },
			status: { kind: 'text', known: POOL_STATUSES, read: (pool) => poolStatus(world, pool) },
			project_id: { kind: 'text', read: (pool) => pool.project.id },
		},
		sortable: ['id', 'created', 'last_started'],
		...FILTERS,
		limits: { initial: 50, max: 300 },
		defaultSort: 'id',
	};
}

function create(world: World, kind: RoutesOf, { body }: ServiceRequest): Reply {
	const createdUs = world.nowUs();
	const wanted = kind.read(world, FieldReader.ofBody(body), createdUs);
	world.quotas.takeCreation(kind.path);
	const pool = addPool(world, { ...wanted, type: kind.type, createdUs, performers: null });
	return { status: 201, body: kind.format(world, pool) };
}

/** Refused unless the pool is closed (toloka-api §P3.1). */
function replace(world: World, kind: RoutesOf, request: ServiceRequest): Reply {
	const pool = findPool(world, [kind.type], request);
	if (poolStatus(world, pool) !== 'CLOSED') {
		throw inappropriateStatus('POOL_INAPPROPRIATE_STATUS', ['CLOSED']);
	}
	const fields = FieldReader.ofBody(request.body);
	const { settings } = kind.read(world, fields, pool.createdUs, pool.settings);
	pool.settings = completed(world, pool.type, settings);
	return { status: 200, body: kind.format(world, pool) };
}
