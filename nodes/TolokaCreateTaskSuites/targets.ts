import type { IExecuteFunctions } from 'n8n-workflow';
import { mayLackId } from '../shared/n8n/expressions/idLists';
import { blankRows, emptyRows } from '../shared/n8n/rows/mapping';
import type { PerItem } from '../shared/n8n/parameters/parameters';
import {
	checkedPerItem,
	enteredId,
	idOf,
	idPerItem,
	perItem,
	rawParameter,
	readOnceIfConstant,
} from '../shared/n8n/parameters/parameters';
import {
	assertDefined,
	choiceOf,
	ifGiven,
	isEmpty,
	readBoolean,
	readText,
	wholeNumberWithin,
} from '../shared/n8n/parameters/readers';
import { refusal } from '../shared/toloka/service/failures';
import type { OverlapMode } from '../shared/toloka/suites/drafts/drafts';
import { overlapFields, withSettings } from '../shared/toloka/suites/drafts/drafts';
import type { SuiteJson } from '../shared/toloka/suites/drafts/kinds';
import type { Settings } from './settings';

/** What may differ per item: its pool, its key and the settings of its suite. */
export interface Targets {
	pool: PerItem<string>;
	/** The user's own key for what is created. */
	key: PerItem<string | undefined>;
	opensPool: PerItem<boolean>;
	tasksPerSuite: PerItem<number>;
	/** The node's settings for a suite; one object for all items if they are constant. */
	frame: PerItem<SuiteJson>;
	/** Whether the overlap is an expression, evaluated per item. */
	hasOwnOverlap: boolean;
	isEmptyRow: (item: number) => boolean;
}

/** Returns readers of what may differ per item; reads nothing yet. */
export function readTargets(context: IExecuteFunctions, { input }: Settings): Targets {
	return {
		// Suites may all name their own pools, so Pool may be empty.
		pool:
			input === 'suites'
				? (item) => idOf(context, 'pool', 'Pool', item)
				: idPerItem(context, 'pool', 'Pool'),
		key: checkedPerItem(context, KEY, 'Operation ID', readKey),
		opensPool: checkedPerItem(context, 'openPool', 'Open Pool', readBoolean),
		tasksPerSuite: checkedPerItem(context, 'tasksPerSuite', 'Tasks per Suite', readTasksPerSuite),
		frame: framePerItem(context),
		hasOwnOverlap: perItem(context, 'overlap', null).isConstant !== true,
		isEmptyRow: input === 'suites' ? emptySuites(context) : emptyRows(context),
	};
}

const ITEM_JSON = /^=\s*\{\{\s*\$json\s*\}\}\s*$/;

export function isItemSuite(context: IExecuteFunctions): boolean {
	const raw = rawParameter(context, 'taskSuite', '={{ $json }}');
	return typeof raw === 'string' && ITEM_JSON.test(raw);
}

function emptySuites(context: IExecuteFunctions): (item: number) => boolean {
	return isItemSuite(context) ? blankRows(context) : () => false;
}

/** Whether Pool is filled in for an item; a suite may name its own pool instead. */
export function isPoolChosen(context: IExecuteFunctions, item: number): boolean {
	return !isEmpty(enteredId(context, 'pool', item));
}

const readTasksPerSuite = ifGiven(
	wholeNumberWithin({ min: 1, max: Infinity, fallback: 1 }),
	'Check the expression in Tasks per Suite: it must return a number.',
);

const KEY = 'options.operationId';

export function hasKey(context: IExecuteFunctions): boolean {
	return !isEmpty(rawParameter(context, KEY, ''));
}

/** The item would lack the protection the user asked for. */
const readKey = ifGiven(readText, 'Check the expression, or remove the option Operation ID.');

const OVERLAP_MODES: readonly OverlapMode[] = ['poolDefault', 'number', 'infinite'];
const readOverlapMode = ifGiven(
	choiceOf(OVERLAP_MODES, 'poolDefault'),
	`Check the expression in Overlap: it must return one of ${OVERLAP_MODES.join(', ')}.`,
);
const FRAME = ['overlapMode', 'overlap', 'suiteFields'];

function framePerItem(context: IExecuteFunctions): PerItem<SuiteJson> {
	const overlapMode = checkedPerItem(context, 'overlapMode', 'Overlap', readOverlapMode);
	const overlap = perItem<unknown>(context, 'overlap', null);
	const suiteFields = perItem<Record<string, unknown>>(context, 'suiteFields', {});
	return readOnceIfConstant(context, FRAME, (item) => {
		const set = suiteFields(item);
		const performers = (name: string, label: string) => {
			const given = set[name];
			if (name in set) assertDefined(given, { label, itemIndex: item });
			if (!mayLackId(given, rawParameter(context, `suiteFields.${name}`, '')))
				return unlessEmpty(given);
			throw refusal(
				`${label} of item ${item} lacks an ID, because its expression finds nothing for it`,
				'Check the expression.',
				item,
			);
		};
		return withSettings(
			{},
			{
				...overlapFields(overlapMode(item), overlap(item)),
				issuing_order_override: unlessEmpty(set.issuingOrderOverride),
				latitude: unlessEmpty(set.latitude),
				longitude: unlessEmpty(set.longitude),
				mixed: unlessEmpty(set.mixed),
				reserved_for: performers('reservedFor', 'Reserved For'),
				unavailable_for: performers('unavailableFor', 'Unavailable For'),
			},
		);
	});
}

/** Treats an empty cell like a missing one. */
function unlessEmpty(value: unknown): unknown {
	return isEmpty(value) ? undefined : value;
}
