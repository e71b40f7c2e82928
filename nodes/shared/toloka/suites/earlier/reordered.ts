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
	const rest = dividedRest(requests, left, (at) => takesDefaultOverlap(drafts[at]));
	if (isOther || rest === undefined) return undefined;
	const divided = requests.flatMap((request) => {
		const { path, opensPool, part } = request;
		const own = rest.get(request) ?? positions.get(request) ?? [];
		return own.length === 0 ? [] : { ...requestOf(drafts, own), path, opensPool, part };
	});
	return divided.length === requests.length ? divided : undefined;
}

/**
 * Divides what was not sent between the requests that were not: a request has either only suites
 * with an overlap of their own or only others, and in another order their numbers may differ.
 */
export function dividedRest<One>(
	requests: readonly PlannedRequest[],
	left: readonly One[],
	takesDefault: (one: One) => boolean,
): Map<PlannedRequest, One[]> | undefined {
	const unsent = requests.filter(({ existing }) => existing === undefined);
	const kinds = [true, false].map((kind) => left.filter((one) => takesDefault(one) === kind));
	const [first, second] = kinds.filter(({ length }) => length > 0);
	if (first === undefined) return unsent.length === 0 ? new Map() : undefined;
	if (second === undefined) return filled(unsent, first);
	let count = 1;
	const room = () => unsent.slice(0, count).reduce((sum, one) => sum + one.positions.length, 0);
	while (count < unsent.length - 1 && room() < first.length) count++;
	const [one, other] = [filled(unsent.slice(0, count), first), filled(unsent.slice(count), second)];
	return one && other && new Map([...one, ...other]);
}

/** Fills the requests as planned; the last one has the rest. */
function filled<One>(
	requests: readonly PlannedRequest[],
	left: readonly One[],
): Map<PlannedRequest, One[]> | undefined {
	if (requests.length === 0) return undefined;
	let from = 0;
	const parts = requests.map((request, index) => {
		const isLast = index === requests.length - 1;
		const part = left.slice(from, isLast ? undefined : from + request.positions.length);
		from += part.length;
		return [request, part] as const;
	});
	return new Map(parts);
}
