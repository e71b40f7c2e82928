import { serveOneTask } from './measured.mts';
import { drainThroughTrigger } from './engine/drainThroughTrigger.mts';
import { pollIdly } from './engine/pollIdly.mts';
import { readSomething, runInEngine } from './engine/runInEngine.mts';
import { waitInVirtualTime } from './engine/waitInVirtualTime.mts';

/** Our built nodes in n8n-core: the time of the node as the engine records it. */
serveOneTask(async (task, rows) => {
	if (task.workload === 'W5') return await drainThroughTrigger(task);
	if (task.workload === 'W6') return await waitInVirtualTime(task);
	if (task.workload === 'W11') return await pollIdly(task);
	return await runInEngine(task, rows);
}, readSomething);
