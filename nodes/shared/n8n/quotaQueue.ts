import type { Logger } from 'n8n-workflow';
import type { Clock } from '../toloka/flow/clock';
import { TolokaFailure } from '../toloka/service/failures';
import type { Plan } from '../toloka/service/quotaPlan';
import { LONGEST_PERIOD_MS, nextTurn, refuseBeyondPlan } from '../toloka/service/quotaPlan';

/**
 * When this process asked for aggregated solutions, by account: the service counts per account,
 * whichever workflow or node asks. Other processes are not seen; their share ends in a 429.
 */
const sentByAccount = new Map<string, number[]>();

export interface QuotaQueue {
	/** Waits until one more request fits the quotas, or refuses it with the time. */
	enter(doing: string): Promise<void>;
	/** Refuses in advance what needs more requests than may be waited for. */
	assertFits(plan: Plan): void;
}

interface TurnOptions {
	clock: Clock;
	logger: Logger;
	signal: AbortSignal | undefined;
	/** Milliseconds that may be waited for one turn. */
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
