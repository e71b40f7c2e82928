import type { ContestantId } from './contestants.mts';
import { cellOf, mediansOf, type Medians, type Results } from './results.mts';
import type { WorkloadId } from './task.mts';

/** A goal, what was measured, and whether it holds. */
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

/** What the package promises itself, as ratios of medians of one run. */
const JUDGES: readonly Judge[] = [
	(results) => ratio(results, 'W1: time against the floor', 'W1', 1.5),
	(results) => requests(results, 'W1: requests', 'W1', SOLUTIONS, SOLUTIONS_PER_PAGE, 1),
	(results) => ratio(results, 'W2: time against the floor', 'W2', 1.5),
	(results) => addedMemory(results, 200),
	(results) => ratio(results, 'W3: time against the floor', 'W3', 1.3),
	(results) => advantage(results, 'W3: HTTP Request against our node, both in n8n', 'W3', 5),
	(results) => ratio(results, 'W4: time against the floor', 'W4', 1.3),
	(results) => requests(results, 'W5: list requests', 'W5', ITEM_LIST, ITEMS_PER_PAGE, 1.1),
	(results) => doubled(results),
	(results) => pollShare(results, 0.1),
	(results) => latenessOf(results, 2_000),
	(results) => growth(results, 'W7: reading ten times the rows', 'W1', 15),
	(results) => growth(results, 'W7: pushing ten times the rows', 'W3', 15),
];

export function judge(results: Results): Verdict[] {
	return JUDGES.map((one) => one(results)).filter((verdict) => verdict !== undefined);
}

function medians(
	results: Results,
	workload: WorkloadId,
	contestant: ContestantId,
): Medians | undefined {
	const cell = cellOf(results, workload, contestant);
	return cell && mediansOf(cell);
}

function atMost(goal: string, measured: number, limit: number, unit: string): Verdict {
	const text = `${shown(measured)}${unit}`;
	return { goal, limit: `≤ ${shown(limit)}${unit}`, measured, text, holds: measured <= limit };
}

function shown(value: number): string {
	return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

function ratio(results: Results, goal: string, workload: WorkloadId, limit: number) {
	const [ours, floor] = [medians(results, workload, 'engine'), medians(results, workload, 'axios')];
	return ours && floor && atMost(goal, ours.seconds / floor.seconds, limit, ' ×');
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

/** Pages that the rows fill, and a share on top. */
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

function addedMemory(results: Results, limit: number): Verdict | undefined {
	const added = medians(results, 'W2', 'engine')?.addedMb;
	return added === undefined
		? undefined
		: atMost('W2: peak memory above the idle engine', added, limit, ' MB');
}

function doubled(results: Results): Verdict | undefined {
	const figures = medians(results, 'W5', 'engine')?.figures;
	return figures && atMost('W5: items delivered twice', figures.doubled, 0, '');
}

function pollShare(results: Results, limit: number): Verdict | undefined {
	const figures = medians(results, 'W6', 'engine')?.figures;
	if (figures === undefined) return undefined;
	const share = figures.requests / figures.requestsOfPoll;
	return atMost('W6: requests against a poll every second', share, limit, ' ×');
}

function latenessOf(results: Results, limitMs: number): Verdict | undefined {
	const figures = medians(results, 'W6', 'engine')?.figures;
	return figures && atMost('W6: median lateness', figures.medianLatenessMs, limitMs, ' ms');
}

/** From a hundred thousand rows to a million: fixed costs no longer count, and linear means 10. */
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
