import { outputOf } from '../n8n/client/executions.mts';
import type { Demo } from '../setUp.mts';
import { runWorkflow } from './workflowRuns.mts';

const POOL_NAME = 'Animals, week 2';

export interface PoolSummary {
	tasks: number;
	suites: number;
	solutions: number;
	lost: number;
	doubled: number;
}

/** Scenario B: rows become tasks, people do them, one answer per task. */
export async function runPool({ client, workflows, emulator }: Demo): Promise<PoolSummary> {
	const execution = await runWorkflow(client, workflows.pool.id);
	const rows = outputOf(execution, 'One item per row').length;
	const solutions = outputOf(execution, 'Toloka Get Aggregated Solutions');
	const poolId = emulator.catalogue.pools().find(({ name }) => name === POOL_NAME)?.id ?? '';
	const suites = emulator.truth.taskSuites(poolId);
	const tasks = suites.flatMap((suite) => suite.tasks.map(({ id }) => id));
	const answered = new Set(solutions.map(({ json }) => String(json.task_id)));
	return {
		tasks: rows,
		suites: suites.length,
		solutions: solutions.length,
		lost: tasks.filter((id) => !answered.has(id)).length,
		doubled: Math.max(0, tasks.length - rows) + solutions.length - answered.size,
	};
}
