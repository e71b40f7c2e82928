import { TolokaFailure, outcomeOf } from '../service/failures';
import type { InputCheck } from '../fields/check';
import { inputCheck } from '../fields/check';
import type { FieldSpecs } from '../fields/specs';
import type { Send } from '../service/requests';
import { inParallel } from '../flow/parallel';
import type { Project } from '../pools/pools';
import {
	getPool,
	getProject,
	inputSpecOf,
	outputSpecOf,
	assertTakesTaskSuites,
} from '../pools/pools';
import { isRecord } from '../values/foreign';

/** What a pool demands of the suites that go into it. */
export interface PoolRules {
	/** Input fields of the project; empty where it declares none, which checks nothing. */
	inputSpec: FieldSpecs;
	checkInput: InputCheck;
	/** What people give back, as known solutions have it. */
	outputSpec: FieldSpecs;
	/** Performers choose tasks on a map, so every suite needs a place. */
	needsPlace: boolean;
	/** The pool is known to have no overlap of its own to fall back on. */
	lacksDefaultOverlap: boolean;
}

const CONCURRENCY = 3;

/** The rules of each pool, or why it takes no suites. */
export async function readPoolRules(
	send: Send,
	poolIds: readonly string[],
): Promise<Map<string, PoolRules | TolokaFailure>> {
	const projects = new Map<string, Promise<Project>>();
	const rules = await inParallel(poolIds, CONCURRENCY, async (poolId) => {
		return await outcomeOf(rulesOf(send, poolId, projects));
	});
	return new Map(poolIds.map((poolId, index) => [poolId, rules[index]]));
}

async function rulesOf(
	send: Send,
	poolId: string,
	projects: Map<string, Promise<Project>>,
): Promise<PoolRules> {
	const pool = await getPool(send, poolId);
	assertTakesTaskSuites(pool);
	const reading = projects.get(pool.project_id) ?? getProject(send, pool.project_id);
	projects.set(pool.project_id, reading);
	const project = await reading;
	const inputSpec = inputSpecOf(project);
	return {
		inputSpec,
		checkInput: inputCheck(inputSpec),
		outputSpec: outputSpecOf(project),
		needsPlace: project.assignments_issuing_type === 'MAP_SELECTOR',
		lacksDefaultOverlap:
			isRecord(pool.defaults) && !pool.defaults.default_overlap_for_new_task_suites,
	};
}
