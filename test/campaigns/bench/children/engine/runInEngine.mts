import { createRequire } from 'node:module';
import { manyTimes } from '../manyTimes.mts';
import { keepFilesOnDisk } from './binaryData.mts';
import { runNode } from '../../../../engine/engine.mts';
import { leapOverWaits, type NodeClock } from '../../leapingWaits.mts';
import { credentialsFor, nodeFor, type NodeCall } from '../../nodeParameters.mts';
import type { Row } from '../../rows.mts';
import type { Outcome, Task, Work } from '../../task.mts';

const NODE = 'Node under test';
const EMPTY_NODE = 'Sink';
const INTO_FILES: readonly Work[] = ['W2', 'W9', 'W10'];
const CLOCK = '../../../../../dist/nodes/shared/n8n/clock.js';

/** Runs one execution with one of our nodes; in W8 many, one after the other. */
export async function runInEngine(task: Task, rows: Row[]): Promise<Outcome> {
	const require = createRequire(import.meta.url);
	leapOverWaits((require(CLOCK) as { systemClock: NodeClock }).systemClock);
	const node = nodeFor(task);
	if (task.workload !== 'W8') return await runOnce(task, rows, node);
	return await manyTimes(async (time) => await runOnce(task, rows, node, `${time}`));
}

/** Sends one request from one of our nodes; none in W6, which runs in virtual time. */
export async function readSomething(task: Task): Promise<void> {
	if (task.workload === 'W6') return;
	const parameters = { resource: 'pool', operation: 'getMany', returnAll: false, limit: 1 };
	const credentials = credentialsFor(task);
	const run = await runNode({ credentials, type: 'toloka', parameters, executionId: 'before' });
	if (run.status !== 'success') throw new Error(run.error?.message ?? run.status);
}

/** Runs one execution with this node. */
export async function runOnce(
	task: Task,
	rows: Row[],
	node: NodeCall,
	executionId?: string,
): Promise<Outcome> {
	const files = INTO_FILES.includes(task.workload) ? await keepFilesOnDisk() : undefined;
	const run = await runNode({
		credentials: credentialsFor(task),
		...node,
		input: rows,
		executionId,
	});
	await files?.remove();
	if (run.status !== 'success') throw new Error(run.error?.message ?? run.status);
	const { runData } = run.data.resultData;
	const [output] = run.outputs;
	const counts = output.map(({ json }) => Number(json.count));
	return {
		seconds: runData[NODE][0].executionTime / 1000,
		rows: files === undefined ? output.length : counts.reduce((sum, count) => sum + count, 0),
		// The time that n8n itself takes to pass this many items to a node that does nothing.
		figures: { emptyNodeMs: runData[EMPTY_NODE][0].executionTime },
	};
}
