import type { IPollFunctions } from 'n8n-workflow';
import type { Feed } from '../../toloka/flow/feed';
import type { ReadPlan } from '../../toloka/flow/readFeeds';
import type { TolokaFailure } from '../../toloka/service/failures';
import { refusal } from '../../toloka/service/failures';
import { checkedId } from '../../toloka/service/requests';
import { isRecord } from '../../toloka/values/foreign';
import { fingerprint } from '../../toloka/values/keys';
import { BEGINNING } from '../../toloka/values/times';
import { systemClock } from '../clock';
import { idInAddress, timeoutOption } from '../parameters/fields';
import { readTimeout } from '../parameters/parameters';
import { WHEN_PUBLISHED } from './state';
import { pollBudgetOf } from './watch';
import { readChoice, readNumber, readWholeNumber } from '../parameters/readers';
import { CLEAR_TIME, readTime } from '../parameters/times';
import type { Connection, TransportOptions } from '../transport/transport';

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

/** Reads an id from a resource locator; throws before any request if it is not an id. */
export function readId(context: IPollFunctions, parameter: string, label: string): string {
	const entered: unknown = context.getNodeParameter(parameter, '', { extractValue: true });
	return checkedId(idInAddress(parameter, entered), label);
}

/** An imported workflow may hold anything in place of the collection. */
export function readOptions<Options extends object>(context: IPollFunctions): Options {
	const options: unknown = context.getNodeParameter('options', {});
	return (isRecord(options) ? options : {}) as Options;
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
	const since = readTime(value, label, context.getTimezone());
	if (since !== undefined) return since;
	throw refusal(`${label} is empty`, CLEAR_TIME);
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
