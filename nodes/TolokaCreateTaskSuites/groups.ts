import type { IExecuteFunctions } from 'n8n-workflow';
import { systemClock } from '../shared/n8n/clock';
import { readOrFailure } from '../shared/n8n/errors';
import type { Wording } from '../shared/n8n/rows/invalidItems';
import {
	invalidItemsFailure,
	problemOf,
	problemsAmong,
	stoppedByInvalid,
} from '../shared/n8n/rows/invalidItems';
import type { Invalid } from '../shared/n8n/rows/nothingMapped';
import { nothingMapped } from '../shared/n8n/rows/nothingMapped';
import type { PerItem } from '../shared/n8n/parameters/parameters';
import { groupByTarget, perItemOf } from '../shared/n8n/parameters/parameters';
import type { Problem } from '../shared/toloka/fields/cells/check';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { aboutItem, inDoubt, isFailure } from '../shared/toloka/service/failures';
import type { Draft } from '../shared/toloka/suites/drafts/drafts';
import type { PoolRules } from '../shared/toloka/suites/drafts/poolRules';
import { readPoolRules } from '../shared/toloka/suites/drafts/poolRules';
import type { SentRequest } from '../shared/toloka/suites/earlier/sentBefore';
import { mayHaveCreated } from '../shared/toloka/suites/earlier/sentBefore';
import type { Connection } from '../shared/n8n/transport/transport';
import type { Settings } from './settings';
import type { Targets } from './targets';

/** The node's words in messages about its items. */
export const WORDING: Wording = {
	done: 'created',
	validOnly: 'Create Valid Items Only',
	again: 'create it',
};

/** Items for one pool under one key, planned, sent, answered and paired separately. */
export interface Group {
	pool: string;
	key: string | undefined;
	rules: PoolRules;
	/** Its input items in order, including invalid ones. */
	items: number[];
	/** The valid suites or tasks. */
	drafts: Draft[];
	opensPool: boolean;
	/** Whether the whole group was refused, which leaves the pool incomplete. */
	isRefused?: boolean;
}

export interface Made {
	groups: Group[];
	/** Problems of the items that must not be sent, by item. */
	problems: Map<number, readonly Problem[]>;
	/** The invalid items that fill none of the project's fields. */
	unfilled: Set<number>;
	/** Why items without problems of their own are not sent, by item. */
	failures: Map<number, TolokaFailure>;
	/** Rows without any value, which do not count as items. */
	emptyRows: Set<number>;
	/** Items of which an earlier try may have created something. */
	sentBefore: ReadonlySet<number>;
	itemsAreTasks: boolean;
}

/** Returns the number of items, not counting rows without any value. */
export function itemCount(context: IExecuteFunctions, { emptyRows }: Made): number {
	return context.getInputData().length - emptyRows.size;
}

export function nothingMade(itemsAreTasks: boolean, sent: readonly SentRequest[]): Made {
	return {
		groups: [],
		problems: new Map(),
		unfilled: new Set(),
		failures: new Map(),
		emptyRows: new Set(),
		sentBefore: new Set(sent.filter(mayHaveCreated).flatMap(({ items }) => items.flat())),
		itemsAreTasks,
	};
}

export function addProblems(
	{ problems }: Made,
	items: readonly number[],
	found: readonly Problem[],
): void {
	if (found.length > 0) for (const item of items) problems.set(item, found);
}

/** Target of the items that will not be sent. */
const NONE = '';

/**
 * Groups the items by pool and key, and reads each pool's rules. Items with problems are in no
 * group.
 *
 * @param poolOf returns an item's pool; throws a failure if the item names no valid pool.
 */
export async function groupsOf(
	context: IExecuteFunctions,
	{ send, signal }: Connection,
	targets: Targets,
	made: Made,
	poolOf: PerItem<string>,
): Promise<void> {
	const readTarget = (item: number): string => {
		if (made.problems.has(item) || made.emptyRows.has(item)) return NONE;
		targets.opensPool(item);
		return JSON.stringify([poolOf(item), targets.key(item)]);
	};
	const targetOf = perItemOf([poolOf, targets.key, targets.opensPool], (item) =>
		readOrFailure(context, readTarget, item),
	);
	const groups = await groupByTarget(context.getInputData(), targetOf);
	const withTarget = groups.filter(({ target }) => target !== NONE);
	const parsed = withTarget.map(({ target, items }) => {
		if (isFailure(target)) return { target, items };
		const [pool, key] = JSON.parse(target) as [string, string | null];
		return { target: pool, key: key ?? undefined, items };
	});
	const pools = [...new Set(parsed.map(({ target }) => target))];
	const rules = await readPoolRules(
		send,
		pools.filter((pool): pool is string => !isFailure(pool)),
		{ clock: systemClock, signal },
	);
	for (const { target, key, items } of parsed) {
		const found = isFailure(target) ? target : (rules.get(target) as PoolRules | TolokaFailure);
		if (isFailure(found) && items.every(targets.isEmptyRow)) {
			for (const item of items) made.emptyRows.add(item);
		} else if (isFailure(found)) refuseGroup(context, made, items, found, pools.length > 1);
		else {
			const pool = target as string;
			const opensPool = items.every(targets.opensPool);
			made.groups.push({ pool, key, rules: found, items, drafts: [], opensPool });
		}
	}
}

/**
 * Refuses the items of an unusable pool. If there are several pools, a missing or unsuitable one is
 * a problem of its own items only, unless an earlier try may have created something for them.
 */
function refuseGroup(
	context: IExecuteFunctions,
	made: Made,
	items: readonly number[],
	failure: TolokaFailure,
	isOneOfMany: boolean,
): void {
	const isAboutItems = ['not-found', 'refused-locally'].includes(failure.kind);
	const isSent = items.some((item) => made.sentBefore.has(item));
	const isUnusable = isSent && failure.kind === 'refused-locally';
	const told = isUnusable ? inDoubt(failure.with({ advice: SAME_POOL })) : failure;
	if (isAboutItems && isOneOfMany && !isSent) {
		addProblems(made, items, [problemOf(failure)]);
	} else if (context.continueOnFail()) {
		for (const item of items) made.failures.set(item, told);
	} else {
		throw isAboutItems ? aboutItem(told, items[0]) : told;
	}
}

/** Other advice names another pool, in which a retry would create everything again. */
const SAME_POOL =
	'If you changed the pool, change it back. If it can no longer be used, look in it for what exists before you create the items in another pool, which would get all of them.';

/** Throws if invalid items are to stop the node; On Error: Continue stops only their groups. */
export function refuseInvalidGroups(
	context: IExecuteFunctions,
	made: Made,
	{ skipInvalid }: Settings,
): void {
	const length = itemCount(context, made);
	const isNothingLeft = made.groups.every(({ drafts }) => drafts.length === 0);
	if (!context.continueOnFail()) {
		if (made.problems.size === 0 || (skipInvalid && !isNothingLeft)) return;
		const unmapped = nothingMapped(context, invalidOf(made, made.problems), length, WORDING);
		throw unmapped ?? invalidItemsFailure(made.problems, length, WORDING);
	}
	if (!skipInvalid) for (const group of made.groups) stopGroup(context, made, group, length);
}

/** Stops a group. Each invalid item keeps its own reason unless the mapping is to blame for all. */
function stopGroup(context: IExecuteFunctions, made: Made, group: Group, total: number): void {
	const { items } = group;
	const found = problemsAmong(items, made.problems);
	if (found.size === 0) return;
	const unmapped = nothingMapped(context, invalidOf(made, found), items.length, WORDING);
	if (unmapped !== undefined) for (const item of items) made.problems.delete(item);
	const failure = unmapped ?? stoppedByInvalid(found, total, WORDING);
	for (const item of items) if (!made.problems.has(item)) made.failures.set(item, failure);
	group.drafts = [];
	group.isRefused = true;
}

function invalidOf({ unfilled }: Made, problems: Made['problems']): Invalid {
	return { problems, isUnfilled: (item) => unfilled.has(item) };
}
