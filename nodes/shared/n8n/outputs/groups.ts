import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { forEachWithPauses } from '../../toloka/flow/pauses';
import { systemClock } from '../clock';
import type { NodeError } from '../errors';
import { failureOfItem } from '../errors';
import { failedItem } from './outputs';

/** Input items that request the same thing, and the value for all of them or the error. */
export interface Group<Value> {
	/** Indexes of the input items, in ascending order. */
	items: number[];
	value: Value | NodeError;
}

/**
 * Groups the input items by what they request, in order of first appearance. An item with bad input
 * ends the run; if the node continues on fail, the item forms its own group, with the error.
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
 * Runs `work` for one group after another. The first failure ends the run; if the node continues on
 * fail, the failure becomes that group's value.
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

/** Returns the output of all groups; a failed group has one error item per input item. */
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

export function hasFailed(value: object): value is NodeError {
	return value instanceof Error;
}
