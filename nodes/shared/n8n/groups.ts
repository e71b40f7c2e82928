import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { forEachWithPauses } from '../toloka/flow/pauses';
import { systemClock } from './clock';
import type { NodeError } from './errors';
import { failureOfItem } from './errors';
import { failedItem } from './outputs';

/** Input items that ask for the same, and what has become of it, or why nothing has. */
export interface Group<Value> {
	/** Indexes of the input items, in their order. */
	items: number[];
	value: Value | NodeError;
}

/**
 * Groups the input items by what they ask for, in order of first appearance. An item that asks for
 * nothing usable ends the run, or is a group of its own where the node continues on fail.
 */
export async function groupsOf<Wanted extends object>(
	context: IExecuteFunctions,
	read: (index: number) => Wanted,
	signal?: AbortSignal,
): Promise<Array<Group<Wanted>>> {
	const groups = new Map<string, Group<Wanted>>();
	const indexes = [...context.getInputData().keys()];
	await forEachWithPauses(indexes, { clock: systemClock, signal }, (index) => {
		try {
			const value = read(index);
			const key = JSON.stringify(value);
			const group = groups.get(key) ?? { items: [], value };
			group.items.push(index);
			groups.set(key, group);
		} catch (error) {
			groups.set(String(index), { items: [index], value: failureOfItem(context, error, index) });
		}
	});
	return [...groups.values()];
}

/**
 * Does the work for one group after the other. The first failure ends the run; where the node
 * continues on fail it takes the place of that group's value.
 */
export async function eachGroup<Before extends object, After extends object>(
	context: IExecuteFunctions,
	groups: ReadonlyArray<Group<Before>>,
	work: (value: Before, items: number[]) => Promise<After>,
): Promise<Array<Group<After>>> {
	const results: Array<Group<After>> = [];
	for (const { items, value } of groups) {
		try {
			results.push({ items, value: hasFailed(value) ? value : await work(value, items) });
		} catch (error) {
			results.push({ items, value: failureOfItem(context, error, items[0]) });
		}
	}
	return results;
}

/** What answers the input items: the output of each group, or why there is none at each of its items. */
export function itemsOfGroups(
	context: IExecuteFunctions,
	groups: ReadonlyArray<Group<INodeExecutionData[]>>,
): INodeExecutionData[] {
	const items = groups.map(({ items: indexes, value }) =>
		hasFailed(value) ? indexes.map((index) => failedItem(context, value, index)) : value,
	);
	return items.length === 1 ? items[0] : items.flat();
}

export type Paired = INodeExecutionData['pairedItem'];

export function pairedWith(items: readonly number[]): Paired {
	return items.length === 1 ? { item: items[0] } : items.map((item) => ({ item }));
}

/** Whether a failure has taken the place of a group's value. */
export function hasFailed(value: object): value is NodeError {
	return value instanceof Error;
}
