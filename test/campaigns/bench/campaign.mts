import type { OnProgress } from '../../../demo/n8n/progress.mts';
import type { Contestant, Means } from './contestants.mts';
import type { Cell } from './results.mts';
import type { Service } from './service.mts';
import type { Failed, Measurement } from './task.mts';
import { taskOf, type Workload } from './workloads.mts';

export interface Rounds {
	rounds: number;
	/** Number of rounds for contestants in n8n. */
	n8nRounds: number;
}

/**
 * Measures one workload at one size. The contestants take turns, so that a noisy spell of the
 * machine affects all of them, and in both orders, because the position changes results by up to a
 * tenth. An unmeasured turn of the first contestants prepares files and the service.
 */
export async function compare(
	workload: Workload,
	rows: number,
	contestants: readonly Contestant[],
	service: Service,
	means: Means,
	{ rounds, n8nRounds }: Rounds,
	onProgress: OnProgress,
): Promise<Cell[]> {
	const title = workload.title;
	const cells = contestants.map(({ id }) => {
		const cell: Cell = { workload: workload.id, title, rows, contestant: id, runs: [] };
		return cell;
	});
	let target = await workload.prepare(service, rows);
	const turn = async (contestant: Contestant): Promise<Measurement | Failed> => {
		if (workload.isWriting) target = await workload.prepare(service, rows);
		await service.takeRequests();
		const run = await contestant.run(taskOf(workload, service, rows, target), means);
		const requests = await service.takeRequests();
		return 'failed' in run ? run : { requests: perTime(requests, run), ...run };
	};
	for (const contestant of contestants) if (!contestant.isInN8n) await turn(contestant);
	for (let round = 1; round <= rounds; round++) {
		const turns = [...contestants.entries()];
		if (round % 2 === 0) turns.reverse();
		for (const [index, contestant] of turns) {
			if (contestant.isInN8n && round > n8nRounds) continue;
			const run = await turn(contestant);
			cells[index].runs.push(run);
			const outcome = 'failed' in run ? run.failed : `${run.seconds.toFixed(2)} s`;
			onProgress(`${workload.id}, ${rows} rows, round ${round}, ${contestant.id}: ${outcome}`);
		}
	}
	return cells;
}

/** Divides the requests by the number of repetitions behind a figure. */
function perTime(requests: Record<string, number>, { figures }: Measurement): typeof requests {
	const times = figures?.times ?? 1;
	return Object.fromEntries(
		Object.entries(requests).map(([endpoint, count]) => [endpoint, count / times]),
	);
}
