import type { JsonObject } from '../../json.mts';
import { FieldReader } from '../../service/fieldReader.mts';
import { found, inappropriateStatus } from '../../service/errors.mts';
import { listParameters, searchPage } from '../../service/search.mts';
import {
	pageAnswer,
	type Answer,
	type ServiceRequest,
	type ServiceRoute,
} from '../../service/route.mts';
import type { World } from '../../world.mts';
import type { Pool, PoolProject, PoolSettings } from '../entities.mts';
import { act, type ActionName } from './actions.mts';
import { addPool } from './adding.mts';
import { readProject, SERVER_SET } from './body.mts';
import { listSpec, ofType } from './poolRoutes.mts';
import { defaultSettings } from './settings.mts';
import { poolStatus } from './status.mts';
import { formatServerSet } from './wire.mts';

const ACTIONS: readonly ActionName[] = ['open', 'close', 'close-for-update', 'archive', 'clone'];

/** What the requester decides about a training, beside its name and its time (§P3.11). */
const FIELDS = [
	'inherited_instructions',
	'public_instructions',
	'mix_tasks_in_creation_order',
	'shuffle_tasks_in_task_suite',
	'training_tasks_in_task_suite_count',
	'task_suites_required_to_pass',
	'retry_training_after_days',
	'metadata',
];

/** Trainings (toloka-api §P3.11). */
export const trainingRoutes: readonly ServiceRoute[] = [
	{
		method: 'GET',
		pattern: '/trainings',
		query: listParameters({
			ranges: ['id', 'created', 'last_started'],
			exact: ['status', 'project_id'],
		}),
		handle: (world, { query }) => {
			const all = ofType(world, 'TRAINING');
			const page = searchPage(all, listSpec(world), query, world.switches.get());
			const items = page.entries.map((training) => formatTraining(world, training));
			return pageAnswer('items', items, page.hasMore);
		},
	},
	{ method: 'POST', pattern: '/trainings', query: [], handle: create },
	{
		method: 'GET',
		pattern: '/trainings/{id}',
		query: [],
		handle: (world, request) => ({
			status: 200,
			body: formatTraining(world, findTraining(world, request)),
		}),
	},
	{ method: 'PUT', pattern: '/trainings/{id}', query: [], handle: replace },
	...ACTIONS.map((name): ServiceRoute => ({
		method: 'POST',
		pattern: `/trainings/{id}/${name}`,
		query: [],
		handle: (world, request) => act(world, name, findTraining(world, request), request),
	})),
];

function findTraining(world: World, { params }: ServiceRequest): Pool {
	const pool = world.pools.get(params.id ?? '');
	return found(pool?.type === 'TRAINING' ? pool : undefined);
}

function create(world: World, { body }: ServiceRequest): Answer {
	const createdUs = world.nowUs();
	const wanted = readTraining(world, FieldReader.ofBody(body), createdUs);
	world.quotas.takeCreation('trainings');
	const training = addPool(world, { ...wanted, type: 'TRAINING', createdUs, performers: null });
	return { status: 201, body: formatTraining(world, training) };
}

function replace(world: World, request: ServiceRequest): Answer {
	const training = findTraining(world, request);
	if (poolStatus(world, training) !== 'CLOSED') {
		throw inappropriateStatus('POOL_INAPPROPRIATE_STATUS', ['CLOSED']);
	}
	const fields = FieldReader.ofBody(request.body);
	training.settings = readTraining(world, fields, training.createdUs).settings;
	return { status: 200, body: formatTraining(world, training) };
}

function readTraining(
	world: World,
	fields: FieldReader,
	createdUs: number,
): { project: PoolProject; settings: PoolSettings } {
	fields.allowOnly([
		...SERVER_SET,
		...FIELDS,
		'project_id',
		'private_name',
		'may_contain_adult_content',
		'assignment_max_duration_seconds',
	]);
	fields.require('project_id', 'private_name');
	const project = readProject(world, fields);
	const initial = defaultSettings(fields.text('private_name') ?? '', createdUs);
	for (const name of FIELDS.slice(4, 7)) {
		fields.number(name, { min: 1, integer: true });
	}
	const settings = {
		...initial,
		reward: 0,
		hasAdultContent: fields.flag('may_contain_adult_content') ?? false,
		maxDurationS:
			fields.number('assignment_max_duration_seconds', { min: 5, integer: true }) ??
			initial.maxDurationS,
		rest: fields.rest(FIELDS),
	};
	fields.finish();
	return { project: project as PoolProject, settings };
}

function formatTraining(world: World, training: Pool): JsonObject {
	const { settings, project } = training;
	return {
		project_id: project.id,
		private_name: settings.privateName,
		may_contain_adult_content: settings.hasAdultContent,
		assignment_max_duration_seconds: settings.maxDurationS,
		mix_tasks_in_creation_order: true,
		shuffle_tasks_in_task_suite: true,
		training_tasks_in_task_suite_count: 1,
		task_suites_required_to_pass: 1,
		...settings.rest,
		...formatServerSet(world, training),
	};
}
