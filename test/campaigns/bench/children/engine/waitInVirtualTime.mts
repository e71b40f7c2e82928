import type { LogEntry } from '../../../../../emulator/steering/log.mts';
import type { TruthOperation } from '../../../../../emulator/v1/truth.mts';
import { startEmulated } from '../../../../engine/emulated.mts';
import type { Outcome, Task } from '../../task.mts';

const OVER_MS = 10 * 60_000;
const DEADLINE_MINUTES = 15;
const POLL_MS = 1_000;

/**
 * W6: waits in one run for operations that end at random within ten minutes of virtual time. The
 * baseline, which polls each open operation once a second, is computed.
 */
export async function waitInVirtualTime({ rows }: Task): Promise<Outcome> {
	const emulated = await startEmulated({ quotas: false });
	const { emulator } = emulated;
	const start = emulator.clock.now();
	const ids = emulator.seedData.addOperations({ count: rows, overMs: OVER_MS });
	const run = await emulated.run(
		'tolokaWaitForOperation',
		{ deadlineMinutes: DEADLINE_MINUTES },
		{ input: ids.map((id) => ({ id })) },
	);
	if (run.status !== 'success') throw new Error(run.error?.message ?? run.status);
	const wanted = new Set(ids);
	const operations = emulator.truth.operations().filter(({ id }) => wanted.has(id));
	const latenesses = operations.map((operation) => lateness(operation, emulator.log.entries()));
	const lifetimes = operations.map(({ finishedUs }) => finishedUs / 1000 - start);
	const seconds = (emulator.clock.now() - start) / 1000;
	const figures = {
		requests: emulator.log.entries().length,
		requestsOfPoll: lifetimes.reduce((sum, ms) => sum + Math.ceil(ms / POLL_MS) + 1, 0),
		medianLatenessMs: middle(latenesses),
		medianLatenessOfPollMs: middle(lifetimes.map((ms) => Math.ceil(ms / POLL_MS) * POLL_MS - ms)),
	};
	await emulated.close();
	return { seconds, rows: run.outputs[0].length, figures };
}

/** Returns the time from the end of an operation to the first answer that showed it. */
function lateness({ id, finishedUs }: TruthOperation, log: readonly LogEntry[]): number {
	const end = finishedUs / 1000;
	const shows = ({ at, path, query }: LogEntry) => {
		if (at < end) return false;
		if (path.endsWith(`/operations/${id}`)) return true;
		return path.endsWith('/operations') && Date.parse(`${query.finished_gte}Z`) <= end;
	};
	const first = log.find(shows);
	if (first === undefined) throw new Error(`No answer showed the end of ${id}`);
	return first.at - end;
}

function middle(values: readonly number[]): number {
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
