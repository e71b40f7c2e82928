import { namesField } from './fieldErrors';

/**
 * Everything that can go wrong between us and the service, as a closed set of kinds.
 * Rules decide by kind; `sentences` is the only place that puts a kind into words.
 */
export type FailureKind =
	/** The credential cannot be used as it is filled in; nothing was sent. */
	| 'misconfigured'
	/** Refused before sending: bad input that the node found itself. */
	| 'refused-locally'
	| 'unauthorized'
	| 'forbidden'
	| 'not-found'
	| 'invalid'
	| 'conflict'
	| 'too-large'
	/** A 429 that passes within minutes. */
	| 'rate-limited'
	/** A 429 of an hour or a day. */
	| 'quota-exhausted'
	/** 5xx, 408 and the like: the request may or may not have been carried out. */
	| 'unavailable'
	/** The request was never sent: refused connection, unknown host, bad certificate. */
	| 'unreachable'
	/** Sent, but no response arrived: timeout or reset. */
	| 'no-answer'
	/** A success that is not the documented JSON: a login page, an empty or truncated body. */
	| 'unreadable'
	/** A success larger than the request allows; it was not read to its end. */
	| 'answer-too-large'
	/** A 3xx, which is not followed: the token must not be sent to another address. */
	| 'redirected'
	/** Refused by a proxy, a firewall or another server, not by the service. */
	| 'intercepted'
	/** An asynchronous operation ended with the status FAIL. */
	| 'operation-failed'
	/** An asynchronous operation was not finished when the node stopped waiting for it. */
	| 'not-finished'
	/** The service contradicts itself, for example a page that never ends. */
	| 'contradiction'
	| 'canceled';

export interface FailureDetails {
	/** What was being done, to complete "while …": `reading the project 8lvN9kBN4wwsj47ZqNal`. */
	doing?: string;
	/** What happened, if the kind's own sentence says too little. */
	headline?: string;
	status?: number;
	/** Where a redirect leads: scheme and host. */
	target?: string;
	/** Error code of the service, for example `VALIDATION_ERROR` (toloka-api §3). */
	code?: string;
	/** Size of the response, if known. */
	bytes?: number;
	/** Message of the service or of the network, already cleaned. */
	text?: string;
	requestId?: string;
	/** Payload of the service's error object, already parsed. */
	payload?: unknown;
	/** How long the service asked to wait. */
	waitMs?: number;
	/** Epoch milliseconds at which the same request would work again. */
	worksAgainAt?: number;
	/** What to do, instead of the kind's own advice. */
	advice?: string;
	/** Something may have been carried out, although this failure does not say so. */
	isInDoubt?: boolean;
	/** Each retry stops with it again, as nothing shows what became of a request. */
	stopsRetries?: boolean;
	/** Index of the input item that the failure is about. */
	itemIndex?: number;
	/** How much of the run was done before the failure, and how much may have been done. */
	counts?: { created: number; total: number; unclear?: number };
	/** Ids of operations, batches or pools that exist or were started before the failure. */
	ids?: readonly string[];
}

export class TolokaFailure extends Error {
	constructor(
		readonly kind: FailureKind,
		readonly details: FailureDetails = {},
	) {
		super(kind);
		this.name = 'TolokaFailure';
	}

	/** Returns the same failure, with these details replacing its own. */
	with(details: FailureDetails): TolokaFailure {
		return new TolokaFailure(this.kind, { ...this.details, ...details });
	}
}

/** Whether a value is a `TolokaFailure`: the one way to tell it from a result or another error. */
export function isFailure(value: unknown): value is TolokaFailure {
	return value instanceof TolokaFailure;
}

/** Resolves to a promise's value or to the failure it rejected with; throws other errors. */
export async function outcomeOf<T>(promise: Promise<T>): Promise<T | TolokaFailure> {
	return await promise.catch((error: unknown) => {
		if (isFailure(error)) return error;
		throw error;
	});
}

/** A failure for bad input: one sentence about what is wrong, one about what to do. */
export function refusal(text: string, advice: string, itemIndex?: number): TolokaFailure {
	return new TolokaFailure('refused-locally', { text, advice, itemIndex });
}

export function aboutItem(failure: TolokaFailure, itemIndex: number): TolokaFailure {
	return failure.with({ itemIndex });
}

/** Whether a write may have been carried out although no usable response arrived. */
export function isOutcomeUnclear({ kind, details }: TolokaFailure): boolean {
	return details.isInDoubt === true || ['unavailable', 'no-answer', 'unreadable'].includes(kind);
}

/** The failure to stop with: a cancellation, else one with an unclear outcome, else the first. */
export function mostSerious(failures: readonly TolokaFailure[]): TolokaFailure | undefined {
	const canceled = failures.find(({ kind }) => kind === 'canceled');
	return canceled ?? failures.find(isOutcomeUnclear) ?? failures[0];
}

/**
 * Whether to look up what became of a write. A firewall that inspects responses may replace that to
 * a request that was carried out by a page, a redirect or JSON of its own (toloka-api §3.1); if
 * nothing is found, it is a clear refusal.
 */
export function mayBeCarriedOut(failure: TolokaFailure): boolean {
	const isReplaced = ['intercepted', 'redirected'].includes(failure.kind);
	return isReplaced || isUnsigned(failure) || isOutcomeUnclear(failure);
}

/** Whether a refusal has nothing of the service's error object, nor names fields of the request. */
function isUnsigned({ kind, details }: TolokaFailure): boolean {
	const { status, code, requestId, text, payload } = details;
	if (!['forbidden', 'not-found', 'invalid'].includes(kind)) return false;
	if (status === undefined || code !== undefined || requestId !== undefined) return false;
	return text !== undefined && !namesField(payload);
}

/** Returns the failure, marked as leaving open whether something was carried out. */
export function inDoubt(failure: TolokaFailure): TolokaFailure {
	return failure.with({ isInDoubt: true });
}

/** Awaits what follows a write that was carried out: a failure does not undo that write. */
export async function afterWrite<T>(promise: Promise<T>): Promise<T> {
	const outcome = await outcomeOf(promise);
	if (isFailure(outcome)) throw inDoubt(outcome);
	return outcome;
}

/** Whether a failure usually passes by itself, so that a poll may try again at its next tick. */
export function isTransient(failure: TolokaFailure): boolean {
	return ['rate-limited', 'unavailable', 'unreachable', 'no-answer', 'unreadable'].includes(
		failure.kind,
	);
}

/** Whether a wait outlasts a failure: it passes by itself, even if only after hours. */
export function isOutlasted(failure: TolokaFailure): boolean {
	return isTransient(failure) || failure.kind === 'quota-exhausted';
}

/** Kinds that do not come from a single response of the service. */
export const LOCAL_KINDS: readonly FailureKind[] = [
	'misconfigured',
	'refused-locally',
	'canceled',
	'contradiction',
	'operation-failed',
	'not-finished',
];
