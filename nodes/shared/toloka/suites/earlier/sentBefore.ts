import { fingerprint } from '../../values/keys';
import type { Draft } from '../drafts/drafts';
import { contentOf } from '../drafts/drafts';
import type { Facts, Fate } from '../run/fates';
import type { PlannedRequest } from '../run/requests';
import { requestOf } from '../run/requests';
import type { HistoryEntry } from '../run/run';

/**
 * What earlier tries of a run have sent. It is matched by content, whatever the settings of the
 * node are now: a retry may have other settings.
 */

/** A request of an earlier try, as it is stored with the execution. */
export interface SentRequest {
	id?: string;
	/** Whether the operation with the id has not been seen yet. */
	isUnseen?: boolean;
	/** Whether nothing was created under the id. */
	isVoid?: boolean;
	/** For a void request, whether its data is the reason, so that no other operation would help. */
	isRefused?: boolean;
	/** The input items of each suite or task, and in `contents` what these were built from. */
	items: number[][];
	contents: string[];
	/** Outcome of a synchronous request; absent if it is unclear. */
	fates?: Fate[];
}

/** Whether anything of a request may exist. */
export function mayHaveCreated({ isVoid, fates }: SentRequest): boolean {
	return !isVoid && (fates?.some(({ id }) => id) ?? true);
}

/** What earlier tries did with the drafts of this one. */
export interface SentBefore {
	/** Requests to continue under the ids that they have. */
	requests: PlannedRequest[];
	facts: Facts;
	/** Positions that may have been created. */
	unclear: number[];
	/** Positions that were not sent. */
	rest: number[];
}

/** Finds the drafts that were sent before; the last request that contains a draft counts. */
export function sentBefore(drafts: readonly Draft[], sent: readonly SentRequest[]): SentBefore {
	const left = new Set(drafts.keys());
	const requests: PlannedRequest[] = [];
	const facts = new Map<number, Fate>();
	const unclear: number[] = [];
	const ids = new Set<string>();
	for (const one of [...sent].reverse()) {
		// If nothing of a part could be sent, the next part took its place and id.
		if (one.id !== undefined && ids.has(one.id)) continue;
		if (one.id !== undefined) ids.add(one.id);
		const found = heldBy(one, drafts, left);
		if (found.size === 0) continue;
		const positions = [...found.keys()].sort((a, b) => a - b);
		for (const position of positions) left.delete(position);
		if (one.id !== undefined) requests.push({ ...requestOf(drafts, positions), sentAs: one.id });
		else if (one.fates === undefined) unclear.push(...positions);
		else for (const [position, place] of found) facts.set(position, one.fates[place]);
	}
	return { requests, facts, unclear, rest: [...left] };
}

/** Maps each draft that the request contains, by position, to its place within the request. */
function heldBy(
	{ items, contents }: SentRequest,
	drafts: readonly Draft[],
	left: ReadonlySet<number>,
): Map<number, number> {
	const places = new Map(items.map(([first], place) => [first, place]));
	const found = new Map<number, number>();
	for (const position of left) {
		const draft = drafts[position];
		const place = places.get(draft.items[0]);
		if (place === undefined || String(draft.items) !== String(items[place])) continue;
		if (shortContentOf(draft) === contents[place]) found.set(position, place);
	}
	return found;
}

/**
 * The groups of items that earlier tries put into one suite. A suite that failed is sent again
 * under another id, so several requests may contain it; the last one counts.
 */
export function groupsSentBefore(sent: readonly SentRequest[]): number[][] {
	const placed = new Set<number>();
	const groups: number[][] = [];
	for (const { items } of [...sent].reverse()) {
		for (const group of items) {
			if (group.some((item) => placed.has(item))) continue;
			for (const item of group) placed.add(item);
			groups.push(group);
		}
	}
	return groups;
}

export interface SentInTry {
	drafts: readonly Draft[];
	history: readonly HistoryEntry[];
}

/** What a try has sent, in the form in which it is stored with the execution. */
export function sentRequests({ drafts, history }: SentInTry): SentRequest[] {
	return history.map(({ id, isUnseen, isVoid, isRefused, positions, facts }) => ({
		...{ id, isUnseen, isVoid, isRefused },
		items: positions.map((position) => drafts[position].items),
		contents: positions.map((position) => shortContentOf(drafts[position])),
		fates: facts && positions.map((position) => withoutShown(facts.get(position))),
	}));
}

/** What a retry needs to know, without the suites themselves, which it can read back. */
function withoutShown({ id, errors }: Fate = {}): Fate {
	return { id, errors };
}

function shortContentOf(draft: Draft): string {
	return fingerprint([JSON.stringify(contentOf(draft))]).slice(0, 12);
}
