import { US_PER_MS, type Microseconds } from '../../dates.mts';
import type { JsonObject } from '../../json.mts';
import type { Mixer, PoolSettings } from '../entities.mts';

const YEAR_US = 365 * 86_400_000 * US_PER_MS;

/** The settings of a pool if nothing else is requested (toloka-api §P3.2). */
export function defaultSettings(privateName: string, createdUs: Microseconds): PoolSettings {
	return {
		privateName,
		willExpireUs: createdUs + YEAR_US,
		reward: 0.02,
		maxDurationS: 600,
		autoAccept: true,
		autoAcceptPeriodDays: null,
		autoCloseDelayS: 0,
		hasAdultContent: false,
		defaultOverlap: 1,
		defaultTaskOverlap: null,
		mixer: null,
		priority: 0,
		rest: {},
	};
}

/** Reads `mixer_config`; the minimum of each kind defaults to its count (toloka-api §P3.3). */
export function readMixer(sent: JsonObject): Mixer {
	const count = (name: string, initial = 0): number => Number(sent[name] ?? initial);
	const real = count('real_tasks_count');
	const golden = count('golden_tasks_count');
	const training = count('training_tasks_count');
	return {
		real,
		golden,
		training,
		minReal: count('min_real_tasks_count', real),
		minGolden: count('min_golden_tasks_count', golden),
		minTraining: count('min_training_tasks_count', training),
		forceLast: sent.force_last_assignment !== false,
		forceLastDelayS: count('force_last_assignment_delay_seconds'),
		shuffle: sent.shuffle_tasks_in_task_suite !== false,
		sent,
	};
}

/** A training mixes its own tasks, as can be seen among pools (fixtures of the official client). */
export function trainingMixer(rest: JsonObject): Mixer {
	return readMixer({
		real_tasks_count: 0,
		golden_tasks_count: 0,
		training_tasks_count: rest.training_tasks_in_task_suite_count ?? 1,
		min_training_tasks_count: 1,
		mix_tasks_in_creation_order: rest.mix_tasks_in_creation_order ?? true,
		shuffle_tasks_in_task_suite: rest.shuffle_tasks_in_task_suite ?? true,
	});
}

/**
 * `defaults` is required and never empty, but a pool may lack the default for suites: then every
 * suite needs an overlap of its own (toloka-api §6.2, §P3.2).
 */
export function withSomeDefault(settings: PoolSettings): PoolSettings {
	const { defaultOverlap, defaultTaskOverlap } = settings;
	return defaultOverlap === null && defaultTaskOverlap === null
		? { ...settings, defaultTaskOverlap: 1 }
		: settings;
}
