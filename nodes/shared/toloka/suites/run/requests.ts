import type { Pauses } from '../../flow/pauses';
import { forEachWithPauses } from '../../flow/pauses';
import { splitWithin } from '../../flow/split';
import type { Operation } from '../../operations/operation';
import { fingerprint, uuidV5 } from '../../values/keys';
import type { Draft } from '../drafts/drafts';
import { contentOf, takesDefaultOverlap } from '../drafts/drafts';
import type { Facts } from './fates';
import { TASKS_A_MINUTE } from './pace';
import { MAX_OUTPUT_BYTES } from '../drafts/size';

/** How the suites or tasks of a run are divided into requests. */

export interface PlannedRequest {
	/**
	 * Index among the requests of its name: “1”, or “1.0” for a part. Under a key, “1+” if others
	 * follow, so that more or fewer rows are noticed even if they are requests of their own.
	 */
	path: string;
	/** Positions of its suites or tasks among all drafts of the run. */
	positions: number[];
	tasks: number;
	/** Whether its suites have no overlap of their own; no request mixes them with others. */
	allowDefaults: boolean;
	opensPool: boolean;
	/** Set if it is the rest, or one part, of a request that could not be sent whole. */
	part?: Part;
	/** The id under which an earlier try may have sent it. */
	sentAs?: string;
	/** The operation with that id, if it was found before anything was sent. */
	existing?: Operation;
	/** What the operation created, if it was found by that: the items may have had other places. */
	created?: Facts;
}

/** Where a part is in a divided request; later tries and runs find all parts by this. */
interface Part {
	/** Id of the whole request. */
	of: string;
	/** How many suites or tasks precede the part. */
	from: number;
	/** Whether others follow, so that more rows are noticed even after the last part. */
	isFollowed: boolean;
}

export interface ReadyRequest extends PlannedRequest {
	id: string;
	body: string;
}

/** What the ids of requests are derived from, so that nothing is created twice. */
export interface Naming {
	/** The same in every try of one run of the node, different in every other run; or a key. */
	name: string;
	/** Whether `name` is the user's own key, used instead of the content: it creates only once. */
	isKey: boolean;
	/** Whether the run is manual; without a key, all manual runs of the node share the name. */
	isManual: boolean;
	/** Whether to look up first what the same name has created before. */
	looksFirst: boolean;
}

const MARK_LENGTH = 8;

/**
 * The beginning of the ids of a run's operations, by which a list of operations shows them.
 * Undefined if the ids depend on a key.
 */
export function markOf({ name, isKey }: Naming): string | undefined {
	return isKey ? undefined : uuidV5(name).slice(0, MARK_LENGTH);
}

function marked(naming: Naming, id: string): string {
	return `${markOf(naming) ?? id.slice(0, MARK_LENGTH)}${id.slice(MARK_LENGTH)}`;
}

/** Below the limit of 1,048,576, because it is not documented how the service counts. */
const INPUT_BYTES_A_REQUEST = 1_000_000;
/** Most tasks per request (toloka-api §4.1). More would hold up n8n during writing and reading. */
const TASKS_A_REQUEST = 5_000;

/** Most tasks one request may have: a suite of more than usual has an operation of its own. */
export function maxTasks(isAsync: boolean): number {
	return isAsync ? TASKS_A_MINUTE.amount : TASKS_A_REQUEST;
}

/** Divides drafts, given by their positions, into requests that stay within every limit. */
export async function planRequests(
	drafts: readonly Draft[],
	positions: readonly number[],
	pauses: Pauses,
): Promise<PlannedRequest[]> {
	const limits = [TASKS_A_REQUEST, INPUT_BYTES_A_REQUEST, MAX_OUTPUT_BYTES];
	const measure = (position: number) => {
		const { tasks, inputBytes, outputBytes } = drafts[position].size;
		return [tasks, inputBytes, outputBytes];
	};
	const requests: PlannedRequest[] = [];
	for (const allowDefaults of [true, false]) {
		const alike = positions.filter((at) => takesDefaultOverlap(drafts[at]) === allowDefaults);
		await forEachWithPauses(splitWithin(alike, measure, limits), pauses, (part) => {
			requests.push(requestOf(drafts, part));
		});
	}
	return inOrder(requests);
}

/** Builds a request for these positions, either all with an overlap of their own or all without. */
export function requestOf(drafts: readonly Draft[], positions: number[]): PlannedRequest {
	return {
		path: '',
		positions,
		tasks: positions.reduce((sum, position) => sum + drafts[position].size.tasks, 0),
		allowDefaults: takesDefaultOverlap(drafts[positions[0]]),
		opensPool: false,
	};
}

/** Requests in the order of their first drafts, each named by its place. */
export function inOrder(requests: PlannedRequest[]): PlannedRequest[] {
	const sorted = [...requests].sort((one, other) => one.positions[0] - other.positions[0]);
	return sorted.map((request, index) => ({ ...request, path: String(index) }));
}

/** The size of the first half of a request that is too large. */
export function halfOf(count: number): number {
	return Math.ceil(count / 2);
}

/** Makes a request of each part; the last one opens the pool if the whole does. More may follow. */
export function dividedRequest(
	run: Division,
	request: PlannedRequest,
	parts: number[][],
): PlannedRequest[] {
	const whole = () => readyRequest(run, { ...request, sentAs: undefined }).id;
	const { of, from, isFollowed } = request.part ?? { of: whole(), from: 0, isFollowed: false };
	const end = from + request.positions.length;
	let before = from;
	return parts.map((positions, index) => {
		const next = before + positions.length;
		const part = { of, from: before, isFollowed: isFollowed || next < end };
		before = next;
		return {
			...requestOf(run.drafts, positions),
			path: `${request.path}.${index}`,
			opensPool: request.opensPool && index === parts.length - 1,
			part,
		};
	});
}

/** The part of a run from which requests are built. */
export interface Division {
	drafts: readonly Draft[];
	naming: Naming;
	isAsync: boolean;
}

/** Builds the body of a request and the id of its operation. */
export function readyRequest(run: Division, request: PlannedRequest): ReadyRequest {
	const { drafts, naming, isAsync } = run;
	// A request that an earlier try sent as an operation continues as one.
	const isNamed = isAsync || request.sentAs !== undefined;
	const written = request.positions.map((at) => writtenDraft(drafts[at], isNamed));
	const body = `[${written.map(({ sent }) => sent).join(',')}]`;
	const { sentAs, part } = request;
	const id = sentAs ?? (part ? idOfPart(naming, part) : derivedId(run, request, body, written));
	return { ...request, id, body };
}

/** The index that identifies a suite in the log: its first input item (toloka-api §7). */
export function indexOf({ items }: Draft): string {
	return String(items[0]);
}

interface Written {
	sent: string;
	/** Its tasks as JSON, without the settings of the node around them. */
	tasks: string;
}

function writtenDraft(draft: Draft, isNamed: boolean): Written {
	const json = isNamed ? { ...draft.json, __item_idx: indexOf(draft) } : draft.json;
	const { tasks, ...around } = json;
	const content = contentOf(draft);
	const text = JSON.stringify(content.tasks);
	// If the tasks are only rows, one text is enough for both.
	const sent =
		content.tasks === tasks
			? `${JSON.stringify(around).slice(0, -1)},"tasks":${text}}`
			: JSON.stringify(json);
	return { sent, tasks: text.slice(1, -1) };
}

/**
 * The same run and items produce the same id, whatever the settings, even those that group items
 * into suites: a kill leaves no other trace of what was sent. Manual runs share a name, so their id
 * depends on the body: changed settings are intended. With the user's key, the id does not depend
 * on the content; the log shows what else was created under the key.
 */
function derivedId(
	{ naming, drafts }: Division,
	{ path, positions }: PlannedRequest,
	body: string,
	written: readonly Written[],
): string {
	const { name, isKey, isManual } = naming;
	if (isKey) return idOfKey(naming, path);
	if (isManual) return marked(naming, uuidV5(`${name} ${fingerprint([body])}`));
	const sent = positions.map((at) => drafts[at]);
	const texts = written.map(({ tasks }) => tasks);
	const content = fingerprint([String(sent[0].json.pool_id), ...rowsOf(sent, texts)]);
	return marked(naming, uuidV5(`${name} ${content}`));
}

/** The items of some drafts, ascending, and their rows, whatever suites they are in. */
function rowsOf(drafts: readonly Draft[], texts: readonly string[]): [string, string] {
	const items = drafts.flatMap((draft) => draft.items);
	const isInOrder = items.every((item, place) => place === 0 || items[place - 1] < item);
	if (isInOrder) return [items.join(), texts.join()];
	// Suites with overlaps of their own may have interleaved items.
	const rows = drafts.flatMap((draft, place) => rowsOfDraft(draft, texts[place]));
	rows.sort(([one], [other]) => one - other);
	return [rows.map(([item]) => item).join(), rows.map(([, text]) => text).join()];
}

function rowsOfDraft(draft: Draft, text: string): Array<[item: number, text: string]> {
	if (draft.items.length === 1) return [[draft.items[0], text]];
	const { tasks } = contentOf(draft);
	return draft.items.map((item, place) => [item, JSON.stringify(tasks[place])]);
}

/** A UUID given by the user is used as it is if one request is enough. */
function idOfKey({ name }: Naming, path: string): string {
	return path === '0' && UUID.test(name) ? name : uuidV5(`${name} ${path}`);
}

/** The id of a part, whatever it contains. */
export function idOfPart(naming: Naming, { of, from, isFollowed }: Part): string {
	return marked(naming, uuidV5(`${of} part ${pathInKey(from, isFollowed)}`));
}

const FOLLOWED = /^(\d+)\+$/;

/**
 * The ids of a request of a key in case the key was used for more rows, or fewer: the request was
 * not, or was, the last one then, or there was only one, perhaps of another pool, that comes later
 * now. None for parts of a request.
 */
export function idsOfOtherCounts(
	naming: Naming,
	{ path, part }: PlannedRequest,
): Array<{ id: string; hadMore: boolean }> {
	if (!naming.isKey || part !== undefined) return [];
	const [, place] = FOLLOWED.exec(path) ?? [];
	const hadMore = place === undefined;
	const own = { id: idOfKey(naming, place ?? pathInKey(path, true)), hadMore };
	const ids = (place ?? path) === '0' ? [own] : [own, { id: idOfKey(naming, '0'), hadMore: false }];
	if (!hadMore) return ids;
	// The one after the last may have been sent although this one was refused.
	const next = [true, false].map((isFollowed) => pathInKey(Number(path) + 1, isFollowed));
	return [...ids, ...next.map((other) => ({ id: idOfKey(naming, other), hadMore }))];
}

/** The path of a request of a key, or of a part, among others. */
export function pathInKey(place: number | string, isFollowed: boolean): string {
	return isFollowed ? `${place}+` : String(place);
}

/** The id for another try after the operation with this id has failed and created nothing. */
export function nextId(naming: Naming, id: string): string {
	return marked(naming, uuidV5(`${id} again`));
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
