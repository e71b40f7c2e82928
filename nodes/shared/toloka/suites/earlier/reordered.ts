import type { LogEntry } from '../../operations/log';
import { getOperationLog } from '../../operations/log';
import { isFinished } from '../../operations/operation';
import { fingerprint } from '../../values/keys';
import { addTo } from '../../values/lists';
import { takesDefaultOverlap } from '../drafts/drafts';
import { countOf } from '../outcomes/sameRows';
import { entriesByContent, entriesByIndex, sentContent } from '../run/logEntries';
import type { PlannedRequest } from '../run/requests';
import { requestOf } from '../run/requests';
import type { CreationRun } from '../run/run';

/** The logs of the requests that were sent. */
export type Logs = ReadonlyMap<PlannedRequest, LogEntry[]>;

/** Reads the logs of requests that were sent; undefined if one does not name all its rows. */
export async function wholeLogs(
	{ send }: CreationRun,
	requests: readonly PlannedRequest[],
): Promise<Logs | undefined> {
	const logs = new Map<PlannedRequest, LogEntry[]>();
	for (const request of requests) {
		const { existing } = request;
		if (existing === undefined) continue;
		if (!isFinished(existing)) return undefined;
		const log = await getOperationLog(send, existing.id);
		// The log of a failed operation need not name all rows (toloka-api §12, 23).
		const namesAll = entriesByIndex(log).size === countOf(existing);
		if (existing.status !== 'SUCCESS' && !namesAll) return undefined;
		logs.set(request, log);
	}
	return logs;
}

/**
 * Assigns the rows of a key that are in another order than when they were sent: each operation has
 * the rows that its log names, and the requests that were not sent have the others.
 *
 * @param requests with their operations, if found, whatever rows they contain.
 * @returns undefined if they are not the same rows, or if that cannot be determined.
 */
export function asTheyWereSent(
	run: CreationRun,
	requests: readonly PlannedRequest[],
	logs: Logs,
): PlannedRequest[] | undefined {
	const owners = new Map<string, PlannedRequest[]>();
	for (const [request, log] of logs) {
		for (const [content, { length }] of entriesByContent(log, run.kind)) {
			for (let count = 0; count < length; count++) addTo(owners, fingerprint([content]), request);
		}
	}
	return distributed(run, requests, owners);
}

/** Assigns each draft to the request whose log names it, the rest to requests not sent. */
function distributed(
	{ drafts }: CreationRun,
	requests: readonly PlannedRequest[],
	owners: ReadonlyMap<string, PlannedRequest[]>,
): PlannedRequest[] | undefined {
	const positions = new Map<PlannedRequest, number[]>();
	const left: number[] = [];
	for (const position of requests.flatMap((request) => request.positions)) {
		const { json, form } = drafts[position];
		const owner = owners.get(fingerprint([sentContent(json, form)]))?.pop();
		if (owner === undefined) left.push(position);
		else addTo(positions, owner, position);
	}
	const isOther = [...owners.values()].some(({ length }) => length > 0);
	const unsent = requests.filter(({ existing }) => existing === undefined);
	for (const request of unsent) {
		const isLast = request === unsent[unsent.length - 1];
		positions.set(request, left.splice(0, isLast ? left.length : request.positions.length));
	}
	const divided = requests.flatMap((request) => {
		const { path, opensPool, part, existing } = request;
		const own = positions.get(request) ?? [];
		// The first row may now be one with an overlap of its own, as control tasks have.
		const overlaps = new Set(own.map((at) => takesDefaultOverlap(drafts[at])));
		if (own.length === 0 || (overlaps.size > 1 && existing === undefined)) return [];
		return { ...requestOf(drafts, own), path, opensPool, part };
	});
	const isWhole = !isOther && left.length === 0 && divided.length === requests.length;
	return isWhole ? divided : undefined;
}
