import { systemClock } from '../shared/n8n/clock';
import type { ColumnNames } from '../shared/toloka/fields/rows/row';
import type { Pauses } from '../shared/toloka/flow/pauses';
import { forEachWithPauses, mapWithPauses } from '../shared/toloka/flow/pauses';
import type { Draft } from '../shared/toloka/suites/drafts/drafts';
import { draftOf, taskForMixing } from '../shared/toloka/suites/drafts/drafts';
import type { SuiteJson } from '../shared/toloka/suites/drafts/kinds';
import type { ManualSuite } from '../shared/toloka/suites/earlier/manualSuites';
import { frameText, suitesAsBefore } from '../shared/toloka/suites/earlier/manualSuites';
import type { Group, Made } from './groups';
import type { ManualRuns } from './manualRuns';

/** What determines a task's suite. Items without values of their own share one object. */
export interface Around {
	/** The suite's settings besides its tasks, from the node or the item. */
	frame: SuiteJson;
	hasOwnOverlap: boolean;
	tasksPerSuite: number;
}

/** Indexed by item. Two lists, because a million objects with both fields are slow to create. */
export interface Tasks {
	task: SuiteJson[];
	around: Around[];
	/** Only of items with such columns. */
	columns: Map<number, ColumnNames>;
	/** Suites that have other tasks, too, by their first item. */
	wholes: Map<number, SuiteJson>;
}

/** The suites that items are already in, and how to look for them. */
interface Placed {
	sent: ReadonlyArray<readonly number[]>;
	manualRuns?: ManualRuns;
	pauses: Pauses;
}

/** Returns the items of each suite; for a pool with smart mixing, each item alone. */
export async function suitesOf(
	problems: Made['problems'],
	group: Group,
	tasks: Tasks,
	{ sent, manualRuns, pauses }: Placed,
): Promise<number[][]> {
	const { items, rules, pool, key } = group;
	const { task, around } = tasks;
	const ready = problems.size > 0 ? items.filter((item) => task[item]) : items;
	if (rules.kind.name === 'tasks') return ready.map((item) => [item]);
	const areSingle = ready.every((item) => around[item].tasksPerSuite === 1);
	const suites = await grouped(ready, around, sent);
	if (manualRuns === undefined || key !== undefined || areSingle) return suites;
	const draftsOfSuites = async () =>
		await mapWithPauses(suites, pauses, (of) => draftFor(group, of, tasks));
	if (sent.length === 0 && (await manualRuns.haveSent(draftsOfSuites))) return suites;
	const placed = new Set(sent.flat());
	const free = { pool, items: ready.filter((item) => !placed.has(item)) };
	const manual = await groupedBefore(free, tasks, await manualRuns.suites(), pauses);
	return await grouped(ready, around, [...sent, ...manual]);
}

/** Builds the suite, or the task for smart mixing, of these items. */
export function draftFor({ pool, rules }: Group, items: number[], tasks: Tasks): Draft {
	const { task, around, columns, wholes } = tasks;
	const { frame, hasOwnOverlap } = around[items[0]];
	if (rules.kind.name === 'tasks') {
		const json = taskForMixing({ pool_id: pool, ...frame, ...task[items[0]] }, hasOwnOverlap);
		return draftOf(json, items, 'task', columns);
	}
	const json = { pool_id: pool, ...frame, tasks: items.map((item) => task[item]) };
	const draft = draftOf(json, items, 'group', columns);
	const whole = wholes.get(items[0]);
	return whole === undefined ? draft : { ...draft, whole };
}

/**
 * Groups items with the same settings into suites, in order. Suites of an earlier try stay
 * together, so that they are recognized even if the settings have changed.
 */
async function grouped(
	items: readonly number[],
	around: readonly Around[],
	earlier: ReadonlyArray<readonly number[]>,
): Promise<number[][]> {
	const suites = suitesBefore(items, earlier);
	const placed = new Set(suites.flat());
	const open = new Map<string, number[]>();
	const keyOf = keyReader();
	await forEachWithPauses(items, { clock: systemClock }, (item) => {
		if (placed.has(item)) return;
		const key = keyOf(around[item]);
		const suite = open.get(key);
		if (suite !== undefined && suite.length < around[item].tasksPerSuite) suite.push(item);
		else {
			const next = [item];
			open.set(key, next);
			suites.push(next);
		}
	});
	return suites.sort(([one], [other]) => one - other);
}

/** Finds the suites that exist, among items that no earlier try has placed; returns their items. */
async function groupedBefore(
	{ pool, items }: { pool: string; items: readonly number[] },
	{ task, around, wholes }: Tasks,
	suites: readonly ManualSuite[],
	pauses: Pauses,
): Promise<number[][]> {
	if (suites.length === 0) return [];
	const frames = new Map<SuiteJson, string>();
	const frameOf = (frame: SuiteJson) => {
		const known = frames.get(frame) ?? frameText({ pool_id: pool, ...frame });
		frames.set(frame, known);
		return known;
	};
	const rows = await mapWithPauses(items, pauses, (item) => ({
		...{ item, task: task[item], tasksPerSuite: around[item].tasksPerSuite },
		frame: frameOf(around[item].frame),
	}));
	const found = await suitesAsBefore(rows, suites, pauses);
	for (const { items: placed, whole } of found) {
		if (whole !== undefined) wholes.set(placed[0], whole);
	}
	return found.map(({ items: placed }) => placed);
}

/** Returns the suites of earlier tries whose items are all among the given ones. */
function suitesBefore(
	items: readonly number[],
	earlier: ReadonlyArray<readonly number[]>,
): number[][] {
	if (earlier.length === 0) return [];
	const among = new Set(items);
	return earlier.filter((sent) => sent.every((item) => among.has(item))).map((sent) => [...sent]);
}

/** Serializes settings; reuses the last key, because items without expressions share one object. */
function keyReader(): (around: Around) => string {
	let last: Around | undefined;
	let key = '';
	return (around) => {
		if (around === last) return key;
		last = around;
		return (key = JSON.stringify([around.tasksPerSuite, around.frame]));
	};
}
