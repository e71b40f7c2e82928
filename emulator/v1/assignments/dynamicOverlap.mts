import { isJsonObject } from '../../json.mts';
import type { World } from '../../world.mts';
import type { Assignment, PoolTask } from '../entities.mts';
import { aggregateTask } from '../solutions/aggregation.mts';
import { ballotOf } from '../solutions/ballots.mts';
import { ownTasks } from './finishing.mts';

interface Config {
	maxOverlap: number;
	minConfidence: number;
	fields: string[];
}

/**
 * Where all answers to a task are in and do not agree well enough, one more is wanted, up to the
 * most that the pool allows (`dynamic_overlap_config`, toloka-api §P3.2). Tells whether any is.
 */
export function raiseWhereUnsure(world: World, assignment: Assignment): boolean {
	const config = configOf(assignment);
	if (config === null) return false;
	const unsure = ownTasks(assignment).filter((task) => isUnsure(world, task, config));
	for (const task of unsure) {
		task.overlap = (task.overlap ?? 0) + 1;
	}
	if (unsure.length > 0) {
		Object.assign(assignment.pool.crew, { firstOpen: 0, doneSinceUs: null });
	}
	return unsure.length > 0;
}

function isUnsure(world: World, task: PoolTask, config: Config): boolean {
	const { overlap, pool, knownSolutions } = task;
	if (overlap === null || overlap >= config.maxOverlap || knownSolutions !== null) return false;
	const ballots = pool.assignments
		.filter(({ status }) => status === 'SUBMITTED' || status === 'ACCEPTED')
		.flatMap((one) => {
			const index = one.suite.tasks.findIndex(({ id }) => id === task.id);
			return index === -1 ? [] : [ballotOf(world, one, task, index)];
		});
	if (ballots.length < overlap) return false;
	const poll = { task, ballots };
	const { confidence } = aggregateTask(pool, poll, config.fields, 'WEIGHTED_DYNAMIC_OVERLAP');
	return confidence < config.minConfidence;
}

function configOf({ pool, suite }: Assignment): Config | null {
	const config = pool.settings.rest.dynamic_overlap_config;
	if (!suite.mixed || !isJsonObject(config)) return null;
	const fields = Array.isArray(config.fields) ? config.fields.filter(isJsonObject) : [];
	return {
		maxOverlap: Number(config.max_overlap),
		minConfidence: Number(config.min_confidence),
		fields: fields.map(({ name }) => String(name)),
	};
}
