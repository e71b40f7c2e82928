import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Problem } from '../shared/toloka/fields/cells/check';
import { MAX_BYTES, MAX_ITEMS } from '../shared/toloka/items/chunks';
import { push } from '../shared/toloka/items/push';
import type { PushPlan, Run } from '../shared/toloka/items/run';
import { environmentLabel } from '../shared/toloka/service/access';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure } from '../shared/toloka/service/failures';
import { afterDoubt } from '../shared/toloka/service/sentences';
import { listedFirst } from '../shared/toloka/values/lists';
import { systemClock } from '../shared/n8n/clock';
import { logCanceled } from '../shared/n8n/errors';
import { executionStartedAt, isManualRun, runIndex } from '../shared/n8n/execution/execution';
import { invalidItemsFailure } from '../shared/n8n/rows/invalidItems';
import { isTriedAgain } from '../shared/n8n/outputs/outputs';
import { inTurn } from '../shared/n8n/execution/turns';
import { afterReached, timeText, withAdvice } from './advice';
import { answers } from './answers';
import { WORDING, itemCount } from './checking';
import { addHints } from './hints';
import { otherRuns } from './otherRuns';
import type { KeptRun } from './progress';
import { keepRun, recallRun } from './progress';
import type { PushGroup, Pushing } from './pushing';
import { preparePushing } from './pushing';

type PlannedGroup = PushGroup & { plan: PushPlan };

/** Runs the node once: checks every item, pushes them, and answers each input item. */
export async function pushItems(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const kept = recallRun(context);
	const pushing = await preparePushing(context, kept).catch((error: unknown) => {
		throw afterEarlierTry(context, kept, error);
	});
	const planned = pushing.groups.filter(isPlanned);
	const open = kept && isAccountedFor(kept, planned) ? undefined : kept;
	for (const group of pushing.groups) {
		group.failure = afterEarlierTry(context, open, group.failure, group.target.projectId);
	}
	const failure = await pushGroups(context, pushing, planned);
	const unusable = pushing.groups.find(({ endsRun }) => endsRun === true)?.failure;
	const stopped =
		unusable === undefined
			? (failure ?? allRefused(context, pushing, planned))
			: (afterEarlierTry(context, kept, failure) ?? afterReached(unusable, countsOf(pushing)));
	if (stopped !== undefined) {
		// The next try finds the batch that was created for the items.
		await keepRun(context, pushing.startedAt, planned, false);
		throw stopped;
	}
	const outputs = await answers(context, pushing);
	addHints(context, pushing);
	const isComplete = planned.every(({ failure }) => !failure) && !isTriedAgain(outputs);
	await keepRun(context, pushing.startedAt, planned, isComplete);
	return outputs;
}

/** Whether this try has found all that an earlier one sent: then what failed was never sent. */
function isAccountedFor({ groups }: KeptRun, planned: readonly PlannedGroup[]): boolean {
	const found = new Set(planned.flatMap(({ progress }) => progress.ids));
	return groups.every(({ ids }) => ids.split(',').every((id) => id !== '' && found.has(id)));
}

function isPlanned(group: PushGroup): group is PlannedGroup {
	return group.plan !== undefined;
}

/**
 * Pushes one group after another; returns the failure that ended it. What an earlier try left
 * unclear in one project does not keep the retries from the items of the others.
 */
async function pushGroups(
	context: IExecuteFunctions,
	pushing: Pushing,
	planned: readonly PlannedGroup[],
): Promise<TolokaFailure | undefined> {
	const idsOfOtherRuns = otherRuns(context);
	const unclearProjects = new Set<string>();
	let failed: [group: PlannedGroup, failure: TolokaFailure] | undefined;
	for (const group of planned) {
		const { projectId } = group.target;
		if (unclearProjects.has(projectId)) continue;
		const failure = await pushGroup(pushing, planned, group, idsOfOtherRuns);
		if (failure === undefined) continue;
		if (context.continueOnFail()) {
			group.failure = withAdvice(failure, situationOf(context, pushing, group, [group]));
			logCanceled(context, group.failure);
			continue;
		}
		failed = [group, failure];
		if (group.progress.doubt?.isEarlier !== true || failure.kind === 'canceled') break;
		unclearProjects.add(projectId);
	}
	if (failed === undefined) return undefined;
	const [group, failure] = failed;
	return withAdvice(failure, situationOf(context, pushing, group, planned));
}

/**
 * Pushes a group. If equal items are to be skipped, those that another execution pushes at the same
 * moment count, too: each looks for them after the other has pushed.
 */
async function pushGroup(
	{ connection }: Pushing,
	groups: readonly PlannedGroup[],
	{ plan, progress }: PlannedGroup,
	idsOfOtherRuns: Run['idsOfOtherRuns'],
): Promise<TolokaFailure | undefined> {
	const { send, signal } = connection;
	const others = groups.map((group) => group.progress).filter((other) => other !== progress);
	const limits: Run['limits'] = [MAX_ITEMS, MAX_BYTES];
	const run = { send, plan, progress, others, idsOfOtherRuns, clock: systemClock, limits };
	if (plan.skipSince === undefined) return await push(run);
	const queue = `push ${environmentLabel(connection.credentials)} ${plan.projectId}`;
	return await inTurn(queue, signal, async () => await push(run));
}

function situationOf(
	context: IExecuteFunctions,
	pushing: Pushing,
	{ plan, progress, target }: PlannedGroup,
	failed: readonly PlannedGroup[],
) {
	return {
		plan,
		progress,
		unclear: failed.flatMap((group) => {
			const { doubt } = group.progress;
			return doubt === undefined ? [] : [{ plan: group.plan, doubt }];
		}),
		counts: countsOf(pushing),
		continuesOnFail: context.continueOnFail(),
		isManual: isManualRun(context) && !target.manualRuns,
		loopBegan: runIndex(context) > 0 ? executionStartedAt(context) : undefined,
	};
}

function countsOf({ groups }: Pushing): { created: number; total: number } {
	const counts = { created: 0, total: 0 };
	for (const { endsRun, items, progress } of groups) {
		counts.created += progress.ids.filter((id) => id !== undefined).length;
		counts.total += endsRun === true ? items.length : progress.ids.length;
	}
	return counts;
}

/** Returns a failure if every item is invalid or was refused by Toloka: that is not a success. */
function allRefused(
	context: IExecuteFunctions,
	{ checked }: Pushing,
	groups: readonly PlannedGroup[],
): TolokaFailure | undefined {
	if (context.continueOnFail()) return undefined;
	const refused = new Map<number, readonly Problem[]>(checked.problems);
	for (const { plan, progress } of groups) {
		for (const [position, reason] of progress.refused) {
			refused.set(plan.items[position], [{ field: '', reason }]);
		}
	}
	const total = itemCount(checked);
	return refused.size === total ? invalidItemsFailure(refused, total, WORDING) : undefined;
}

/** Only the last try's error is shown, so it must mention items an earlier one may have created. */
function afterEarlierTry<Thrown>(
	context: IExecuteFunctions,
	kept: KeptRun | undefined,
	error: Thrown,
	projectId?: string,
): Thrown | TolokaFailure {
	if (kept === undefined || kept.isComplete || !isFailure(error)) return error;
	if (error.kind === 'refused-locally' && error.details.isInDoubt !== true) return error;
	const continuesOnFail = context.continueOnFail();
	const next = continuesOnFail
		? `before you push the items with this error again, look in ${projectsOf(kept, projectId)} for items created since ${timeText(kept.startedAt)}.`
		: 'retry this execution, which finds them, instead of starting a new one.';
	const done = 'An earlier try of this execution may have created items';
	return afterDoubt({ continuesOnFail }, error, `${done}: ${next}`);
}

/** The project of these items, or, if an earlier try pushed to others instead, all of them. */
function projectsOf({ groups }: KeptRun, projectId?: string): string {
	const all = [...new Set(groups.map((group) => group.projectId))];
	const ids = projectId !== undefined && all.includes(projectId) ? [projectId] : all;
	return `${ids.length === 1 ? 'the project' : 'the projects'} ${listedFirst(ids)}`;
}
