import type { Logger } from 'n8n-workflow';
import type { Clock } from '../toloka/flow/clock';
import { TolokaFailure } from '../toloka/service/failures';
import type { Plan } from '../toloka/service/quotaPlan';
import { LONGEST_PERIOD_MS, nextTurn, refuseBeyondPlan } from '../toloka/service/quotaPlan';

/**
 * When this process requested aggregated solutions, by account: the service counts per account,
 * across workflows and nodes. Requests of other processes are unknown here; if they use up the
 * quota, the service responds with 429.
 */
const sentByAccount = new Map<string, number[]>();

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
	const sent = sentByAccount.get(account) ?? [];
	const index = sent.indexOf(at);
	if (index !== -1) sent.splice(index, 1);
}

function recent(account: string, now: number): number[] {
	const sent = (sentByAccount.get(account) ?? []).filter((at) => at > now - LONGEST_PERIOD_MS);
	sentByAccount.set(account, sent);
	return sent;
}
