import type { Microseconds } from '../../dates.mts';
import { idAsText, isJsonObject, type JsonObject } from '../../json.mts';
import { FieldReader } from '../../service/fieldReader.mts';
import type { World } from '../../world.mts';
import type { PoolProject, PoolSettings } from '../entities.mts';
import { checkQualityControl } from '../quality/bodyCheck.mts';
import { checkConfigs, checkDistribution } from './configCheck.mts';
import { defaultSettings, readMixer } from './settings.mts';

/** Seconds for a suite, of a pool or a training. */
export const DURATION = { min: 5, max: 2_147_483_647, integer: true };
const OVERLAP = { min: 1, max: 30_000, integer: true };
const MIXED = { min: 0, max: 500, integer: true };
const ONLY_TYPES = { dynamic_overlap_config: 'BASIC', dynamic_pricing_config: 'SKILL' };
const LEAST_REWARD = 0.005;
const MIXER_COUNTS = ['real_tasks_count', 'golden_tasks_count', 'training_tasks_count'];

/** Kept as sent, but must be objects. */
const OBJECTS = [
	'dynamic_pricing_config',
	'dynamic_overlap_config',
	'assignments_issuing_config',
	'filter',
	'quality_control',
	'speed_quality_balance',
	'metadata',
	'training_config',
];
const TEXTS = ['private_comment', 'public_description', 'public_instructions'];

/** Kept as sent. */
export const REST = [...OBJECTS, ...TEXTS, 'captcha_frequency'];

/** Set by the service, but accepted, so that a pool can be sent back as it was read. */
export const SERVER_SET = [
	'id',
	'status',
	'last_close_reason',
	'created',
	'last_started',
	'last_stopped',
	'owner',
	'training',
];

const KEYS = [
	...SERVER_SET,
	...REST,
	'project_id',
	'private_name',
	'may_contain_adult_content',
	'will_expire',
	'reward_per_assignment',
	'assignment_max_duration_seconds',
	'auto_accept_solutions',
	'auto_accept_period_day',
	'auto_close_after_complete_delay_seconds',
	'defaults',
	'mixer_config',
	'priority',
	'type',
];

export interface PoolBody {
	project: PoolProject;
	settings: PoolSettings;
}

/**
 * Reads a pool; omitted fields get their defaults (toloka-api §P3.1, §P3.2). A replacement needs no
 * overlap for suites if the pool has none.
 */
export function readPoolBody(
	world: World,
	fields: FieldReader,
	createdUs: Microseconds,
	replaced?: PoolSettings,
): PoolBody {
	fields.allowOnly(KEYS);
	fields.require(
		'project_id',
		'private_name',
		'will_expire',
		'reward_per_assignment',
		'assignment_max_duration_seconds',
		'defaults',
	);
	const project = readProject(world, fields);
	const settings = readSettings(fields, createdUs);
	if (replaced === undefined || replaced.defaultOverlap !== null) {
		fields.inside('defaults')?.require('default_overlap_for_new_task_suites');
	}
	fields.finish();
	return { project: project as PoolProject, settings };
}

export function readProject(world: World, fields: FieldReader): PoolProject | null {
	const id = fields.id('project_id');
	const project = world.poolProjects.get(id ?? '') ?? null;
	if (id !== null && project === null) {
		fields.complain('project_id', 'ENTITY_DOES_NOT_EXIST');
	}
	return project;
}

function readSettings(fields: FieldReader, createdUs: Microseconds): PoolSettings {
	const initial = defaultSettings(fields.text('private_name') ?? '', createdUs);
	const defaults = fields.inside('defaults');
	for (const name of OBJECTS) fields.object(name);
	checkConfigs(fields);
	checkQualityControl(fields);
	for (const name of TEXTS) fields.text(name);
	fields.oneOf('type', ['REGULAR', 'TRAINING']);
	const delay = fields.number('auto_close_after_complete_delay_seconds', {
		min: 0,
		max: 259_200,
		integer: true,
	});
	return {
		...initial,
		willExpireUs: fields.date('will_expire') ?? initial.willExpireUs,
		reward: readReward(fields) ?? initial.reward,
		maxDurationS:
			fields.number('assignment_max_duration_seconds', DURATION) ?? initial.maxDurationS,
		autoAccept: fields.flag('auto_accept_solutions') ?? initial.autoAccept,
		autoAcceptPeriodDays: fields.number('auto_accept_period_day', {
			min: 1,
			max: 21,
			integer: true,
		}),
		autoCloseDelayS: delay ?? initial.autoCloseDelayS,
		hasAdultContent: fields.flag('may_contain_adult_content') ?? initial.hasAdultContent,
		defaultOverlap:
			defaults?.number('default_overlap_for_new_task_suites', { ...OVERLAP, min: 0 }) ?? null,
		defaultTaskOverlap: defaults?.number('default_overlap_for_new_tasks', OVERLAP) ?? null,
		mixer: readMixerConfig(fields),
		priority: fields.number('priority', { min: -100, max: 100, integer: true }) ?? initial.priority,
		rest: withTypes(fields.rest(REST)),
	};
}

/** The only type of dynamic overlap and pricing is returned, even if it was not sent. */
function withTypes(rest: JsonObject): JsonObject {
	const typed = { ...rest };
	for (const [name, type] of Object.entries(ONLY_TYPES)) {
		const config = rest[name];
		if (isJsonObject(config)) typed[name] = { type, ...config };
	}
	return typed;
}

/** Nothing, or the documented minimum and more (toloka-api §P3.2). */
function readReward(fields: FieldReader): number | null {
	const reward = fields.number('reward_per_assignment', { min: 0 });
	const isTooLittle = reward !== null && reward > 0 && reward < LEAST_REWARD;
	if (isTooLittle) fields.complain('reward_per_assignment', 'VALUE_LESS_THAN_MIN', [LEAST_REWARD]);
	return reward;
}

function readMixerConfig(fields: FieldReader): PoolSettings['mixer'] {
	const config = fields.inside('mixer_config');
	const sent = fields.object('mixer_config');
	if (config === null || sent === null) {
		return null;
	}
	config.require(...MIXER_COUNTS);
	for (const name of MIXER_COUNTS) {
		config.number(name, MIXED);
		config.number(`min_${name}`, MIXED);
	}
	config.number('force_last_assignment_delay_seconds', { min: 0, max: 86_400, integer: true });
	for (const name of [
		'force_last_assignment',
		'mix_tasks_in_creation_order',
		'shuffle_tasks_in_task_suite',
	]) {
		config.flag(name);
	}
	for (const name of ['golden_task_distribution_function', 'training_task_distribution_function']) {
		checkDistribution(config.inside(name));
	}
	return readMixer(Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null)));
}

/** The training that a pool requires performers to have passed. */
export function requiredTraining({ rest }: PoolSettings): string | null {
	const control = rest.quality_control;
	const requirement: JsonObject[string] | undefined = isJsonObject(control)
		? control.training_requirement
		: undefined;
	const id = idAsText(isJsonObject(requirement) ? requirement.training_pool_id : undefined);
	return typeof id === 'string' ? id : null;
}
