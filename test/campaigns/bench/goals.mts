import type { ContestantId } from './contestants.mts';
import { cellOf, mediansOf, type Medians, type Results } from './results.mts';
import { FAR_WORK, type WorkloadId } from './task.mts';

/** A goal, its measurement, and whether it was met. */
export interface Verdict {
	goal: string;
	limit: string;
	measured: number;
	text: string;
	holds: boolean;
}

const SOLUTIONS = 'GET /aggregated-solutions/{operationId}';
const ITEM_LIST = 'GET /app-projects/{id}/items';
const ITEMS_PER_PAGE = 1_000;
const SOLUTIONS_PER_PAGE = 100_000;

type Judge = (results: Results) => Verdict | undefined;

/** The goals of the package, as ratios of medians of one run; times are net. */
const JUDGES: readonly Judge[] = [
	(results) => ratio(results, 'W1', 1),
	(results) => requests(results, 'W1: requests', 'W1', SOLUTIONS, SOLUTIONS_PER_PAGE, 1),
	(results) => ratio(results, 'W2', 0.9),
	(results) => addedMemory(results, 'W2', 150),
	(results) => ratio(results, 'W3', 1.15, 100_000),
	(results) => ratio(results, 'W3', 1.1, 1_000_000),
	(results) => advantage(results, 'W3: HTTP Request against our node, both in n8n', 'W3', 5),
	(results) => ratio(results, 'W4', 1.2),
	(results) => ratio(results, 'W5', 1.15),
	(results) => requests(results, 'W5: list requests', 'W5', ITEM_LIST, ITEMS_PER_PAGE, 1.1),
	(results) => doubled(results),
	(results) => pollShare(results, 0.1),
	(results) => latenessOf(results, 2_000),
	(results) => growth(results, 'W7: reading ten times the rows', 'W1', 15),
	(results) => growth(results, 'W7: pushing ten times the rows', 'W3', 15),
	(results) => addedTime(results, 'W8', 15),
	(results) => requestsInAll(results, 'W8: requests', 'W8', 3),
	(results) => ratio(results, 'W9', 1.3),
	(results) => addedMemory(results, 'W9', 200),
	(results) => ratio(results, 'W10', 1.3),
	(results) => addedMemory(results, 'W10', 200),
	(results) => figure(results, 'W11: requests of a poll', 'W11', 'requests', 1, ''),
	(results) => figure(results, 'W11: event loop of a poll', 'W11', 'loopMsPerPoll', 3, ' ms'),
	(results) => figure(results, 'W11: state of a trigger', 'W11', 'stateBytes', 16_384, ' bytes'),
	...FAR_WORK.map(
		(work): Judge =>
			(results) =>
				ratio(results, `W12-${work}`, 1.03),
	),
];

export function judge(results: Results): Verdict[] {
	return JUDGES.map((one) => one(results)).filter((verdict) => verdict !== undefined);
}

function medians(
	results: Results,
	workload: WorkloadId,
	contestant: ContestantId,
	rows?: number,
): Medians | undefined {
	const cell = cellOf(results, workload, contestant, rows);
	return cell && mediansOf(cell);
}

function atMost(goal: string, measured: number, limit: number, unit: string): Verdict {
	const text = `${shown(measured)}${unit}`;
	return { goal, limit: `≤ ${shown(limit)}${unit}`, measured, text, holds: measured <= limit };
}

function shown(value: number): string {
	return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

function ratio(
	results: Results,
	workload: WorkloadId,
	limit: number,
	rows?: number,
): Verdict | undefined {
	const ours = medians(results, workload, 'engine', rows);
	const floor = medians(results, workload, 'axios', rows);
	const size = rows === undefined ? '' : `, ${rows.toLocaleString('en-US')} rows`;
	const goal = `${workload}${size}: net time against the floor`;
	return ours && floor && atMost(goal, ours.netSeconds / floor.seconds, limit, ' ×');
}

function addedTime(results: Results, workload: WorkloadId, limitMs: number): Verdict | undefined {
	const ours = medians(results, workload, 'engine');
	const floor = medians(results, workload, 'axios');
	if (ours === undefined || floor === undefined) return undefined;
	const addedMs = (ours.netSeconds - floor.seconds) * 1000;
	return atMost(`${workload}: net time above the floor`, addedMs, limitMs, ' ms');
}

function requestsInAll(
	results: Results,
	goal: string,
	workload: WorkloadId,
	limit: number,
): Verdict | undefined {
	const count = medians(results, workload, 'engine')?.requests;
	return count === undefined ? undefined : atMost(goal, count, limit, '');
}

function figure(
	results: Results,
	goal: string,
	workload: WorkloadId,
	name: string,
	limit: number,
	unit: string,
): Verdict | undefined {
	const figures = medians(results, workload, 'engine')?.figures;
	return figures && atMost(goal, figures[name], limit, unit);
}

function advantage(
	results: Results,
	goal: string,
	workload: WorkloadId,
	limit: number,
): Verdict | undefined {
	const [ours, theirs] = [medians(results, workload, 'n8n'), medians(results, workload, 'http')];
	if (ours === undefined || theirs === undefined) return undefined;
	const measured = theirs.seconds / ours.seconds;
	const text = `${shown(measured)} ×`;
	return { goal, limit: `≥ ${limit} ×`, measured, text, holds: measured >= limit };
}

/** Compares the requests with the number of pages that the rows fill, plus a share. */
function requests(
	results: Results,
	goal: string,
	workload: WorkloadId,
	endpoint: string,
	rowsPerPage: number,
	share: number,
): Verdict | undefined {
	const cell = cellOf(results, workload, 'engine');
	const run = cell?.runs.find((one) => !('failed' in one));
	if (cell === undefined || run === undefined || 'failed' in run) return undefined;
	const most = Math.floor(Math.ceil(cell.rows / rowsPerPage) * share);
	return atMost(goal, run.requests?.[endpoint] ?? 0, most, '');
}

function addedMemory(results: Results, workload: WorkloadId, limit: number): Verdict | undefined {
	const added = medians(results, workload, 'engine')?.addedMb;
	const goal = `${workload}: peak memory above the idle engine`;
	return added === undefined ? undefined : atMost(goal, added, limit, ' MB');
}

function doubled(results: Results): Verdict | undefined {
	return figure(results, 'W5: items delivered twice', 'W5', 'doubled', 0, '');
}

function pollShare(results: Results, limit: number): Verdict | undefined {
	const figures = medians(results, 'W6', 'engine')?.figures;
	if (figures === undefined) return undefined;
	const share = figures.requests / figures.requestsOfPoll;
	return atMost('W6: requests against a poll every second', share, limit, ' ×');
}

function latenessOf(results: Results, limitMs: number): Verdict | undefined {
	return figure(results, 'W6: median lateness', 'W6', 'medianLatenessMs', limitMs, ' ms');
}

/**
 * Compares a hundred thousand rows with a million: fixed costs no longer matter, and linear growth
 * is 10.
 */
function growth(
	results: Results,
	goal: string,
	workload: WorkloadId,
	limit: number,
): Verdict | undefined {
	const at = (rows: number) => {
		const cell = cellOf(results, workload, 'engine', rows);
		return cell && mediansOf(cell)?.seconds;
	};
	const [less, more] = [at(100_000), at(1_000_000)];
	return less === undefined || more === undefined
		? undefined
		: atMost(goal, more / less, limit, ' × the time');
}
