import type { PassFigures } from './pass.mts';

/** What a pass shows that queue mode promises otherwise: lost, made twice, or not ended well. */
export function brokenPromises(figures: PassFigures): string[] {
	const { pipelines, killedWorkers, refusals, suspended, pools, poolWait } = figures;
	const { accepted, answers } = pools;
	const counts = {
		...pipelines,
		'items of killed workers': killedWorkers.items,
		'tasks of killed workers': killedWorkers.tasks,
		'items of refused workers': refusals.items,
		'tasks of a suspended execution': suspended.tasks,
		'tasks in pools': pools.tasks,
		clones: pools.clones,
		accepted: { lost: accepted.lost, doubled: accepted.others },
		// n8n keeps no data of an execution whose worker was killed, so its answers cannot be counted.
		answers: { lost: 0, doubled: answers.doubled },
	};
	const faults = Object.entries(counts).flatMap(([name, { lost, doubled }]) => [
		...(lost > 0 ? [`${name}: ${lost} lost`] : []),
		...(doubled > 0 ? [`${name}: ${doubled} doubled`] : []),
	]);
	const failed = refusals.executions - refusals.succeeded;
	if (failed > 0) faults.push(`refused workers: ${failed} executions failed`);
	if (suspended.status !== 'success') faults.push(`suspended execution: ${suspended.status}`);
	if (poolWait.status !== 'success') faults.push(`wait on another worker: ${poolWait.status}`);
	return faults;
}
