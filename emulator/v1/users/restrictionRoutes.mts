import type { JsonObject } from '../../json.mts';
import { deleteRoute, readRoutes, type Collection } from '../../service/collection.mts';
import { ServiceError } from '../../service/errors.mts';
import { FieldReader } from '../../service/fieldReader.mts';
import type { Reply, ServiceRequest, ServiceRoute } from '../../service/route.mts';
import type { World } from '../../world.mts';
import { callToAllPools } from '../assignments/staffing.mts';
import type { Restriction } from './entities.mts';
import { restrict } from './restricting.mts';

const DIGITS = 3;
const MAX_COMMENT = 499;
const SCOPES = ['ALL_PROJECTS', 'PROJECT', 'POOL', 'SYSTEM'] as const;

const restrictions: Collection<Restriction> = {
	pattern: '/user-restrictions',
	spec: {
		fields: {
			id: { kind: 'id', read: ({ id }) => id },
			created: { kind: 'date', read: ({ createdUs }) => createdUs },
			scope: { kind: 'text', known: SCOPES, read: ({ scope }) => scope },
			user_id: { kind: 'text', read: ({ userId }) => userId },
			project_id: { kind: 'text', read: ({ projectId }) => projectId },
			pool_id: { kind: 'text', read: ({ poolId }) => poolId },
		},
		sortable: ['id', 'created'],
		ranges: ['id', 'created'],
		exact: ['scope', 'user_id', 'project_id', 'pool_id'],
		limits: { initial: 50, max: 500 },
		defaultSort: 'id',
	},
	entriesOf: (world) => world.restrictions,
	format,
};

/** Restrictions of performers (toloka-api §P8.2). */
export const restrictionRoutes: readonly ServiceRoute[] = [
	{ method: 'PUT', pattern: '/user-restrictions', query: [], handle: put },
	...readRoutes(restrictions),
	deleteRoute(restrictions, (world, _restriction, remove) => {
		remove();
		callToAllPools(world, world.nowUs());
	}),
];

/** 201 for a new restriction, 200 for an existing one. */
function put(world: World, { body }: ServiceRequest): Reply {
	const wanted = read(world, FieldReader.ofBody(body));
	const { restriction, isNew } = restrict(world, wanted, world.nowUs());
	return { status: isNew ? 201 : 200, body: format(world, restriction) };
}

function read(world: World, fields: FieldReader): Omit<Restriction, 'id' | 'createdUs'> {
	fields.allowOnly(['scope', 'user_id', 'project_id', 'pool_id', 'private_comment', 'will_expire']);
	fields.require('scope', 'user_id');
	const scope = fields.oneOf('scope', SCOPES) ?? 'POOL';
	if (scope === 'PROJECT') fields.require('project_id');
	if (scope === 'POOL') fields.require('pool_id');
	const restriction = {
		scope,
		userId: fields.text('user_id') ?? '',
		projectId: fields.id('project_id'),
		poolId: fields.id('pool_id'),
		comment: fields.text('private_comment', MAX_COMMENT),
		willExpireUs: fields.date('will_expire'),
	};
	const { projectId, poolId } = restriction;
	if (projectId !== null && !world.poolProjects.has(projectId)) {
		fields.complain('project_id', 'ENTITY_DOES_NOT_EXIST');
	}
	if (poolId !== null && !world.pools.has(poolId)) {
		fields.complain('pool_id', 'ENTITY_DOES_NOT_EXIST');
	}
	fields.finish();
	if (scope === 'SYSTEM') {
		throw new ServiceError(409, 'SYSTEM_SCOPE_MODIFICATION', 'System restrictions are read only');
	}
	return restriction;
}

function format(world: World, restriction: Restriction): JsonObject {
	const { projectId, poolId, comment, willExpireUs } = restriction;
	return {
		id: restriction.id,
		scope: restriction.scope,
		user_id: restriction.userId,
		...(projectId !== null && { project_id: projectId }),
		...(poolId !== null && { pool_id: poolId }),
		...(comment !== null && { private_comment: comment }),
		...(willExpireUs !== null && { will_expire: world.wireDate(willExpireUs, DIGITS) }),
		created: world.wireDate(restriction.createdUs, DIGITS),
	};
}
