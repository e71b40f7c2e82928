import type { IExecuteFunctions } from 'n8n-workflow';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { aboutItem, isFailure, refusal } from '../shared/toloka/service/failures';
import { readOrFailure } from '../shared/n8n/errors';
import { groupByTarget, perItemOf } from '../shared/n8n/parameters';
import { shown } from '../shared/n8n/readers';
import type { Target } from './target';
import { LABELS, targetReader } from './target';

/** Items that go to one place in one way. */
export interface TargetGroup {
	target: Target;
	/** Indexes of the input items, in their order. */
	items: number[];
}

export interface Targets {
	groups: TargetGroup[];
	/** Why items have no target, by index of the item. */
	failures: Map<number, TolokaFailure>;
}

/** Reads where each item goes, and groups the items by it. */
export async function readTargets(context: IExecuteFunctions): Promise<Targets> {
	const read = targetReader(context);
	const byKey = new Map<string, Target>();
	const keyOf = perItemOf([read], (item): string | TolokaFailure => {
		const target = readOrFailure(context, read, item);
		if (isFailure(target)) return aboutItem(target, item);
		const key = JSON.stringify(target);
		byKey.set(key, target);
		return key;
	});
	const targets: Targets = { groups: [], failures: new Map() };
	for (const { target: key, items } of await groupByTarget(context.getInputData(), keyOf)) {
		if (isFailure(key)) targets.failures.set(items[0], key);
		else targets.groups.push({ target: byKey.get(key) as Target, items });
	}
	return withoutDivided(targets);
}

/** A new batch is created once: settings that differ within it are refused by their names. */
function withoutDivided({ groups, failures }: Targets): Targets {
	const batches = new Map<string, TargetGroup>();
	const isWhole = (group: TargetGroup): boolean => {
		const { projectId, newBatch, start } = group.target;
		if (newBatch === undefined) return true;
		const batch = JSON.stringify([projectId, newBatch, start]);
		const first = batches.get(batch) ?? group;
		batches.set(batch, first);
		if (first === group) return true;
		for (const item of group.items) failures.set(item, divided(first, group, item));
		return false;
	};
	return { groups: groups.filter(isWhole), failures };
}

function divided(first: TargetGroup, other: TargetGroup, item: number): TolokaFailure {
	const [name, label] =
		LABELS.find(([key]) => first.target[key] !== other.target[key]) ?? LABELS[0];
	const says = ({ target }: TargetGroup) => shown(target[name]);
	return refusal(
		`${label} must be the same for all items of a new batch: item ${first.items[0]} says ${says(first)}, item ${item} says ${says(other)}`,
		`Enter one value for ${label}, or give the batches different names.`,
		item,
	);
}
