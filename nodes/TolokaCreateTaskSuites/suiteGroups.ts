import { systemClock } from '../shared/n8n/clock';
import { forEachWithPauses } from '../shared/toloka/flow/pauses';
import type { SuiteJson } from '../shared/toloka/suites/kinds';

/** The task of an item, and what decides in which suite it goes. */
export interface ReadyTask {
	task: SuiteJson;
	/** What is set beside the tasks: in the node, or by the item itself. */
	frame: SuiteJson;
	/** The overlap is one of the item's own, not one for all. */
	hasOwnOverlap: boolean;
	tasksPerSuite: number;
}

/**
 * Puts items into suites, in their order. Only items with the same settings share one. What an
 * earlier try put together stays together, so that it is recognized whatever the settings are now.
 */
export async function grouped(
	tasks: ReadonlyMap<number, ReadyTask>,
	earlier: ReadonlyArray<readonly number[]>,
): Promise<number[][]> {
	const suites: number[][] = [];
	const placed = new Set<number>();
	// Calls of a tool and tries have sent groups of the same items: the last one counts.
	for (const items of [...earlier].reverse()) {
		if (!items.every((item) => tasks.has(item) && !placed.has(item))) continue;
		suites.push([...items]);
		for (const item of items) placed.add(item);
	}
	const open = new Map<string, number[]>();
	const keyOf = keyReader();
	await forEachWithPauses(tasks, { clock: systemClock }, ([item, ready]) => {
		if (placed.has(item)) return;
		const key = keyOf(ready);
		const suite = open.get(key);
		if (suite !== undefined && suite.length < ready.tasksPerSuite) suite.push(item);
		else {
			const next = [item];
			open.set(key, next);
			suites.push(next);
		}
	});
	return suites.sort(([one], [other]) => one - other);
}

/** Items without expressions in their settings have one and the same frame, written once. */
function keyReader(): (ready: ReadyTask) => string {
	const written = new WeakMap<SuiteJson, string>();
	let last: ReadyTask | undefined;
	let key = '';
	return (ready) => {
		const { frame, tasksPerSuite } = ready;
		const isLikeLast = last?.frame === frame && last.tasksPerSuite === tasksPerSuite;
		last = ready;
		if (isLikeLast) return key;
		const text = written.get(frame) ?? JSON.stringify(frame);
		written.set(frame, text);
		return (key = `${tasksPerSuite} ${text}`);
	};
}
