import { forEachWithPauses } from '../../flow/pauses';
import { fingerprint } from '../../values/keys';
import { addTo, takingFrom } from '../../values/lists';
import type { Draft } from '../drafts/drafts';
import { draftOf, takesDefaultOverlap, tasksOf } from '../drafts/drafts';
import type { SuiteJson } from '../drafts/kinds';
import { entriesByIndex, sentContent } from '../run/logEntries';
import type { PlannedRequest } from '../run/requests';
import { requestOf } from '../run/requests';
import type { CreationRun } from '../run/run';
import { frameText } from './manualSuites';
import type { Logs } from './reordered';
import { dividedRest } from './reordered';

/** A task, and the item that it was built from. */
interface Row {
	item: number;
	task: SuiteJson;
}

/** What the suites of a run are built from: their settings, and the rows that have these. */
interface Frame {
	draft: Draft;
	rows: Row[];
	/** How many tasks the largest of the suites has. */
	size: number;
}

/**
 * Puts the rows of a key into the suites in which they are: in another order, other rows would
 * share a suite. The rows that were not sent are grouped as they come.
 *
 * @param requests with their operations, if found, whatever rows they contain.
 * @returns undefined if they are not the same rows, or if that cannot be determined; otherwise the
 * drafts of the run are replaced.
 */
export async function asTheyWereGrouped(
	run: CreationRun,
	requests: readonly PlannedRequest[],
	logs: Logs,
): Promise<PlannedRequest[] | undefined> {
	const positions = requests.flatMap((request) => request.positions);
	if (positions.every((at) => run.drafts[at].items.length === 1)) return undefined;
	const frames = await framesOf(run, positions);
	const take = await takerOf(run, frames);
	const drafts = new Map<PlannedRequest, Draft[]>();
	for (const [request, log] of logs) {
		const suites = [...entriesByIndex(log).values()].map(([{ input }]) => take(input));
		if (suites.some((draft) => draft === undefined)) return undefined;
		drafts.set(request, suites as Draft[]);
	}
	const placed = new Set([...drafts.values()].flat().flatMap(({ items }) => items));
	const left = [...frames.values()].flatMap((frame) => draftsOfRest(frame, placed));
	const rest = dividedRest(requests, left, takesDefaultOverlap);
	return rest && withDrafts(run, requests, new Map([...drafts, ...rest]));
}

async function framesOf({ drafts, clock, signal }: CreationRun, positions: readonly number[]) {
	const frames = new Map<string, Frame>();
	await forEachWithPauses(positions, { clock, signal }, (at) => {
		const draft = drafts[at];
		const text = frameText(draft.json);
		const frame = frames.get(text) ?? { draft, rows: [], size: 0 };
		frames.set(text, frame);
		const tasks = tasksOf(draft);
		for (const [place, item] of draft.items.entries()) {
			frame.rows.push({ item, task: tasks[place] });
		}
		frame.size = Math.max(frame.size, tasks.length);
	});
	for (const { rows } of frames.values()) rows.sort((one, other) => one.item - other.item);
	return frames;
}

/** Returns a function that builds the draft of a suite that exists, if its rows are there. */
async function takerOf(
	{ clock, signal }: CreationRun,
	frames: ReadonlyMap<string, Frame>,
): Promise<(suite: SuiteJson) => Draft | undefined> {
	const rows = new Map<string, Row[]>();
	for (const [text, { draft, rows: own }] of frames) {
		await forEachWithPauses(own, { clock, signal }, (row) =>
			addTo(rows, keyOf(text, draft.json, row.task), row),
		);
	}
	const next = takingFrom(rows);
	const [only, ...others] = frames.keys();
	return (suite) => {
		// A key stands for the same rows whatever the settings around them are now.
		const text = others.length === 0 ? only : frameText(suite);
		const frame = frames.get(text);
		const tasks = tasksOf({ json: suite, form: 'suite' });
		const own = tasks
			.map((task) => next(keyOf(text, suite, task)))
			.filter((row) => row !== undefined);
		return frame && own.length === tasks.length ? draftWith(frame.draft, own) : undefined;
	};
}

function keyOf(frame: string, { pool_id }: SuiteJson, task: SuiteJson): string {
	return fingerprint([frame, sentContent({ pool_id, tasks: [task] }, 'suite')]);
}

function draftsOfRest({ draft, rows, size }: Frame, placed: ReadonlySet<number>): Draft[] {
	const left = rows.filter(({ item }) => !placed.has(item));
	const count = Math.ceil(left.length / size);
	return Array.from({ length: count }, (_, place) =>
		draftWith(draft, left.slice(place * size, (place + 1) * size)),
	);
}

function draftWith({ json, columns }: Draft, rows: readonly Row[]): Draft {
	const tasks = rows.map(({ task }) => task);
	const items = rows.map(({ item }) => item);
	return draftOf({ ...json, tasks }, items, 'group', columns);
}

/** Replaces the drafts of a run; returns its requests with the places of theirs. */
function withDrafts(
	run: CreationRun,
	requests: readonly PlannedRequest[],
	drafts: ReadonlyMap<PlannedRequest, readonly Draft[]>,
): PlannedRequest[] | undefined {
	const all = requests.map((request) => drafts.get(request) ?? []);
	const places = requests.flatMap(({ positions }) => positions);
	if (all.flat().length !== places.length || all.some((own) => own.length === 0)) return undefined;
	return requests.map(({ path, opensPool, part }, index) => {
		const positions = places.splice(0, all[index].length);
		for (const [place, at] of positions.entries()) run.drafts[at] = all[index][place];
		return { ...requestOf(run.drafts, positions), path, opensPool, part };
	});
}
