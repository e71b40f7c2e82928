import type { Clock } from '../flow/clock';
import { TolokaFailure } from '../service/failures';
import type { Send } from '../service/requests';
import type { Sent } from './pace';
import { TASKS_A_DAY, TASKS_A_MINUTE, roomAt } from './pace';
import type { Division, PlannedRequest, ReadyRequest } from './requests';
import type { CreationRequest } from './taskSuites';

/** One run of the node: what is to be created, and what all its requests share. */
export interface CreationRun extends Division {
	send: Send;
	clock: Clock;
	signal?: AbortSignal;
	/** Tasks sent so far, for the pace. */
	sent: Sent[];
}

/** What is sent for a request. */
export function creationRequest({ plan }: Division, request: ReadyRequest): CreationRequest {
	const { body, positions, opensPool } = request;
	return { ...plan.flags, body, count: positions.length, openPool: opensPool };
}

/** Sends a request as soon as it keeps within what the service takes a minute and a day. */
export async function inPace<Answer>(
	{ clock, sent, signal }: CreationRun,
	{ tasks: amount }: PlannedRequest,
	post: () => Promise<Answer>,
): Promise<Answer> {
	const limits = [TASKS_A_MINUTE, TASKS_A_DAY];
	for (let now = clock.now(); ; now = clock.now()) {
		if (signal?.aborted) throw new TolokaFailure('cancelled', { doing: 'creating task suites' });
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
