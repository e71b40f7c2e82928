import type { QueueStack } from './queueStack.mts';
import { tasks } from './counts.mts';
import { outputOf } from '../../../demo/n8n/client/executions.mts';
import { WAIT, poolWaitWorkflow } from './workflows.mts';

const MINUTE = 60_000;

/** A wait for people that one worker starts and, after it is killed, another one ends. */
export interface PoolWaitFigures {
	status: string;
	/** The close reasons that the execution output, one per pool. */
	reasons: string[];
	/** Number of workers that ran a part of it, not counting the killed one. */
	otherWorkers: number;
}

/** A wait for people in progress. */
interface PoolWait {
	pool: string;
	/** ID of its execution. */
	id: string;
}

/** Starts a wait for people; the node polls for a minute before it suspends the execution. */
export async function beginPoolWait(stack: QueueStack): Promise<PoolWait> {
	const { credential } = stack;
	const { seedData } = stack.emulator;
	const pool = seedData.addPool({ name: 'Waited for', defaultOverlap: 1, performers: false }).id;
	seedData.addTaskSuites(pool, { count: 1 });
	seedData.openPool(pool);
	const workflowId = await stack.publish(poolWaitWorkflow(pool, credential));
	return { pool, id: await stack.send(workflowId, tasks('waited', 1)) };
}

/** Kills the worker that suspended a wait for people, who finish meanwhile. */
export async function endElsewhere(
	stack: QueueStack,
	{ pool, id }: PoolWait,
): Promise<PoolWaitFigures> {
	const { client, emulator, queueMode } = stack;
	await client.executions.wait(id, { until: ['waiting'] });
	const began = stack.workersOf([id]);
	if (began.length === 0) throw new Error(`No worker says that it began execution ${id}`);
	await Promise.all(began.map(async (index) => await queueMode.workers[index]?.kill()));
	emulator.seedData.closePool(pool, 'COMPLETED');
	const execution = await client.executions.wait(id, { timeoutMs: 5 * MINUTE });
	const others = stack.workersOf([id]).filter((index) => !began.includes(index));
	await stack.startWorkers(began);
	const done = outputOf(execution, WAIT, { output: 1 });
	return {
		status: execution.status,
		reasons: done.map(({ json }) => String(json.last_close_reason)),
		otherWorkers: others.length,
	};
}
