import type { IPollFunctions } from 'n8n-workflow';
import type { Feed } from '../../toloka/flow/feed';
import type { ReadPlan } from '../../toloka/flow/readFeeds';
import type { TolokaFailure } from '../../toloka/service/failures';
import { refusal } from '../../toloka/service/failures';
import { clean } from '../../toloka/values/foreign';
import { fingerprint } from '../../toloka/values/keys';
import { BEGINNING } from '../../toloka/values/times';
import { systemClock } from '../clock';
import { timeoutOption } from '../fields';
import { readTimeout } from '../parameters';
import { WHEN_PUBLISHED } from './state';
import { pollBudgetOf } from './watch';
import { isEmpty, readChoice, readNumber, readWholeNumber } from '../readers';
import { readTimeKey } from '../times';
import type { Connection, TransportOptions } from '../transport';

export const DEFAULT_WINDOW_S = 60;
export const DEFAULT_ROWS = 10_000;
export const WINDOW_S = { min: 0, max: 3600, fallback: DEFAULT_WINDOW_S };
export const ROWS_PER_POLL = { min: 1, max: 50_000, fallback: DEFAULT_ROWS };
/** Shorter than elsewhere: a whole poll has only half a minute. */
export const TIMEOUT_S = 30;

/** Time for one poll, even if n8n allows more (n8n §1). */
const POLL_BUDGET_MS = 30_000;

/**
 * Most rows that a state remembers: it stays below 64 KB at any load, even if each row is stored
 * three times (`Unconfirmed` in `state`).
 */
const REMEMBERED_ROWS = 3_000;

const DELIVERIES = ['normal', 'atLeastOnce'] as const;

export interface PollOptions {
	delivery?: unknown;
	window?: unknown;
	maxItems?: unknown;
	timeout?: unknown;
}

interface PollLimits extends ReadPlan {
	atLeastOnce: boolean;
}

/** @param feeds number of lists that share the state. */
export function readLimits(
	context: IPollFunctions,
	{ delivery, window, maxItems }: PollOptions,
	feeds: number,
): PollLimits {
	const atLeastOnce = readChoice(delivery, 'Delivery', DELIVERIES, 'normal') === 'atLeastOnce';
	const windowS = readNumber(window, 'Late Arrival Window (Seconds)', WINDOW_S);
	return {
		atLeastOnce,
		windowMs: windowS * 1000,
		maxRows: readWholeNumber(maxItems, 'Max Items per Poll', ROWS_PER_POLL),
		capacity: Math.floor(REMEMBERED_ROWS / (atLeastOnce ? 3 : 1) / Math.max(1, feeds)),
		deadline: systemClock.now() + budgetMs(context),
	};
}

/** Returns how to send a poll's requests: none is repeated after the poll's time is up. */
export function pollTransport(context: IPollFunctions, options: PollOptions): TransportOptions {
	const budget = budgetMs(context);
	const retryUntil = systemClock.now() + budget;
	const timeoutMs = readTimeout(options.timeout, timeoutOption.displayName, TIMEOUT_S) * 1000;
	return { timeoutMs, waitBudgetMs: budget / 2, retryUntil };
}

function budgetMs(context: IPollFunctions): number {
	return Math.min(pollBudgetOf(context), POLL_BUDGET_MS);
}

/** @param entered a value of the panel, its expression not evaluated. */
export function isExpression(entered: unknown): boolean {
	return typeof entered === 'string' && entered.startsWith('=');
}

/** @param otherwise what to do if nothing is meant: `remove the pool`. */
export function returnsNothing(label: string, otherwise: string): TolokaFailure {
	return refusal(
		`${label} is empty, because its expression returns nothing`,
		`Check the expression, or ${otherwise}.`,
	);
}

const STARTS = [WHEN_PUBLISHED, 'beginning', 'time'] as const;

interface Start {
	/** A different one starts over, unless it is `WHEN_PUBLISHED`. */
	id: string;
	/** Time key from which to deliver; undefined to deliver only what is new. */
	since(): string | undefined;
}

/** @param label name of the field for the time. */
export function readStart(context: IPollFunctions, label: string): Start {
	const chosen: unknown = context.getNodeParameter('startFrom', WHEN_PUBLISHED);
	const startFrom = readChoice(chosen, 'Start From', STARTS, WHEN_PUBLISHED);
	if (startFrom === 'beginning') return { id: 'beginning', since: () => BEGINNING };
	if (startFrom !== 'time') return { id: WHEN_PUBLISHED, since: () => undefined };
	// As entered: an expression such as {{ $now }} must not start over at every poll.
	const raw: unknown = context.getNodeParameter('startTime', '', { rawExpressions: true });
	const entered = JSON.stringify(raw) ?? '';
	return { id: `time ${fingerprint([entered])}`, since: () => readStartTime(context, label) };
}

function readStartTime(context: IPollFunctions, label: string): string {
	const value: unknown = context.getNodeParameter('startTime', '');
	const since = readTimeKey(value, context.getTimezone());
	if (since !== undefined) return since;
	const shown = typeof value === 'string' ? `: “${clean(value, 80)}”` : '';
	throw refusal(
		isEmpty(value) ? `${label} is empty` : `${label} is not a clear time${shown}`,
		'Choose a time, or use an expression that returns one such as 2024-05-31T18:00.',
	);
}

/** What a trigger follows, with its parameters read. */
export interface Followed<Row extends { id: string }> {
	/** What is watched; with a different scope the trigger starts over. */
	scope: string;
	feeds: Array<Feed<Row>>;
	start: Start;
	limits: PollLimits;
	connection: Connection;
	/** Converts a stored state to this version's format. */
	upgraded?(stored: unknown): unknown;
	/** Explains why a test has nothing to show. */
	nothingYet(): Promise<TolokaFailure>;
}
