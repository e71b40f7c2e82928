import { systemClock } from '../shared/n8n/clock';
import { forEachWithPauses } from '../shared/toloka/flow/pauses';
import type { SuiteJson } from '../shared/toloka/suites/kinds';

/** What decides in which suite a task goes: one object for all items that say nothing of it. */
export interface Around {
	/** What is set beside the tasks: in the node, or by the item itself. */
	frame: SuiteJson;
	hasOwnOverlap: boolean;
	tasksPerSuite: number;
}

/**
 * Puts items into suites, in their order. Only items with the same settings share one. What an
 * earlier try put together stays together, so that it is recognized whatever the settings are now.
 */
export async function grouped(
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

/** The suites of earlier tries of which all items are among these. */
function suitesBefore(
	items: readonly number[],
	earlier: ReadonlyArray<readonly number[]>,
): number[][] {
	if (earlier.length === 0) return [];
	const among = new Set(items);
	return earlier.filter((sent) => sent.every((item) => among.has(item))).map((sent) => [...sent]);
}

/** Items without expressions in their settings have the same around them, written once. */
function keyReader(): (around: Around) => string {
	let last: Around | undefined;
	let key = '';
	return (around) => {
		if (around === last) return key;
		last = around;
		return (key = JSON.stringify([around.tasksPerSuite, around.frame]));
	};
}
