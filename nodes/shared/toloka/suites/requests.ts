import { splitWithin } from '../flow/split';
import { fingerprint, uuidV5 } from '../values/keys';
import { TASKS_A_MINUTE } from './pace';
import type { Pauses } from '../flow/pauses';
import { withPauses } from '../flow/pauses';
import type { Draft } from './drafts';
import { MAX_OUTPUT_BYTES } from './size';
import type { CreationFlags, SuiteJson } from './taskSuites';

/** How the suites of a run are divided into requests. */

/** What one request is to create. */
export interface PlannedRequest {
	/** Its place among the requests of the run. */
	index: number;
	/** Positions of its suites among all drafts of the run. */
	positions: number[];
	tasks: number;
	opensPool: boolean;
}

/** The same, ready to be sent. */
export interface ReadyRequest extends PlannedRequest {
	/** Id of the operation, and the name under which a run remembers this request. */
	id: string;
	/** The user gave the id, so that it says nothing about the content. */
	isGivenId: boolean;
	body: string;
}

export interface CreationPlan {
	flags: CreationFlags;
	isAsync: boolean;
	openPool: boolean;
	/** The same in every try of one run of the node, different in every other run. */
	runKey: string;
	/** Given by the user in place of the derived ids. */
	operationId?: string;
}

/** Suites of one request, as the official client recommends (toloka-api §4.1). */
const MAX_SUITES = 10_000;
/** Below the limit of 1,048,576, as nobody says how exactly the service counts. */
const INPUT_BYTES_A_REQUEST = 1_000_000;
/** Tasks of one synchronous request (toloka-api §4.1); any other has to fit into a minute. */
const MAX_SYNC_TASKS = 5_000;

export function maxTasks(isAsync: boolean): number {
	return isAsync ? TASKS_A_MINUTE.amount : MAX_SYNC_TASKS;
}

/**
 * Divides the suites into requests that keep within every limit. Where the pool is to be opened,
 * only the last request of each pool does so, and no request mixes pools.
 */
export async function planRequests(
	drafts: readonly Draft[],
	{ openPool, isAsync }: Pick<CreationPlan, 'openPool' | 'isAsync'>,
	pauses: Pauses,
): Promise<PlannedRequest[]> {
	const groups = openPool ? positionsByPool(drafts) : [[...drafts.keys()]];
	const limits = [MAX_SUITES, maxTasks(isAsync), INPUT_BYTES_A_REQUEST, MAX_OUTPUT_BYTES];
	const measure = (position: number) => measures(drafts[position]);
	const requests: PlannedRequest[] = [];
	for (const group of groups) {
		for await (const positions of withPauses(splitWithin(group, measure, limits), pauses)) {
			const tasks = positions.reduce((sum, position) => sum + drafts[position].size.tasks, 0);
			requests.push({ index: requests.length, positions, tasks, opensPool: false });
		}
		if (openPool) requests[requests.length - 1].opensPool = true;
	}
	return requests;
}

/** A run as far as its requests are made of it. */
export interface Division {
	drafts: readonly Draft[];
	requests: readonly PlannedRequest[];
	plan: CreationPlan;
}

/** Makes each request when it is asked for: while the service is busy with the ones before. */
export function* readyRequests(
	run: Division,
	requests: readonly PlannedRequest[],
): Generator<ReadyRequest> {
	for (const request of requests) yield readyRequest(run, request);
}

function readyRequest({ drafts, requests, plan }: Division, request: PlannedRequest): ReadyRequest {
	const body = JSON.stringify(request.positions.map((at) => sentSuite(drafts[at], plan.isAsync)));
	const given = requests.length === 1 ? uuidIn(plan.operationId) : undefined;
	return {
		...request,
		id: given ?? derivedId(body, request, plan),
		isGivenId: given !== undefined,
		body,
	};
}

function measures({ size }: Draft): number[] {
	return [1, size.tasks, size.inputBytes, size.outputBytes];
}

function positionsByPool(drafts: readonly Draft[]): number[][] {
	const groups = new Map<unknown, number[]>();
	for (const [position, { suite }] of drafts.entries()) {
		const group = groups.get(suite.pool_id);
		if (group === undefined) groups.set(suite.pool_id, [position]);
		else group.push(position);
	}
	return [...groups.values()];
}

/** The name under which the log gives a suite back: its first input item (toloka-api §7). */
export function indexOf({ items }: Draft): string {
	return String(items[0]);
}

function sentSuite(draft: Draft, isAsync: boolean): SuiteJson {
	return isAsync ? { ...draft.suite, __item_idx: indexOf(draft) } : draft.suite;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function uuidIn(text: string | undefined): string | undefined {
	return text !== undefined && UUID.test(text) ? text : undefined;
}

/** Same run, same content, same settings: same id, so that nothing is created twice. */
function derivedId(
	body: string,
	{ index, opensPool }: PlannedRequest,
	{ runKey, operationId, flags }: CreationPlan,
): string {
	const content = fingerprint([JSON.stringify({ ...flags, opensPool }), body]);
	return uuidV5(`${operationId ?? runKey} ${index} ${content}`);
}
