import type { Microseconds } from '../../dates.mts';
import type { JsonObject } from '../../json.mts';
import type { FieldReader } from '../../service/fieldReader.mts';
import type { ServiceRoute } from '../../service/route.mts';
import type { World } from '../../world.mts';
import type { Pool, PoolProject } from '../entities.mts';
import { DURATION, readProject, SERVER_SET, type PoolBody } from './body.mts';
import { routesOf } from './routesOf.mts';
import { defaultSettings } from './settings.mts';
import { formatServerSet } from './wire.mts';

const FLAGS = [
	'inherited_instructions',
	'mix_tasks_in_creation_order',
	'shuffle_tasks_in_task_suite',
];
/** From 0 to 500 (official OpenAPI). */
const COUNTS = ['training_tasks_in_task_suite_count', 'task_suites_required_to_pass'];

/** Fields of a training that are kept as sent (toloka-api §P3.11). */
const FIELDS = [
	...FLAGS,
	...COUNTS,
	'public_instructions',
	'retry_training_after_days',
	'metadata',
];

/** Trainings (toloka-api §P3.11). */
export const trainingRoutes: readonly ServiceRoute[] = routesOf({
	path: 'trainings',
	type: 'TRAINING',
	readable: ['TRAINING'],
	read: readTraining,
	format: formatTraining,
});

function readTraining(world: World, fields: FieldReader, createdUs: Microseconds): PoolBody {
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
	for (const name of FLAGS) fields.flag(name);
	for (const name of COUNTS) fields.number(name, { min: 0, max: 500, integer: true });
	fields.number('retry_training_after_days', { min: 1, integer: true });
	fields.text('public_instructions');
	fields.object('metadata');
	const settings = {
		...initial,
		reward: 0,
		hasAdultContent: fields.flag('may_contain_adult_content') ?? false,
		maxDurationS:
			fields.number('assignment_max_duration_seconds', DURATION) ?? initial.maxDurationS,
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
