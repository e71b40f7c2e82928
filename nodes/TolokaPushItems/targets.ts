import type { IExecuteFunctions } from 'n8n-workflow';
import { readOrFailure } from '../shared/n8n/errors';
import type { PerItem } from '../shared/n8n/parameters';
import {
	groupByTarget,
	idOf,
	idPerItem,
	perItemOf,
	readOnceIfConstant,
} from '../shared/n8n/parameters';
import type { Field } from '../shared/n8n/readers';
import {
	isEmpty,
	readBoolean,
	readChoice,
	readNumber,
	readText,
	shown,
} from '../shared/n8n/readers';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { aboutItem, isFailure, refusal } from '../shared/toloka/service/failures';
import { readPriority } from './priority';

/** Where an item goes, and how: everything that an expression may make different per item. */
export interface Target extends Settings {
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
	/** How far back, in minutes, items of equal content are not pushed again. */
	lookBack: number;
	/** Whether a manual run pushes again what was pushed before. */
	manualRuns: boolean;
}

/** The settings by their names in the panel. */
const LABELS: ReadonlyArray<readonly [keyof Settings, string]> = [
	['invalidItems', 'Invalid Items'],
	['unclear', 'If the Connection Is Lost'],
	['ignoreErrors', 'Ignore Errors'],
	['forceNewOriginal', 'Label Duplicates Again'],
	['lookBack', 'Skip Recently Pushed Items (Minutes)'],
	['manualRuns', 'Create Again in Manual Runs'],
];

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

/** Reads the target of any item; one object for all items where no expression is in it. */
function targetReader(context: IExecuteFunctions): PerItem<Target> {
	const project = idPerItem(context, 'project', 'Project');
	return readOnceIfConstant(context, PARAMETERS, (item, isConstant): Target => {
		const reader = new Reader(context, item, isConstant);
		const destination = reader.destination();
		const isNew = destination === 'newBatch';
		const isExisting = destination === 'existingBatch';
		return {
			projectId: project(item),
			batchId: isExisting ? idOf(context, 'batch', 'Batch', item) : undefined,
			newBatch: isNew ? reader.newBatch() : undefined,
			start: isNew && reader.start(),
			...reader.settings(destination),
		};
	});
}

const DESTINATIONS = ['stream', 'existingBatch', 'newBatch'] as const;
const LOOK_BACK_MINUTES = { min: 0, max: 44_640, fallback: 0 };

const START = 'Start After Upload';

class Reader {
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly item: number,
		private readonly isConstant: boolean,
	) {}

	destination(): (typeof DESTINATIONS)[number] {
		return this.choice('destination', 'Destination', DESTINATIONS, 'stream');
	}

	newBatch(): Target['newBatch'] {
		return {
			name: readText(this.value('batchName'), this.field('Batch Name')),
			priority: readPriority(this.value('batchPriority'), this.field('Priority')),
		};
	}

	/** An empty cell may not pass for a wish that costs money. */
	start(): boolean {
		const value = this.value('startBatch');
		if (this.isConstant || !isEmpty(value)) return readBoolean(value, this.field(START), true);
		throw refusal(
			`${START} of item ${this.item} is empty`,
			`Check the expression in ${START}: it must return true or false.`,
			this.item,
		);
	}

	settings(destination: string): Settings {
		const labels = Object.fromEntries(LABELS) as Record<keyof Settings, string>;
		const option = (name: keyof Settings) => this.flag(`options.${name}`, labels[name]);
		const lookBack = this.value('options.lookBack');
		return {
			invalidItems: this.choice(
				'invalidItems',
				labels.invalidItems,
				['stop', 'pushValid'] as const,
				'stop',
			),
			unclear: this.choice(
				'options.unclear',
				labels.unclear,
				['reconcile', 'report'] as const,
				'reconcile',
			),
			ignoreErrors: destination !== 'stream' && option('ignoreErrors'),
			forceNewOriginal: option('forceNewOriginal'),
			lookBack: readNumber(lookBack, this.field(labels.lookBack), LOOK_BACK_MINUTES),
			manualRuns: option('manualRuns'),
		};
	}

	private flag(parameter: string, label: string): boolean {
		return readBoolean(this.value(parameter), this.field(label));
	}

	private choice<Choice extends string>(
		parameter: string,
		label: string,
		choices: readonly Choice[],
		fallback: NoInfer<Choice>,
	): Choice {
		return readChoice(this.value(parameter), this.field(label), choices, fallback);
	}

	private value(parameter: string): unknown {
		return this.context.getNodeParameter(parameter, this.item, null);
	}

	private field(label: string): Field {
		return this.isConstant ? label : { label, itemIndex: this.item };
	}
}

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
