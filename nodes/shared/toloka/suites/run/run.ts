import type { Clock } from '../../flow/clock';
import { TolokaFailure } from '../../service/failures';
import type { Operation } from '../../operations/operation';
import type { Send } from '../../service/requests';
import type { Facts } from './fates';
import type { Draft } from '../drafts/drafts';
import type { CreationKind } from '../drafts/kinds';
import type { LoggedOperation } from './logEntries';
import type { Sent } from './pace';
import { TASKS_A_DAY, TASKS_A_MINUTE, roomAt } from './pace';
import type { Division, PlannedRequest } from './requests';

/** One group of a run of the node: what is to be created in one pool under one name. */
export interface CreationRun extends Division {
	/** Replaced if the rows of a key turn out to be in other suites already. */
	drafts: Draft[];
	send: Send;
	clock: Clock;
	signal?: AbortSignal;
	kind: CreationKind;
	requests: readonly PlannedRequest[];
	skipInvalid: boolean;
	/** Whether the execution continues after a failure, so that n8n does not retry it. */
	continuesOnFail: boolean;
	/** Tasks sent so far by the whole run of the node, for the pace. */
	sent: Sent[];
	/** What this try has sent, for the next one. */
	history: HistoryEntry[];
	/** Service time since which a try that left no record may have sent anything. */
	triedSince?: number;
	/** Operations that earlier tries are known to have sent. */
	recorded: ReadonlySet<string | undefined>;
	/** Reads what earlier manual runs of the node created, if this is one. */
	manualRuns?: () => Promise<readonly LoggedOperation[]>;
	/** Operations of earlier tries whose outcome has not been reported yet. */
	unreported: ReadonlySet<string | undefined>;
	/** What was found to exist before anything was sent. */
	found: Array<{ request: PlannedRequest; operation: Operation }>;
}

export interface HistoryEntry {
	positions: readonly number[];
	/** Id of its operation; a synchronous request has none. */
	id?: string;
	/** Whether it was sent and its operation has not been seen yet. */
	isUnseen?: boolean;
	/** Whether nothing was created under the id, so that the next try need not look there. */
	isVoid?: boolean;
	/** For a void entry, whether its log names what is wrong with the data. */
	isRefused?: boolean;
	/** Outcome of a synchronous request; absent while it is unclear. */
	facts?: Facts;
}

/** How to find out what was created if that is unclear; a new execution would create it again. */
export function adviceInDoubt(
	{ continuesOnFail }: Pick<CreationRun, 'continuesOnFail'>,
	retry: string,
): string {
	return continuesOnFail
		? 'Before you create the items with this error again, check each operation with Toloka Wait for Operation: one that does not exist has created nothing.'
		: retry;
}

/** Sends a request as soon as it fits within the service's limits per minute and per day. */
export async function inPace<Reply>(
	{ clock, sent, signal, kind }: CreationRun,
	{ tasks: amount }: PlannedRequest,
	post: () => Promise<Reply>,
): Promise<Reply> {
	const limits = [TASKS_A_MINUTE, TASKS_A_DAY];
	for (let now = clock.now(); ; now = clock.now()) {
		if (signal?.aborted) throw new TolokaFailure('canceled', { doing: `creating ${kind.many}` });
		const at = roomAt(sent, amount, limits, now);
		if (at <= now) break;
		await clock.sleep(at - now, signal);
	}
	const entry: Sent = { amount };
	sent.push(entry);
	return await post().finally(() => {
		entry.at = clock.now();
	});
}
