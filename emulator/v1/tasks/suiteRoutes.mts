import { isJsonObject, type Json } from '../../json.mts';
import { found, invalidField, ServiceError } from '../../service/errors.mts';
import { listParameters, searchPage, type ListSpec } from '../../service/search.mts';
import {
	pageReply,
	type Reply,
	type ServiceRequest,
	type ServiceRoute,
} from '../../service/route.mts';
import type { World } from '../../world.mts';
import type { SuiteDraft, TaskSuite } from '../entities.mts';
import { isMixing } from '../pools/kind.mts';
import type { UploadKind } from './kind.mts';
import { UPLOAD_PARAMETERS } from './request.mts';
import { checkSuite } from './suiteCheck.mts';
import { createSuite } from './suiteCreation.mts';
import { measureUpload, upload } from './upload.mts';
import { formatSuite } from './wire.mts';

const suites: UploadKind<SuiteDraft, TaskSuite> = {
	operation: 'TASK_SUITE.BATCH_CREATE',
	validated: 'TASK_SUITE_VALIDATE',
	created: 'TASK_SUITE_CREATE',
	idName: 'task_suite_id',
	check: checkSuite,
	create: createSuite,
	format: formatSuite,
	tasksOf: (suite: Json) => (isJsonObject(suite) && Array.isArray(suite.tasks) ? suite.tasks : []),
	/** The code is not documented; this one fits by name (toloka-api §P2.6). */
	requireFitting: (_world, pool) => {
		if (isMixing(pool)) {
			throw new ServiceError(
				409,
				'POOL_TASK_TYPE_CONFLICT',
				'Pool mixes tasks itself and does not accept task suites',
			);
		}
	},
};

/** Task suites (toloka-api §6.2, §6.3). */
export const suiteRoutes: readonly ServiceRoute[] = [
	{
		method: 'POST',
		pattern: '/task-suites',
		query: UPLOAD_PARAMETERS,
		handle: (world, request) => upload(world, suites, request),
		measure: (body) => measureUpload(suites, body),
	},
	{
		method: 'GET',
		pattern: '/task-suites',
		query: listParameters(
			{ ranges: ['id', 'created', 'overlap'], exact: ['overlap'] },
			'pool_id',
			'task_id',
		),
		handle: list,
	},
	{
		method: 'GET',
		pattern: '/task-suites/{id}',
		query: [],
		handle: (world, { params }) => ({
			status: 200,
			body: formatSuite(world, found(world.suites.get(params.id ?? ''))),
		}),
	},
];

/** Either `pool_id` or `task_id` is required (toloka-api §6.3). */
function list(world: World, { query }: ServiceRequest): Reply {
	if (query.pool_id === undefined && query.task_id === undefined) {
		throw invalidField('pool_id', 'VALUE_REQUIRED');
	}
	const page = searchPage(candidates(world, query), listSpec(world), query, world.switches.get());
	const items = page.entries.map((suite) => formatSuite(world, suite));
	return pageReply('items', items, page.hasMore);
}

function candidates(world: World, query: ServiceRequest['query']): readonly TaskSuite[] {
	const suites =
		query.pool_id === undefined
			? [...world.suites.values()]
			: (world.pools.get(query.pool_id)?.suites ?? []);
	return query.task_id === undefined
		? suites
		: suites.filter(({ tasks }) => tasks.some(({ id }) => id === query.task_id));
}

function listSpec(world: World): ListSpec<TaskSuite> {
	return {
		fields: {
			id: { kind: 'text', read: (suite) => suite.id },
			created: { kind: 'date', read: (suite) => suite.createdUs },
			overlap: { kind: 'number', read: (suite) => suite.overlap },
		},
		sortable: ['id', 'created'],
		ranges: ['id', 'created', 'overlap'],
		exact: ['overlap'],
		limits: { initial: 50, max: world.switches.get().taskSuitesMaxLimit },
		defaultSort: 'id',
	};
}
