import type { IPollFunctions } from 'n8n-workflow';
import type { ReadPlan } from '../toloka/flow/readFeeds';
import { systemClock } from './clock';
import { transportOptions } from './parameters';
import { readChoice, readNumber, readWholeNumber } from './readers';
import type { TransportOptions } from './transport';
import { pollBudgetOf } from './pollWatch';

export const DEFAULT_WINDOW_S = 60;
export const DEFAULT_ROWS = 10_000;
export const WINDOW_S = { min: 0, max: 3600, fallback: DEFAULT_WINDOW_S };
export const ROWS_PER_POLL = { min: 1, max: 50_000, fallback: DEFAULT_ROWS };
/** Shorter than elsewhere: a poll has half a minute in all. */
export const TIMEOUT_S = 30;

/** Time for one poll, also where n8n allows more (n8n §1). */
const POLL_BUDGET_MS = 30_000;

/**
 * Rows that a state may hold: it stays below 64 KB at any load, also where it is held three times
 * (`Unconfirmed` in `pollState`).
 */
const REMEMBERED_ROWS = 3_000;

const DELIVERIES = ['normal', 'atLeastOnce'] as const;

/** The options that all polling triggers have. */
export interface PollOptions {
	delivery?: unknown;
	window?: unknown;
	maxItems?: unknown;
	timeout?: unknown;
}

export interface PollLimits extends ReadPlan {
	atLeastOnce: boolean;
}

/**
 * @param maxLabel name of the field for the most rows of a poll.
 * @param feeds how many lists share the state.
 */
export function readLimits(
	context: IPollFunctions,
	{ delivery, window, maxItems }: PollOptions,
	feeds: number,
): PollLimits {
	const atLeastOnce = readChoice(delivery, 'Delivery', DELIVERIES, 'normal') === 'atLeastOnce';
	const windowS = readNumber(window, 'Late Arrival Window', WINDOW_S);
	return {
		atLeastOnce,
		windowMs: windowS * 1000,
		maxRows: readWholeNumber(maxItems, 'Max Items per Poll', ROWS_PER_POLL),
		capacity: Math.floor(REMEMBERED_ROWS / (atLeastOnce ? 3 : 1) / Math.max(1, feeds)),
		deadline: systemClock.now() + budgetMs(context),
	};
}

/** How requests of a poll are sent: none is repeated beyond the time that a poll has. */
export function pollTransport(context: IPollFunctions, options: PollOptions): TransportOptions {
	const budget = budgetMs(context);
	const retryUntil = systemClock.now() + budget;
	return { ...transportOptions(options, TIMEOUT_S), waitBudgetMs: budget / 2, retryUntil };
}

function budgetMs(context: IPollFunctions): number {
	return Math.min(pollBudgetOf(context), POLL_BUDGET_MS);
}
