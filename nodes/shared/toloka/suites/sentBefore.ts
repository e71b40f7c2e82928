import { fingerprint } from '../values/keys';
import type { Draft } from './drafts';
import { contentOf } from './drafts';
import type { Facts, Fate } from './fates';
import type { PlannedRequest } from './requests';
import { requestOf } from './requests';
import type { HistoryEntry } from './run';

/**
 * What the tries of a run before this one have sent. It is found again by its content, whatever the
 * settings of the node are now: a retry may have other ones.
 */

/** A request of an earlier try, as it is kept with the execution. */
export interface SentRequest {
	id?: string;
	/** Nobody has seen the operation of the id. */
	isUnseen?: boolean;
	/** Nothing was created under the id. */
	isVoid?: boolean;
	/** Of a void one: its data is why, which no other operation would mend. */
	isRefused?: boolean;
	/** The input items of each of its suites or tasks, and what those were made of. */
	items: number[][];
	contents: string[];
	/** What a synchronous request came to; absent where that is unclear. */
	fates?: Array<Fate | null>;
}

/** What earlier tries did about the drafts of this one. */
export interface SentBefore {
	/** To be gone on with under the ids that they have. */
	requests: PlannedRequest[];
	facts: Facts;
	/** Positions of which nobody knows whether they were created. */
	unclear: number[];
	/** Positions that were not sent. */
	rest: number[];
}

/** Finds the drafts that were sent before; what was sent last is what counts. */
export function sentBefore(drafts: readonly Draft[], sent: readonly SentRequest[]): SentBefore {
	const left = new Set(drafts.keys());
	const requests: PlannedRequest[] = [];
	const facts = new Map<number, Fate>();
	const unclear: number[] = [];
	const ids = new Set<string>();
	for (const one of [...sent].reverse()) {
		// The next part took the place of one of which nothing could be sent.
		if (one.id !== undefined && ids.has(one.id)) continue;
		if (one.id !== undefined) ids.add(one.id);
		const found = heldBy(one, drafts, left);
		if (found.size === 0) continue;
		const positions = [...found.keys()].sort((a, b) => a - b);
		for (const position of positions) left.delete(position);
		if (one.id !== undefined) requests.push({ ...requestOf(drafts, positions), sentAs: one.id });
		else if (one.fates === undefined) unclear.push(...positions);
		else for (const [position, place] of found) facts.set(position, one.fates[place] ?? {});
	}
	return { requests, facts, unclear, rest: [...left] };
}

/** The place within a request of each draft that it holds. */
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
 * The groups of items that earlier tries put into one suite. A suite that failed is sent again under
 * another id, so that several requests hold it; what was sent last is what counts.
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

/** What a try has sent, in the form in which it is kept with the execution. */
export function sentRequests({ drafts, history }: SentInTry): SentRequest[] {
	return history.map(({ id, isUnseen, isVoid, isRefused, positions, facts }) => ({
		...(id !== undefined && { id }),
		...(isUnseen && { isUnseen }),
		...(isVoid && { isVoid }),
		...(isRefused && { isRefused }),
		items: positions.map((position) => drafts[position].items),
		contents: positions.map((position) => shortContentOf(drafts[position])),
		...(facts && { fates: positions.map((position) => withoutShown(facts.get(position))) }),
	}));
}

/** What a retry needs to know, without the suites themselves, which it can read back. */
function withoutShown({ id, errors }: Fate = {}): Fate {
	return { ...(id !== undefined && { id }), ...(errors && { errors }) };
}

function shortContentOf(draft: Draft): string {
	return fingerprint([JSON.stringify(contentOf(draft))]).slice(0, 12);
}
