import { runNode } from '../../../engine/engine.mts';
import { credentialsFor, nodeFor } from '../../nodeParameters.mts';
import { rowsFor } from '../../rows.mts';
import type { Outcome, Task } from '../../task.mts';

const NODE = 'Node under test';

/** One execution with one of our nodes in it. */
export async function runInEngine(task: Task): Promise<Outcome> {
	const run = await runNode({
		credentials: credentialsFor(task),
		...nodeFor(task),
		input: rowsFor(task),
	});
	if (run.status !== 'success') throw new Error(run.error?.message ?? run.status);
	const [{ executionTime }] = run.data.resultData.runData[NODE];
	return { seconds: executionTime / 1000, rows: run.outputs[0].length };
}
