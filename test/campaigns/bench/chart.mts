import { CONTESTANTS, type ContestantId } from './contestants.mts';
import { mediansOf, timeAgainstFloor, type Cell, type Results } from './results.mts';
import { WORKLOADS } from './workloads.mts';

/** Sizes in the drawing's units. */
const WIDTH = 900;
const LEFT = 370;
const RIGHT = 110;
const TOP = 64;
const ROW = 24;
const GAP = 34;
/** Ticks of a logarithmic scale, from the floor to two hundred times its time. */
const TICKS = [1, 2, 5, 10, 20, 50, 100, 200];
const LONGEST = TICKS[TICKS.length - 1];

const COLORS: Record<ContestantId, string> = {
	axios: '#8a8f98',
	bare: '#b8860b',
	engine: '#1f9d8f',
	n8n: '#1f6f9d',
	http: '#d9822b',
	httpMost: '#b8a13a',
};

const STYLE = `text{font:13px system-ui,sans-serif;fill:#24292f}.head{font-weight:600}.title{font-size:17px;font-weight:600}
.small{font-size:11px;fill:#6a737d}.grid{stroke:#d0d7de}@media(prefers-color-scheme:dark){text{fill:#e6edf3}.small{fill:#8d96a0}.grid{stroke:#3d444d}}`;

/** Draws the times compared with the floor, one line per contestant, from the results alone. */
export function drawChart(results: Results): string {
	let y = TOP;
	const parts: string[] = [];
	for (const { id, title, rows } of WORKLOADS) {
		const cells = results.cells.filter((cell) => isShown(results, cell, id, rows));
		if (cells.length < 2) continue;
		parts.push(
			text(12, y, 'head', `${id} ${title}, ${cells[0].rows.toLocaleString('en-US')} rows`),
		);
		for (const cell of cells) parts.push(lineOf(results, cell, (y += ROW)));
		y += GAP;
	}
	const ticks = TICKS.map(
		(tick) =>
			`<line class="grid" x1="${at(tick)}" x2="${at(tick)}" y1="${TOP - 12}" y2="${y - GAP + 10}"/>` +
			text(at(tick) - 6, y - GAP + 26, 'small', `${tick}×`),
	);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${y + 8}" role="img" aria-label="Time against a plain axios loop">`,
		`<style>${STYLE}</style>`,
		text(
			12,
			26,
			'title',
			'Time against a plain axios loop with keep-alive (logarithmic, less is better)',
		),
		...ticks,
		...parts,
		'</svg>\n',
	].join('\n');
}

function isShown(results: Results, cell: Cell, workload: string, rows: number): boolean {
	const sizes = results.cells.filter((one) => one.workload === workload).map((one) => one.rows);
	const size = sizes.includes(rows) ? rows : Math.max(...sizes);
	const hasFailed = mediansOf(cell) === undefined;
	const isComparable = hasFailed || timeAgainstFloor(results, cell) !== undefined;
	return cell.workload === workload && cell.rows === size && isComparable;
}

function lineOf(results: Results, cell: Cell, y: number): string {
	const title = CONTESTANTS.find(({ id }) => id === cell.contestant)?.title ?? cell.contestant;
	const label = text(24, y + 4, '', title);
	const ratio = timeAgainstFloor(results, cell);
	const seconds = mediansOf(cell)?.seconds;
	if (ratio === undefined || seconds === undefined) {
		return label + text(at(1) + 10, y + 4, 'small', 'could not finish');
	}
	const color = COLORS[cell.contestant];
	const end = at(ratio);
	return [
		label,
		`<line x1="${at(1)}" x2="${end}" y1="${y}" y2="${y}" stroke="${color}" stroke-width="6"/>`,
		`<circle cx="${end}" cy="${y}" r="6" fill="${color}"/>`,
		text(end + 11, y + 4, '', `${ratio.toFixed(ratio < 10 ? 2 : 1)}× · ${seconds.toFixed(2)} s`),
	].join('');
}

function at(ratio: number): number {
	const share = Math.log(Math.min(LONGEST, Math.max(1, ratio))) / Math.log(LONGEST);
	return Math.round((LEFT + share * (WIDTH - LEFT - RIGHT)) * 10) / 10;
}

function text(x: number, y: number, kind: string, words: string): string {
	const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
	return `<text x="${x}" y="${y}" class="${kind}">${escaped}</text>`;
}
