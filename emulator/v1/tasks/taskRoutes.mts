import { isJsonObject, type Json } from '../../json.mts';
import { found, invalidField, ServiceError } from '../../service/errors.mts';
import { listParameters, readLimit, searchPage, type ListSpec } from '../../service/search.mts';
import {
	pageReply,
	type Reply,
	type ServiceRequest,
	type ServiceRoute,
} from '../../service/route.mts';
import type { World } from '../../world.mts';
import type { PoolTask, TaskDraft } from '../entities.mts';
import { isMixing } from '../pools/kind.mts';
import type { UploadKind } from './kind.mts';
import { UPLOAD_PARAMETERS } from './request.mts';
import { checkTask } from './taskCheck.mts';
import { createTask } from './taskCreation.mts';
import { findTask, tasksOfPool } from './taskList.mts';
import { measureUpload, upload } from './upload.mts';
import { formatPoolTask } from './wire.mts';

const tasks: UploadKind<TaskDraft, PoolTask> = {
	operation: 'TASK.BATCH_CREATE',
	validated: 'TASK_VALIDATE',
	created: 'TASK_CREATE',
	idName: 'task_id',
	check: checkTask,
	create: createTask,
	format: formatPoolTask,
	tasksOf: (task: Json) => (isJsonObject(task) ? [task] : []),
	/** Sources differ (toloka-api §P11, P4): the tasks are stored but never issued, or refused. */
	requireFitting: (world, pool) => {
		if (!isMixing(pool) && world.switches.get().tasksIntoPlainPool === 'refused') {
			throw new ServiceError(409, 'MIXER_CONFIG_REQUIRED', 'Pool has no mixer config');
		}
	},
};

/** Tasks (toloka-api §P2). */
export const taskRoutes: readonly ServiceRoute[] = [
	{
		method: 'POST',
		pattern: '/tasks',
		query: UPLOAD_PARAMETERS,
		handle: (world, request) => upload(world, tasks, request),
		measure: (body) => measureUpload(tasks, body),
	},
	{
		method: 'GET',
		pattern: '/tasks',
		query: listParameters({ ranges: ['id', 'created', 'overlap'], exact: ['overlap'] }, 'pool_id'),
		handle: list,
	},
	{
		method: 'GET',
		pattern: '/tasks/{id}',
		query: [],
		handle: (world, { params }) => ({
			status: 200,
			body: formatPoolTask(world, found(findTask(world, params.id ?? ''))),
		}),
	},
];

function list(world: World, { query }: ServiceRequest): Reply {
	if (query.pool_id === undefined) {
		throw invalidField('pool_id', 'VALUE_REQUIRED');
	}
	const pool = world.pools.get(query.pool_id);
	const bulk = pool?.bulk.tasks ?? null;
	if (bulk !== null) {
		const limit = readLimit(query, listSpec(world).limits, world.switches.get());
		return { status: 200, body: world.formulaPages.page(bulk, bulk, query, limit) };
	}
	const all = pool === undefined ? [] : tasksOfPool(pool);
	const page = searchPage(all, listSpec(world), query, world.switches.get());
	const items = page.entries.map((task) => formatPoolTask(world, task));
	return pageReply('items', items, page.hasMore);
}

function listSpec(world: World): ListSpec<PoolTask> {
	return {
		fields: {
			id: { kind: 'text', read: (task) => task.id },
			created: { kind: 'date', read: (task) => task.createdUs },
			overlap: { kind: 'number', read: (task) => task.overlap },
		},
		sortable: ['id', 'created'],
		ranges: ['id', 'created', 'overlap'],
		exact: ['overlap'],
		limits: { initial: 50, max: world.switches.get().tasksMaxLimit },
		defaultSort: 'id',
		ascendsById: true,
	};
}
