import { createRequire } from 'node:module';
import { keepFilesOnDisk } from './binaryData.mts';
import { runNode } from '../../../../engine/engine.mts';
import { leapOverWaits, type NodeClock } from '../../leapingWaits.mts';
import { credentialsFor, nodeFor } from '../../nodeParameters.mts';
import type { Row } from '../../rows.mts';
import type { Outcome, Task } from '../../task.mts';

const NODE = 'Node under test';
const EMPTY_NODE = 'Sink';
const CLOCK = '../../../../../dist/nodes/shared/n8n/clock.js';

/** One execution with one of our nodes in it. */
export async function runInEngine(task: Task, rows: Row[]): Promise<Outcome> {
	const require = createRequire(import.meta.url);
	leapOverWaits((require(CLOCK) as { systemClock: NodeClock }).systemClock);
	const files = task.workload === 'W2' ? await keepFilesOnDisk() : undefined;
	const run = await runNode({
		credentials: credentialsFor(task),
		...nodeFor(task),
		input: rows,
	});
	await files?.remove();
	if (run.status !== 'success') throw new Error(run.error?.message ?? run.status);
	const { runData } = run.data.resultData;
	const [output] = run.outputs;
	const counts = output.map(({ json }) => Number(json.count));
	return {
		seconds: runData[NODE][0].executionTime / 1000,
		rows: files === undefined ? output.length : counts.reduce((sum, count) => sum + count, 0),
		// What n8n itself takes for handing so many items to a node that does nothing.
		figures: { emptyNodeMs: runData[EMPTY_NODE][0].executionTime },
	};
}
