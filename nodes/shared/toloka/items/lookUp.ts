import { TolokaFailure, inDoubt, isFailure, outcomeOf } from '../service/failures';
import { afterPartialWork } from '../service/sentences';
import type { Look } from './matching';
import type { Run } from './run';
import { inputsAt, isPending, knownItems, pendingOf } from './run';
import type { Search } from './search';
import { findCreated, findOnce } from './search';

/**
 * Looks up which of these entries were created and records their ids. If at least as many
 * unexplained items appeared as entries are missing from a request in doubt, the service may have
 * changed what was sent: the outcome stays unclear, and nothing is sent again.
 *
 * @param requests the positions of each request whose outcome is unclear.
 * @param search where the entries may be; by default, where the plan sends them.
 * @returns the failure if the outcome stays unclear; `progress.doubt` has the details.
 */
export async function lookUp(
	run: Run,
	positions: readonly number[],
	requests: ReadonlyArray<readonly number[]>,
	search = searchOf(run),
): Promise<TolokaFailure | undefined> {
	const { progress, plan, send } = run;
	const look = await outcomeOf(findCreated(send, inputsAt(run, positions), search));
	if (isFailure(look)) return inDoubt(look);
	recordFound(run, positions, look);
	const missing = requests
		.map((request) => request.filter((position) => isPending(progress, position)))
		.filter((request) => request.length > 0);
	const fewest = plan.ignoreErrors ? 1 : Math.min(...missing.map(({ length }) => length));
	const { unexplained } = look;
	if (missing.length === 0 || unexplained < fewest) {
		progress.doubt = undefined;
		return undefined;
	}
	progress.doubt = { ...progress.doubt, positions: missing.flat(), unexplained };
	return new TolokaFailure('contradiction', {
		doing: `looking up what was created in the project ${plan.projectId}`,
		text: 'Items appeared that are not among those that were sent',
		isInDoubt: true,
	});
}

/** Where to search for items of the run that are not accounted for. */
export function searchOf(run: Run): Search {
	const { plan, progress, clock } = run;
	const isOfRun = knownItems(run);
	const others = run.idsOfOtherRuns();
	return {
		projectId: plan.projectId,
		batchId: progress.batchId,
		createdSince: plan.startedAt,
		isKnown: (item) => isOfRun(item) || others.has(item.id),
		clock,
		signal: plan.signal,
	};
}

export function recordFound(
	{ progress }: Run,
	positions: readonly number[],
	{ found }: Look,
): void {
	for (const [place, position] of positions.entries()) {
		const match = found[place];
		if (match === undefined) continue;
		const { id, batchId } = match;
		progress.ids[position] = id;
		if (batchId !== progress.batchId) progress.elsewhere.set(position, { batchId });
	}
}

/** Records entries that need no push, because an equal item was created recently, in any batch. */
export async function skipRecent(run: Run): Promise<TolokaFailure | undefined> {
	const { plan, progress, send, clock } = run;
	if (plan.skipSince === undefined) return undefined;
	const pending = pendingOf(run);
	if (pending.length === 0) return undefined;
	const { projectId, skipSince: createdSince, maxPages, signal } = plan;
	const search = { projectId, createdSince, isKnown: knownItems(run), clock, signal, maxPages };
	const inputs = inputsAt(run, pending);
	const look = await outcomeOf(findOnce(send, inputs, search, { byCallerId: false }));
	if (isFailure(look)) return maxPages === undefined ? look : withWayOut(look);
	for (const [place, position] of pending.entries()) {
		const match = look.found[place];
		if (match === undefined) continue;
		const { id, batchId, createdAt } = match;
		progress.ids[position] = id;
		progress.elsewhere.set(position, { batchId, existed: { createdAt } });
	}
	return undefined;
}

/** Adds how to push items in a manual run although what exists cannot be listed. */
function withWayOut(failure: TolokaFailure): TolokaFailure {
	if (failure.kind === 'canceled' || failure.kind === 'refused-locally') return failure;
	const text =
		'A manual run first looks for items that exist already, so it has not pushed these. The option Create Again in Manual Runs pushes all items without looking, even those that exist, unless Skip Recently Pushed Items is set.';
	return afterPartialWork(failure, text);
}
