import type { RunIdentity } from '../shared/n8n/execution/runIdentity';
import type { Pauses } from '../shared/toloka/flow/pauses';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { refusal } from '../shared/toloka/service/failures';
import { assertWithinADay } from '../shared/toloka/suites/run/pace';
import type { Naming, PlannedRequest } from '../shared/toloka/suites/run/requests';
import { inOrder, pathInKey, planRequests } from '../shared/toloka/suites/run/requests';
import type { SentBefore, SentRequest } from '../shared/toloka/suites/earlier/sentBefore';
import { sentBefore } from '../shared/toloka/suites/earlier/sentBefore';
import { addTo } from '../shared/toloka/values/lists';
import type { Group } from './groups';
import type { Delivery } from './settings';

export interface PlannedGroup {
	group: Group;
	naming: Naming;
	delivery: Delivery;
	requests: PlannedRequest[];
	before: SentBefore;
	/** Our time since which a try without a record may have sent what no id finds. */
	triedSince?: number;
	/** Ids of the operations that earlier tries are known to have sent. */
	recorded: ReadonlySet<string | undefined>;
	/** Ids of earlier tries' operations whose outcome this try reports, possibly again. */
	unreported: ReadonlySet<string | undefined>;
	/** Why the group cannot be sent as planned. */
	refusal?: TolokaFailure;
}

export async function planGroups(
	groups: readonly Group[],
	identity: RunIdentity,
	delivery: Delivery,
	sent: readonly SentRequest[],
	pauses: Pauses,
): Promise<PlannedGroup[]> {
	const planned: PlannedGroup[] = [];
	for (const group of groups) {
		planned.push(await planGroup(group, identity, delivery, sent, pauses));
	}
	const all = planned.flatMap(({ requests }) => requests);
	assertWithinADay(all.reduce((sum, { tasks }) => sum + tasks, 0));
	for (const ofKey of byKey(planned).values()) numberRequests(ofKey);
	for (const pool of new Set(groups.map((group) => group.pool))) {
		openWithLast(planned.filter(({ group }) => group.pool === pool));
	}
	return planned;
}

async function planGroup(
	group: Group,
	identity: RunIdentity,
	delivery: Delivery,
	sent: readonly SentRequest[],
	pauses: Pauses,
): Promise<PlannedGroup> {
	const { key, drafts } = group;
	const isKey = key !== undefined;
	const isFound = isKey || identity.isManual;
	// What is created without an operation cannot be found again, and one execution may be retried
	// several times, each time from the same state.
	const own = delivery === 'sync' && (isFound || identity.isRetry) ? 'wait' : delivery;
	const naming: Naming = {
		name: key ?? identity.name,
		isKey,
		isManual: identity.isManual,
		looksFirst: isFound || identity.triedSince !== undefined,
	};
	// Ids derived from a key do not depend on the content, so no record of earlier tries is needed.
	const before = sentBefore(drafts, isKey ? [] : sent);
	const fresh = await planRequests(drafts, before.rest, pauses);
	const requests = inOrder([...before.requests, ...fresh]);
	const recorded = new Set(sent.map(({ id }) => id));
	const unreported = own === 'operation' ? new Set<string>() : recorded;
	const triedSince = isFound ? undefined : identity.triedSince;
	const plan = { group, naming, delivery: own, requests, before };
	const planned: PlannedGroup = { ...plan, triedSince, recorded, unreported };
	const isLost =
		identity.lost === 'everything' || (identity.lost !== 'nothing' && delivery === 'sync');
	const mayRepeat = isLost && !isFound && fresh.length > 0;
	return mayRepeat ? { ...planned, refusal: mayExist(group) } : planned;
}

/** Refuses to send anything after n8n was killed and it is unknown what was sent. */
function mayExist({ pool, rules }: Group): TolokaFailure {
	return refusal(
		`n8n was stopped during an earlier try of this execution, and it is unclear whether that try created ${rules.kind.many} in the pool ${pool}. Nothing was created now`,
		`Look for them in the pool. Run the workflow again only for the items that are missing there, or, if all are there, not at all.`,
	);
}

/** The groups of each key. */
export function byKey(planned: readonly PlannedGroup[]): Map<string, PlannedGroup[]> {
	const groups = new Map<string, PlannedGroup[]>();
	for (const one of planned) if (one.naming.isKey) addTo(groups, one.naming.name, one);
	return groups;
}

/** Numbers all requests of one key, across its pools and regardless of the order of the items. */
function numberRequests(groups: readonly PlannedGroup[]): void {
	const sorted = [...groups].sort((one, other) => (one.group.pool < other.group.pool ? -1 : 1));
	const requests = sorted.flatMap((one) => one.requests);
	for (const [index, request] of requests.entries()) {
		request.path = pathInKey(index, index < requests.length - 1);
	}
}

/** Lets only the last request of a pool open it, after all others have succeeded. */
function openWithLast(groups: readonly PlannedGroup[]): void {
	const filled = groups.filter(({ requests }) => requests.length > 0);
	if (filled.length === 0 || !groups.every(({ group }) => group.opensPool)) return;
	const count = filled.reduce((sum, { requests }) => sum + requests.length, 0);
	if (count > 1 && filled.some(({ delivery }) => delivery === 'operation')) {
		for (const one of filled) one.refusal = needsOneRequest(one.group.pool, count);
		return;
	}
	const { requests } = filled[filled.length - 1];
	requests[requests.length - 1].opensPool = true;
}

function needsOneRequest(pool: string, count: number): TolokaFailure {
	return refusal(
		`The pool ${pool} cannot be opened with Return the Operation: ${count} requests are needed, and it would open before all of them are done. Nothing was created`,
		'Set Delivery to “Wait and Return the Task Suites”, or turn Open Pool off and open the pool when the operations have finished.',
	);
}
