import type { IExecuteFunctions } from 'n8n-workflow';
import { mapWithPauses } from '../shared/toloka/flow/pauses';
import type { PushPlan, PushProgress } from '../shared/toloka/items/run';
import { noProgress } from '../shared/toloka/items/run';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { aboutItem, inDoubt } from '../shared/toloka/service/failures';
import { systemClock } from '../shared/n8n/clock';
import { timeoutOption } from '../shared/n8n/parameters/fields';
import {
	MANUAL_LOOK_BACK_MS,
	earlierTryBegan,
	isManualRun,
	isRetry,
} from '../shared/n8n/execution/execution';
import {
	invalidItemsFailure,
	problemOf,
	problemsAmong,
	stoppedByInvalid,
} from '../shared/n8n/rows/invalidItems';
import { emptyRows } from '../shared/n8n/rows/mapping';
import type { Invalid } from '../shared/n8n/rows/nothingMapped';
import { nothingMapped } from '../shared/n8n/rows/nothingMapped';
import { readOperation } from '../shared/n8n/parameters/operation';
import { checkedForAll, readTimeout } from '../shared/n8n/parameters/parameters';
import type { Connection } from '../shared/n8n/transport/transport';
import { connect } from '../shared/n8n/transport/transport';
import { batchChecker } from './batches';
import type { Checked } from './checking';
import { WORDING, checkItems, itemCount } from './checking';
import type { KeptRun } from './progress';
import { resumeProgress } from './progress';
import type { TargetGroup } from './targets';
import { readTargets, stopReader } from './targets';

/** Items for one destination with the same settings, and their progress. */
export interface PushGroup extends TargetGroup {
	/** The valid items; undefined if the group failed before anything was pushed. */
	plan?: PushPlan;
	progress: PushProgress;
	failure?: TolokaFailure;
	/** Whether the failure ends the run, but only after the other groups. */
	endsRun?: boolean;
}

export interface Pushing {
	connection: Connection;
	checked: Checked;
	groups: PushGroup[];
	/** Why items are in no group, by index of the item. */
	failures: ReadonlyMap<number, TolokaFailure>;
	/** Service time before which nothing of the run was created. */
	startedAt: number;
}

/** Reads and checks everything; throws what is wrong unless the node continues on fail. */
export async function preparePushing(
	context: IExecuteFunctions,
	kept: KeptRun | undefined,
): Promise<Pushing> {
	readOperation(context, ['push']);
	const { groups: targets, unreadable, divided } = await readTargets(context);
	const emptyOnes = [...unreadable.keys()].filter(emptyRows(context));
	for (const item of emptyOnes) unreadable.delete(item);
	const [apart] = context.continueOnFail() ? [] : divided.values();
	if (apart !== undefined) throw apart;
	const connection = await connect(context, await timeout(context));
	const checked = await checkItems(context, connection, targets);
	for (const item of emptyOnes) checked.emptyRows.add(item);
	const usable = targets.filter(({ target }) => !checked.failures.has(target.projectId));
	const failureOfBatch = await batchChecker(connection.send, usable);
	const groups = targets.map(({ target, items }): PushGroup => {
		const found = checked.failures.get(target.projectId) ?? failureOfBatch(target);
		const failure = found && isUsed(kept, target.projectId) ? ofUsed(found) : found;
		return { target, items: withoutEmptyRows(items, checked), failure, progress: noProgress(0) };
	});
	const failures = new Map([...unreadable, ...divided]);
	if (!context.continueOnFail()) addUnusable(checked, groups, failures);
	refuseInvalid(context, groups, checked, failures);
	const startedAt =
		kept === undefined || kept.isComplete ? beganAt(context, connection) : kept.startedAt;
	const pushing: Pushing = { connection, checked, groups, failures, startedAt };
	await makePlans(context, pushing, kept);
	return pushing;
}

/**
 * Adds the problems of items whose target is unreadable or whose project or batch cannot be used;
 * throws if that concerns the whole run. A project that an earlier try used keeps no retry from the
 * others, as it may never be usable again.
 */
function addUnusable(
	{ problems }: Checked,
	groups: readonly PushGroup[],
	failures: Pushing['failures'],
): void {
	const places = new Set(groups.map(({ target: { projectId, batchId } }) => batchId ?? projectId));
	const isOneOfMany = places.size + failures.size > 1;
	for (const [item, failure] of failures) {
		if (!isOneOfMany) throw failure;
		problems.set(item, [problemOf(failure)]);
	}
	for (const group of groups) {
		const { items, failure } = group;
		if (failure === undefined) continue;
		if (!isOneOfMany) throw failure;
		if (failure.details.isInDoubt === true && failure.kind !== 'canceled') {
			group.failure = aboutItem(failure, items[0]);
			group.endsRun = true;
			continue;
		}
		const isAboutItems = ['not-found', 'refused-locally'].includes(failure.kind);
		if (!isAboutItems) throw aboutItem(failure, items[0]);
		for (const item of items) problems.set(item, [problemOf(failure)]);
	}
}

/** Whether an earlier try may have pushed to a project: its items are not simply left out. */
function isUsed(kept: KeptRun | undefined, id: string): boolean {
	return kept?.isComplete === false && kept.groups.some(({ projectId }) => projectId === id);
}

/** Never advises another project: that would get what may exist in this one, too. */
function ofUsed(failure: TolokaFailure): TolokaFailure {
	const advice =
		'Make it accept items again on the Toloka website: what exists in it would be pushed once more to another project.';
	return inDoubt(failure.kind === 'refused-locally' ? failure.with({ advice }) : failure);
}

function withoutEmptyRows(items: number[], { emptyRows: empty }: Checked): number[] {
	return empty.size === 0 ? items : items.filter((item) => !empty.has(item));
}

async function timeout(context: IExecuteFunctions) {
	const { displayName } = timeoutOption;
	return {
		timeoutMs: 1000 * (await checkedForAll(context, 'options.timeout', displayName, readTimeout)),
	};
}

/** Refuses the push if invalid items are to stop it; On Error: Continue stops only their group. */
function refuseInvalid(
	context: IExecuteFunctions,
	groups: readonly PushGroup[],
	checked: Checked,
	failures: Pushing['failures'],
): void {
	const { problems } = checked;
	if (problems.size === 0) return;
	const total = itemCount(checked);
	const isNoneValid = problems.size === total;
	const continuesOnFail = context.continueOnFail();
	const stopping: Checked['problems'] = new Map();
	for (const group of groups) {
		const found = problemsAmong(group.items, problems);
		if (found.size === 0 || !(group.target.invalidItems === 'stop' || isNoneValid)) continue;
		for (const [item, reasons] of found) stopping.set(item, reasons);
		if (continuesOnFail && group.target.invalidItems === 'stop')
			stopGroup(context, group, checked, found);
	}
	if (continuesOnFail) return;
	const stops = stopReader(context);
	for (const item of failures.keys()) {
		if (isNoneValid || stops(item)) stopping.set(item, problems.get(item) ?? []);
	}
	if (stopping.size === 0) return;
	const unmapped = nothingMapped(context, invalidOf(checked, stopping), total, WORDING);
	throw unmapped ?? invalidItemsFailure(stopping, total, WORDING);
}

/** Stops a group. Each invalid item keeps its own reason unless the mapping is to blame for all. */
function stopGroup(
	context: IExecuteFunctions,
	group: PushGroup,
	checked: Checked,
	found: Checked['problems'],
): void {
	const { length } = group.items;
	const unmapped = nothingMapped(context, invalidOf(checked, found), length, WORDING);
	group.failure = unmapped ?? stoppedByInvalid(found, length, WORDING);
	if (unmapped !== undefined) for (const item of found.keys()) checked.problems.delete(item);
}

function invalidOf({ inputs }: Checked, problems: Checked['problems']): Invalid {
	const isUnfilled = (item: number) => Object.keys(inputs[item] ?? { none: true }).length === 0;
	return { problems, isUnfilled };
}

/**
 * Returns the service time before which nothing of this run was created. In a retry, that is when
 * the execution began: what was created since may be its own.
 */
function beganAt(context: IExecuteFunctions, { createdSince }: Connection): number {
	return createdSince(earlierTryBegan(context));
}

/** At most this many pages of 1,000 items, because the user did not ask for the search. */
const MANUAL_MAX_PAGES = 100;

async function makePlans(
	context: IExecuteFunctions,
	{ connection, checked, groups, startedAt }: Pushing,
	kept: KeptRun | undefined,
): Promise<void> {
	const isKnown = kept !== undefined || earlierTryBegan(context) !== undefined;
	const isCutOff = isRetry(context) && isKnown;
	const sound = groups.filter(({ failure }) => failure === undefined);
	const plans: PushPlan[] = [];
	for (const { target, items } of sound) {
		const { invalidItems, unclear, lookBack, manualRuns, ...rest } = target;
		const isBuilding = isManualRun(context) && !manualRuns;
		const minutes = Math.max(lookBack, isBuilding ? MANUAL_LOOK_BACK_MS / 60_000 : 0);
		const valid =
			checked.problems.size === 0 ? items : items.filter((item) => !checked.problems.has(item));
		const pauses = { clock: systemClock, signal: connection.signal };
		plans.push({
			...rest,
			inputs: await mapWithPauses(valid, pauses, (item) => checked.inputs[item] ?? {}),
			items: valid,
			skipInvalid: invalidItems === 'pushValid',
			reconcile: unclear === 'reconcile',
			startedAt,
			isResumed: isCutOff,
			skipSince: minutes === 0 ? undefined : connection.createdSince() - minutes * 60_000,
			maxPages: minutes > lookBack ? MANUAL_MAX_PAGES : undefined,
			signal: connection.signal,
		});
	}
	const progresses = await resumeProgress(kept, plans);
	for (const [index, group] of sound.entries()) {
		const progress = progresses[index];
		progress.batchId ??= plans[index].batchId;
		group.progress = progress;
		group.plan = { ...plans[index], isResumed: isCutOff || progress.doubt !== undefined };
	}
}
