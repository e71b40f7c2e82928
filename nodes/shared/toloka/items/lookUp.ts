import { itemPages } from './items';
import type { Clock } from '../flow/clock';
import { mapWithPauses } from '../flow/pauses';
import type { Send } from '../service/requests';
import { asQueryTime, timeKeyAt } from '../values/times';
import { TolokaFailure, inDoubt, isFailure, outcomeOf } from '../service/failures';
import type { Run } from './run';
import { pendingOf } from './run';
import { afterPartialWork } from '../service/sentences';
import { contentOf, IdsByContent } from '../values/content';

/** Waits before each look: a request that timed out here may still be at work over there. */
const LOOK_AFTER_MS = [2_000, 5_000, 10_000];

export interface Search {
	projectId: string;
	batchId?: string;
	/** Service time, epoch milliseconds, before which nothing of this run was created. */
	createdSince: number;
	/** Items that are accounted for already. */
	knownIds: ReadonlySet<string>;
	signal?: AbortSignal;
}

/**
 * Finds out which items of an unclear upload exist: lists what was created since the run began and
 * matches by content, as a multiset. Looks again until two looks in a row find the same.
 *
 * @returns the item id for each input that exists, by position; undefined for the others.
 */
export async function findCreated(
	send: Send,
	inputs: readonly object[],
	search: Search,
	clock: Clock,
): Promise<Array<string | undefined>> {
	const pauses = { clock, signal: search.signal };
	const contents = await mapWithPauses(inputs, pauses, contentOf);
	let found: Array<string | undefined> = [];
	let before = -1;
	for (const waitMs of LOOK_AFTER_MS) {
		await clock.sleep(waitMs, search.signal);
		const created = await createdItems(send, search);
		found = await mapWithPauses(contents, pauses, (content) => created.take(content));
		const count = found.filter((id) => id !== undefined).length;
		if (count === inputs.length || count === before) break;
		before = count;
	}
	return found;
}

async function createdItems(send: Send, search: Search): Promise<IdsByContent> {
	const walk = itemPages(send, search.projectId, {
		sort: 'created',
		created_gte: asQueryTime(timeKeyAt(search.createdSince)),
		batch_id: search.batchId,
	});
	const items = new IdsByContent();
	for await (const { rows } of walk) {
		for (const item of rows) {
			if (search.knownIds.has(item.id)) continue;
			items.add({ id: item.id, content: item.input_data });
		}
	}
	return items;
}

/** Records the ids of those entries of an unclear upload that turn out to exist; without it all stays unclear. */
export async function lookUp(
	run: Run,
	positions: readonly number[],
): Promise<TolokaFailure | undefined> {
	const { plan, progress, send, clock } = run;
	const found = await outcomeOf(
		findCreated(
			send,
			positions.map((position) => plan.inputs[position]),
			{
				projectId: plan.projectId,
				batchId: progress.batchId ?? plan.batchId,
				createdSince: plan.startedAt,
				knownIds: new Set(progress.ids.filter((id) => id !== undefined)),
				signal: plan.signal,
			},
			clock,
		),
	);
	if (isFailure(found)) return inDoubt(found);
	for (const [index, position] of positions.entries()) {
		if (found[index] !== undefined) progress.ids[position] = found[index];
	}
	return undefined;
}

export function unclearFailure(
	failure: TolokaFailure,
	{ plan }: Run,
	positions: readonly number[],
): TolokaFailure {
	const since = new Date(plan.startedAt).toISOString().slice(0, 19);
	return new TolokaFailure(failure.kind, {
		...failure.details,
		advice: `It is unclear whether ${positions.length} of the items were created: look in the project ${plan.projectId} for items created since ${since} UTC before you push them again.`,
	});
}

/** Finds what an earlier try of this run created before it was cut off. */
export async function recordEarlierTry(run: Run): Promise<TolokaFailure | undefined> {
	const { plan, progress } = run;
	const hasOwnBatch = plan.newBatch !== undefined && progress.batchId === undefined;
	if (!plan.isResumed || hasOwnBatch) return undefined;
	const pending = pendingOf(run);
	if (pending.length === 0) return undefined;
	const failure = await lookUp(run, pending);
	return failure && earlierTryUnknown(failure);
}

/** A new execution would not look for what an earlier try of this one created. */
export function earlierTryUnknown(failure: TolokaFailure): TolokaFailure {
	return afterPartialWork(
		failure,
		'An earlier try of this execution may have created items: retry this execution, which finds them, instead of starting a new one.',
	);
}
