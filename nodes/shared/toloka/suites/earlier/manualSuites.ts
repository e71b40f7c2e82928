import type { Pauses } from '../../flow/pauses';
import { forEachWithPauses } from '../../flow/pauses';
import { canonicalJson } from '../../values/content';
import { fingerprint } from '../../values/keys';
import { addTo } from '../../values/lists';
import { tasksOf } from '../drafts/drafts';
import type { SuiteJson } from '../drafts/kinds';
import type { LoggedOperation } from '../run/logEntries';
import { asLogged } from '../run/logEntries';

/**
 * Keeps rows in the suites that earlier manual runs of the node put them into. Otherwise one
 * corrected row would move all rows after it to other suites, which would be created and paid anew.
 */

/** A suite that an earlier manual run created. */
export interface ManualSuite {
	json: SuiteJson;
	/** The text of its settings, and of each of its tasks. */
	frame: string;
	tasks: string[];
	/** How many tasks the suites of its operation have, by the text of their settings. */
	sizes: ReadonlyMap<string, readonly number[]>;
}

/** Returns the suites that earlier manual runs have created. */
export async function suitesOfManualRuns(
	operations: readonly LoggedOperation[],
	pauses: Pauses,
): Promise<ManualSuite[]> {
	const suites: ManualSuite[] = [];
	for (const { created } of operations) {
		const sizes = new Map<string, number[]>();
		await forEachWithPauses(created, pauses, ({ input }) => {
			const frame = frameText(input);
			const tasks = tasksOf({ json: input, form: 'suite' }).map(taskText);
			addTo(sizes, frame, tasks.length);
			suites.push({ json: input, frame, tasks, sizes });
		});
	}
	return suites;
}

/** A row that is to be put into a suite. */
export interface PlacedRow {
	item: number;
	/** The suite's settings besides its tasks. */
	frame: string;
	task: SuiteJson;
	tasksPerSuite: number;
}

/** The items of a suite that exists. */
interface SuiteAsBefore {
	items: number[];
	/** The suite as it was created, if it has other tasks, too. */
	whole?: SuiteJson;
}

/**
 * Returns the items of each suite that exists, in its order. Suites whose rows are all there come
 * first. The others keep the rows that are left: their neighbors were corrected or removed.
 */
export async function suitesAsBefore(
	rows: readonly PlacedRow[],
	suites: readonly ManualSuite[],
	pauses: Pauses,
): Promise<SuiteAsBefore[]> {
	const byContent = new Map<string, number[]>();
	const sizes = new Set<number>();
	await forEachWithPauses(rows, pauses, ({ item, frame, task, tasksPerSuite }) => {
		addTo(byContent, keyOf(frame, taskText(task), tasksPerSuite), item);
		sizes.add(tasksPerSuite);
	});
	const free: FreeItems = { byContent, taken: new Map(), sizes: [...sizes] };
	const found: SuiteAsBefore[] = [];
	const incomplete: ManualSuite[] = [];
	await forEachWithPauses(suitesOfSizes(suites, sizes), pauses, (suite) => {
		const { length } = suite.tasks;
		const items = itemsOf(free, suite, (count) => count === length);
		if (items === undefined) incomplete.push(suite);
		else found.push({ items });
	});
	await forEachWithPauses(incomplete, pauses, (suite) => {
		const items = itemsOf(free, suite, (count) => count > 0);
		if (items !== undefined) found.push({ items, whole: suite.json });
	});
	return found;
}

/** Leaves out the suites of operations that had other Tasks per Suite: such a change is intended. */
function suitesOfSizes(suites: readonly ManualSuite[], sizes: ReadonlySet<number>): ManualSuite[] {
	// Not one call for all: V8 allows about 120,000 arguments.
	const most = [...sizes].reduce((largest, size) => Math.max(largest, size), 0);
	// Of the suites with the same settings, only the last one of each size may have room for more.
	const fits = (list: readonly number[]) =>
		list.every((size) => size <= most) &&
		list.filter((size) => !sizes.has(size)).length <= sizes.size;
	const known = new Map<ManualSuite['sizes'], boolean>();
	return suites.filter(({ sizes: lists }) => {
		const isFitting = known.get(lists) ?? [...lists.values()].every(fits);
		known.set(lists, isFitting);
		return isFitting;
	});
}

/** Items by content, and how many of each list are taken: lists of equal rows may be long. */
interface FreeItems {
	byContent: ReadonlyMap<string, readonly number[]>;
	taken: Map<string, number>;
	/** All Tasks per Suite of the items. */
	sizes: readonly number[];
}

/** Takes the items of a suite if they are enough. */
function itemsOf(
	{ byContent, taken, sizes }: FreeItems,
	{ frame, tasks }: ManualSuite,
	areEnough: (count: number) => boolean,
): number[] | undefined {
	for (const tasksPerSuite of sizes) {
		if (tasksPerSuite < tasks.length) continue;
		const places = new Map<string, number>();
		const items: number[] = [];
		for (const task of tasks) {
			const key = keyOf(frame, task, tasksPerSuite);
			const place = places.get(key) ?? taken.get(key) ?? 0;
			const item = byContent.get(key)?.[place];
			if (item === undefined) continue;
			places.set(key, place + 1);
			items.push(item);
		}
		if (!areEnough(items.length)) continue;
		for (const [key, place] of places) taken.set(key, place);
		return items;
	}
	return undefined;
}

/** The text of a suite's settings besides its tasks. */
export function frameText(suite: SuiteJson): string {
	return canonicalJson(asLogged({ ...suite, tasks: undefined }));
}

function taskText(task: SuiteJson): string {
	return canonicalJson(asLogged(task));
}

function keyOf(frame: string, task: string, tasksPerSuite: number): string {
	return fingerprint([frame, task, String(tasksPerSuite)]);
}
