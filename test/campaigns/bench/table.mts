import { CONTESTANTS } from './contestants.mts';
import { judge } from './goals.mts';
import { mediansOf, timeAgainstFloor, type Cell, type Results } from './results.mts';
import { GROWTH, WORKLOADS } from './workloads.mts';

/** Rows of texts; the first row is the header. */
type Table = string[][];

const NAMES = ['Workload', 'Rows', 'Contestant'];
const FIGURES = ['Time', 'Net', '× floor', 'CPU', 'Peak memory', 'above idle'];
const MORE = ['Longest block', 'Requests', 'Runs'];
const HEAD = [...NAMES, ...FIGURES, ...MORE];

export function resultTable(results: Results): Table {
	return [HEAD, ...results.cells.map((cell) => rowOf(results, cell))];
}

/** W7: the time per row at every size. */
export function growthTable({ cells }: Results): Table {
	const ids = new Set<string>(GROWTH.workloads);
	const grown = cells.filter(
		({ workload, contestant }) =>
			ids.has(workload) && CONTESTANTS.some(({ id, grows }) => id === contestant && grows),
	);
	return [
		['Workload', 'Rows', 'Contestant', 'Time', 'Microseconds per row'],
		...grown.toSorted(byWorkload).map((cell) => {
			const found = mediansOf(cell)?.seconds;
			const perRow = found === undefined ? '' : ((found * 1e6) / cell.rows).toFixed(1);
			const rows = cell.rows.toLocaleString('en-US');
			return [cell.workload, rows, titleOf(cell), seconds(found), perRow];
		}),
	];
}

function byWorkload(left: Cell, right: Cell): number {
	const place = ({ workload }: Cell) => WORKLOADS.findIndex(({ id }) => id === workload);
	const name = ({ contestant }: Cell) => CONTESTANTS.findIndex(({ id }) => id === contestant);
	return place(left) - place(right) || name(left) - name(right) || left.rows - right.rows;
}

function titleOf({ contestant }: Cell): string {
	return CONTESTANTS.find(({ id }) => id === contestant)?.title ?? contestant;
}

export function goalTable(results: Results): Table {
	const verdicts = judge(results);
	return [
		['Goal', 'Limit', 'Measured', ''],
		...verdicts.map(({ goal, limit, text, holds }) => [
			goal,
			limit,
			text,
			holds ? 'holds' : 'FAILS',
		]),
	];
}

function rowOf(results: Results, cell: Cell): string[] {
	const title = titleOf(cell);
	const rows = cell.rows.toLocaleString('en-US');
	const found = mediansOf(cell);
	const name = `${cell.workload} ${cell.title}`;
	if (found === undefined) {
		const reason = cell.runs.map((run) => ('failed' in run ? run.failed : '')).find(Boolean);
		const named = [name, rows, title, `failed: ${reason ?? ''}`];
		return HEAD.map((_, place) => named[place] ?? '');
	}
	return [
		name,
		rows,
		title,
		seconds(found.seconds),
		seconds(found.netSeconds),
		timeAgainstFloor(results, cell)?.toFixed(2) ?? '',
		seconds(found.cpuSeconds),
		megabytes(found.peakMb),
		megabytes(found.addedMb),
		found.longestBlockMs === undefined ? '' : `${found.longestBlockMs.toFixed(0)} ms`,
		(found.figures.requests ?? found.requests ?? 0).toLocaleString('en-US'),
		String(cell.runs.length),
	];
}

function seconds(value: number | undefined): string {
	return value === undefined ? '' : `${value.toFixed(value < 10 ? 2 : 1)} s`;
}

function megabytes(value: number | undefined): string {
	return value === undefined ? '' : `${value.toFixed(0)} MB`;
}

export function asText(table: Table): string {
	const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
	return table
		.map((row) =>
			row
				.map((text, column) => text.padEnd(widths[column]))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

export function asMarkdown([head, ...rows]: Table): string {
	const line = (row: string[]) => `| ${row.join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
