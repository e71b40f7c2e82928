import type { IExecuteFunctions } from 'n8n-workflow';
import { readOrFailure } from '../shared/n8n/errors';
import type { ItemGroup, PerItem } from '../shared/n8n/parameters/parameters';
import {
	checkedOf,
	checkedPerItem,
	groupByTarget,
	idOf,
	idPerItem,
	perItemOf,
	readOnceIfConstant,
} from '../shared/n8n/parameters/parameters';
import type { Reader } from '../shared/n8n/parameters/readers';
import {
	choiceOf,
	ifGiven,
	numberWithin,
	readBoolean,
	readText,
	shown,
} from '../shared/n8n/parameters/readers';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { aboutItem, isFailure, refusal } from '../shared/toloka/service/failures';
import { readPriority } from './priority';

/** Where and how an item is pushed: everything that an expression may vary per item. */
interface Target extends Settings {
	projectId: string;
	batchId?: string;
	newBatch?: { name?: string; priority: string };
	/** Whether the new batch is started. */
	start: boolean;
}

interface Settings {
	invalidItems: 'stop' | 'pushValid';
	unclear: 'reconcile' | 'report';
	ignoreErrors: boolean;
	forceNewOriginal: boolean;
	/** Items equal to one created within this many minutes are not pushed again. */
	lookBack: number;
	/** Whether a manual run pushes again what was pushed before. */
	manualRuns: boolean;
}

const LABELS: Readonly<Record<keyof Settings, string>> = {
	invalidItems: 'Invalid Items',
	unclear: 'If the Connection Is Lost',
	ignoreErrors: 'Ignore Errors',
	forceNewOriginal: 'Label Duplicates Again',
	lookBack: 'Skip Recently Pushed Items (Minutes)',
	manualRuns: 'Create Again in Manual Runs',
};

const PARAMETERS = [
	'project',
	'destination',
	'batch',
	'batchName',
	'batchPriority',
	'startBatch',
	'invalidItems',
	'options',
];

/** Reads a parameter of an item; a refusal names its label. */
type Read = <Value>(parameter: string, label: string, reader: Reader<Value>) => Value;

/** Returns a reader of targets; all items share one object if no parameter has an expression. */
function targetReader(context: IExecuteFunctions): PerItem<Target> {
	const project = idPerItem(context, 'project', 'Project');
	return readOnceIfConstant(context, PARAMETERS, (item): Target => {
		const read: Read = (parameter, label, reader) =>
			checkedOf(context, parameter, label, reader, item);
		const destination = read('destination', 'Destination', choiceOf(DESTINATIONS, 'stream'));
		const isNew = destination === 'newBatch';
		const isExisting = destination === 'existingBatch';
		return {
			projectId: project(item),
			batchId: isExisting ? idOf(context, 'batch', 'Batch', item) : undefined,
			newBatch: isNew
				? {
						name: read('batchName', 'Batch Name', readText),
						priority: read('batchPriority', 'Priority', readPriority),
					}
				: undefined,
			start: isNew && read('startBatch', START, readStart),
			...readSettings(read, destination),
		};
	});
}

const DESTINATIONS = ['stream', 'existingBatch', 'newBatch'] as const;
const INVALID_ITEMS = ['stop', 'pushValid'] as const;
const UNCLEAR = ['reconcile', 'report'] as const;

const START = 'Start After Upload';

const readStart = ifGiven<boolean>(
	(value, field) => readBoolean(value, field, true),
	`Check the expression in ${START}: it must return true or false.`,
);
const readLookBack = ifGiven(
	numberWithin({ min: 0, max: 44_640, fallback: 0 }),
	`Check the expression in ${LABELS.lookBack}: it must return a number.`,
);

function readSettings(read: Read, destination: string): Settings {
	const option = <Value>(name: keyof Settings, reader: Reader<Value>) =>
		read(`options.${name}`, LABELS[name], reader);
	return {
		invalidItems: read('invalidItems', LABELS.invalidItems, choiceOf(INVALID_ITEMS, 'stop')),
		unclear: option('unclear', choiceOf(UNCLEAR, 'reconcile')),
		ignoreErrors: destination !== 'stream' && option('ignoreErrors', readBoolean),
		forceNewOriginal: option('forceNewOriginal', readBoolean),
		manualRuns: option('manualRuns', readBoolean),
		lookBack: option('lookBack', readLookBack),
	};
}

export type TargetGroup = ItemGroup<Target>;

interface Targets {
	groups: TargetGroup[];
	/** Why no target can be read for an item, by its index. */
	unreadable: Map<number, TolokaFailure>;
	/** Why items cannot be in their new batch, by index of the item. */
	divided: Map<number, TolokaFailure>;
}

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
	const targets: Targets = { groups: [], unreadable: new Map(), divided: new Map() };
	for (const { target: key, items } of await groupByTarget(context.getInputData(), keyOf)) {
		if (isFailure(key)) targets.unreadable.set(items[0], key);
		else targets.groups.push({ target: byKey.get(key) as Target, items });
	}
	return withoutDivided(targets);
}

/** Returns whether an item stops the push if it is invalid, also one whose target is unreadable. */
export function stopReader(context: IExecuteFunctions): (item: number) => boolean {
	const label = LABELS.invalidItems;
	const read = checkedPerItem(context, 'invalidItems', label, choiceOf(INVALID_ITEMS, 'stop'));
	return (item) => readOrFailure(context, read, item) !== 'pushValid';
}

/** Refuses items of a new batch whose settings differ from the first item's: it is created once. */
function withoutDivided({ groups, unreadable, divided }: Targets): Targets {
	const batches = new Map<string, TargetGroup>();
	const isWhole = (group: TargetGroup): boolean => {
		const { projectId, newBatch, start } = group.target;
		if (newBatch === undefined) return true;
		const batch = JSON.stringify([projectId, newBatch, start]);
		const first = batches.get(batch) ?? group;
		batches.set(batch, first);
		if (first === group) return true;
		for (const item of group.items) divided.set(item, notAsFirst(first, group, item));
		return false;
	};
	return { groups: groups.filter(isWhole), unreadable, divided };
}

function notAsFirst(first: TargetGroup, other: TargetGroup, item: number): TolokaFailure {
	const names = Object.keys(LABELS) as Array<keyof Settings>;
	const [name] = names.filter((key) => first.target[key] !== other.target[key]);
	const label = LABELS[name];
	const says = ({ target }: TargetGroup) => shown(target[name]);
	return refusal(
		`${label} must be the same for all items of a new batch: item ${first.items[0]} says ${says(first)}, item ${item} says ${says(other)}`,
		`Enter one value for ${label}, or give the batches different names.`,
		item,
	);
}
