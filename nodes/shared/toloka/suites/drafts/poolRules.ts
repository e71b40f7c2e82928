import type { RowSpecs } from '../../fields/rows/mapping';
import { taskReader } from '../../fields/rows/mapping';
import type { TaskReader } from '../../fields/rows/taskForm';
import { inParallel } from '../../flow/parallel';
import type { Pool, Project, Waiting } from '../../pools/pools';
import {
	assertAcceptsTasks,
	getProject,
	getUnlockedPool,
	inputSpecOf,
	outputSpecOf,
} from '../../pools/pools';
import type { TolokaFailure } from '../../service/failures';
import { outcomeOf } from '../../service/failures';
import type { Send } from '../../service/requests';
import { isRecord } from '../../values/foreign';
import { onceByName } from '../../values/onceByName';
import type { CreationKind } from './kinds';
import { SUITES, TASKS } from './kinds';

/** What a pool requires of its suites or tasks. */
export interface PoolRules extends Required<RowSpecs> {
	/** Suites made beforehand, or tasks that the pool mixes itself. */
	kind: CreationKind;
	/** Reads tasks by the fields of the project. */
	tasks: TaskReader;
	/** Whether performers choose tasks on a map, so that every suite needs a location. */
	needsPlace: boolean;
	/** Whether the pool is known to have no default overlap. */
	lacksDefaultOverlap: boolean;
	/** Whether priorities of suites have an effect; undefined if the pool does not say. */
	issuesInOrder: boolean | undefined;
	isClosed: boolean;
}

/** Reads the rules of each pool, or why the pool accepts nothing. */
export async function readPoolRules(
	send: Send,
	poolIds: readonly string[],
	waiting: Waiting,
): Promise<Map<string, PoolRules | TolokaFailure>> {
	const projectOf = onceByName(async (id) => await getProject(send, id));
	const rules = await inParallel(
		poolIds,
		async (poolId) => await outcomeOf(rulesOf(send, poolId, projectOf, waiting)),
	);
	return new Map(poolIds.map((poolId, index) => [poolId, rules[index]]));
}

async function rulesOf(
	send: Send,
	poolId: string,
	projectOf: (id: string) => Promise<Project>,
	waiting: Waiting,
): Promise<PoolRules> {
	const pool = await getUnlockedPool(send, poolId, waiting);
	assertAcceptsTasks(pool);
	const project = await projectOf(pool.project_id);
	const specs = { inputSpec: inputSpecOf(project), outputSpec: outputSpecOf(project) };
	const kind = kindOf(pool);
	return {
		kind,
		...specs,
		tasks: taskReader(specs),
		needsPlace: project.assignments_issuing_type === 'MAP_SELECTOR',
		lacksDefaultOverlap: isRecord(pool.defaults) && !defaultOverlap(pool.defaults, kind),
		issuesInOrder: issuesInOrder(pool),
		isClosed: pool.status === 'CLOSED',
	};
}

/** Training pools mix as well (toloka-api §P1). */
function kindOf({ mixer_config: mixer, type }: Pool): CreationKind {
	return isRecord(mixer) || type === 'TRAINING' ? TASKS : SUITES;
}

/** Tasks use the default for suites if there is none for tasks (toloka-api §P3.2). */
function defaultOverlap(defaults: Record<string, unknown>, { name }: CreationKind): unknown {
	const ofTasks = name === 'tasks' ? defaults.default_overlap_for_new_tasks : undefined;
	return ofTasks ?? defaults.default_overlap_for_new_task_suites;
}

function issuesInOrder({ assignments_issuing_config: config }: Pool): boolean | undefined {
	const isIssued = isRecord(config) ? config.issue_task_suites_in_creation_order : undefined;
	return typeof isIssued === 'boolean' ? isIssued : undefined;
}
