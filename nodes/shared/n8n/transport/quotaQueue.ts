import type { Logger } from 'n8n-workflow';
import type { Clock } from '../../toloka/flow/clock';
import { TolokaFailure } from '../../toloka/service/failures';
import type { Plan } from '../../toloka/service/quotaPlan';
import { LONGEST_PERIOD_MS, nextTurn, refuseBeyondPlan } from '../../toloka/service/quotaPlan';

interface Sent {
	/** When requests were sent, or will be, in ascending order. */
	times: number[];
	/** When `times` was last used; at an earlier time, this host's clock has been set back since. */
	usedAt: number;
}

/**
 * When this process requested aggregated solutions, by account: the service counts per account,
 * across workflows and nodes. Requests of other processes are unknown here; if they use up the
 * quota, the service responds with 429.
 */
const sentByAccount = new Map<string, Sent>();

export interface QuotaQueue {
	/** Waits until a request fits the quotas; throws, with the time, if that takes too long. */
	enter(doing: string): Promise<void>;
	/** Throws in advance if a planned request would have to wait too long. */
	assertFits(plan: Plan): void;
}

interface TurnOptions {
	clock: Clock;
	logger: Logger;
	signal: AbortSignal | undefined;
	/** Most milliseconds that one request may wait. */
	budgetMs: number;
}

/** The queue of an account, for one run of a node. */
export function quotaQueueFor(account: string, options: TurnOptions): QuotaQueue {
	const { clock, logger, signal, budgetMs } = options;
	return {
		async enter(doing) {
			const now = clock.now();
			const sent = recent(account, now);
			const at = nextTurn(sent, now, budgetMs, doing);
			sent.push(at);
			if (at === now) return;
			logger.info(
				`Toloka: waiting ${Math.ceil((at - now) / 1000)} s for the request quota while ${doing}`,
			);
			await clock.sleep(at - now, signal);
			if (!signal?.aborted) return;
			giveBack(account, at);
			throw new TolokaFailure('canceled', { doing });
		},
		assertFits(plan) {
			const now = clock.now();
			refuseBeyondPlan(recent(account, now), plan, now, budgetMs);
		},
	};
}

function giveBack(account: string, at: number): void {
	const times = sentByAccount.get(account)?.times;
	const index = times?.indexOf(at) ?? -1;
	if (index !== -1) times?.splice(index, 1);
}

function recent(account: string, now: number): number[] {
	const { times, usedAt } = sentByAccount.get(account) ?? { times: [], usedAt: now };
	// After the clock was set back, the quota would otherwise seem used up until the old time.
	const setBackMs = Math.max(0, usedAt - now);
	const inTime = times.map((at) => at - setBackMs).filter((at) => at > now - LONGEST_PERIOD_MS);
	sentByAccount.set(account, { times: inTime, usedAt: now });
	return inTime;
}
