import type { Task } from '../task.mts';
import { serveOneTask } from './measured.mts';
import { manyTimes } from './manyTimes.mts';
import { createSuites } from './floor/createSuites.mts';
import { drainItems } from './floor/drainItems.mts';
import { connectionTo } from './floor/http.mts';
import { pushItems } from './floor/pushItems.mts';
import { writeAnswers } from './floor/readAnswers.mts';
import { readSolutions, readSolutionsAndTasks, writeSolutions } from './floor/readSolutions.mts';

/**
 * The floor: a plain axios loop with keep-alive, as somebody would write it for this one purpose.
 */
serveOneTask(async (task, rows) => {
	const http = connectionTo(task);
	switch (task.workload) {
		case 'W1':
			return await readSolutions(http, task);
		case 'W2':
			return await writeSolutions(http, task);
		case 'W3':
			return await pushItems(http, task, rows);
		case 'W8':
			return await manyTimes(async () => await pushItems(http, task, rows));
		case 'W9':
			return await readSolutionsAndTasks(http, task);
		case 'W10':
			return await writeAnswers(http, task);
		case 'W4':
			return await createSuites(http, task, rows);
		case 'W5':
			return await drainItems(http, task);
		default:
			throw new RangeError(`The floor has no ${task.workload}`);
	}
}, warmUp);

async function warmUp(task: Task): Promise<void> {
	await connectionTo(task).get('/api/v1/pools', { params: { limit: 1 } });
}
