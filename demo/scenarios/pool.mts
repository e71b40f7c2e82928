import type { Execution } from '../n8n/client/executions.mts';
import { outputOf } from '../n8n/client/executions.mts';
import type { Demo } from '../setUp.mts';
import { runWorkflow } from './workflowRuns.mts';

const POOL_NAME = 'Animals, week 2';
const AGGREGATED = 'Toloka Get Aggregated Solutions';
const VOTE = 'Majority vote';

export interface PoolSummary {
	tasks: number;
	suites: number;
	/** Solutions that Toloka aggregated. */
	solutions: number;
	/** Votes that the node counted. */
	votes: number;
	/** Tasks without an aggregated solution, or without a vote, together with their own row. */
	lost: number;
	doubled: number;
}

/** Scenario B: rows become tasks, people do them, and two methods find one answer per task. */
export async function runPool({ client, workflows, emulator }: Demo): Promise<PoolSummary> {
	const execution = await runWorkflow(client, workflows.pool.id);
	const rows = outputOf(execution, 'One item per row').length;
	const poolId = emulator.catalogue.pools().find(({ name }) => name === POOL_NAME)?.id ?? '';
	const suites = emulator.truth.taskSuites(poolId);
	const tasks = suites.flatMap((suite) => suite.tasks);
	const images = new Map(tasks.map(({ id, input }) => [id, input.image]));
	const [solutions, votes] = [AGGREGATED, VOTE].map((node) => answersOf(execution, node, images));
	return {
		tasks: rows,
		suites: suites.length,
		solutions: solutions.count,
		votes: votes.count,
		lost: solutions.lost + votes.lost,
		doubled: Math.max(0, tasks.length - rows) + solutions.doubled + votes.doubled,
	};
}

/** Compares a node's output with the tasks and the images of their rows. */
function answersOf(execution: Execution, node: string, images: ReadonlyMap<string, unknown>) {
	const output = outputOf(execution, node);
	const answered = output
		.filter(({ json }) => images.get(String(json.task_id)) === json.input_image)
		.map(({ json }) => String(json.task_id));
	const { size } = new Set(answered);
	return { count: output.length, lost: images.size - size, doubled: answered.length - size };
}
