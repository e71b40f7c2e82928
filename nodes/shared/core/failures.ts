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
	/** 408 and 5xx: the request may or may not have been carried out. */
	| 'unavailable'
	/** The request was never sent: refused connection, unknown host, bad certificate. */
	| 'unreachable'
	/** Sent, but no answer came: time-out or reset. */
	| 'no-answer'
	/** An answer that is not the documented JSON: a proxy's page, an empty or cut body. */
	| 'unreadable'
	/** An asynchronous operation ended with FAIL. */
	| 'operation-failed'
	/** An asynchronous operation was not finished when the node stopped waiting for it. */
	| 'not-finished'
	/** The service contradicts itself, for example a page that never ends. */
	| 'contradiction'
	| 'cancelled';

export interface FailureDetails {
	/** What was being done, to complete "while …": `reading the project 8lvN9kBN4wwsj47ZqNal`. */
	doing?: string;
	/** What happened, where the sentence that belongs to the kind would say too little. */
	headline?: string;
	status?: number;
	/** Error code of the service, for example `VALIDATION_ERROR` (api-facts §3). */
	code?: string;
	/** Message of the service or of the network, already cleaned. */
	text?: string;
	requestId?: string;
	/** Payload of the service's error object, already parsed. */
	payload?: unknown;
	/** How long the service asked to wait. */
	waitMs?: number;
	/** Epoch milliseconds at which the same request would work again. */
	worksAgainAt?: number;
	/** What to do instead of the advice that belongs to the kind. */
	advice?: string;
	/** Something may have been carried out that this failure says nothing about. */
	isInDoubt?: boolean;
	/** The input item it is about. */
	itemIndex?: number;
}

export class TolokaFailure extends Error {
	constructor(
		readonly kind: FailureKind,
		readonly details: FailureDetails = {},
	) {
		super(kind);
		this.name = 'TolokaFailure';
	}
}

/** The value of a promise, or the failure it ended with. */
export async function outcomeOf<T>(promise: Promise<T>): Promise<T | TolokaFailure> {
	return await promise.catch((error: unknown) => {
		if (error instanceof TolokaFailure) return error;
		throw error;
	});
}

/** A failure of bad input: one sentence of what is wrong, one of what to do. */
export function refusal(text: string, advice: string, itemIndex?: number): TolokaFailure {
	return new TolokaFailure('refused-locally', { text, advice, itemIndex });
}

/** The same failure, with what had been reached before it in front of the advice. */
export function afterPartialWork(failure: TolokaFailure, reached: string): TolokaFailure {
	const advice = `${reached} ${failure.details.advice ?? ADVICE[failure.kind]}`;
	return new TolokaFailure(failure.kind, { ...failure.details, advice });
}

/** True where a write may have been carried out although no usable answer came back. */
export function isOutcomeUnclear({ kind, details }: TolokaFailure): boolean {
	return details.isInDoubt === true || ['unavailable', 'no-answer', 'unreadable'].includes(kind);
}

/** The same failure, where it leaves open whether something was carried out. */
export function inDoubt({ kind, details }: TolokaFailure): TolokaFailure {
	return new TolokaFailure(kind, { ...details, isInDoubt: true });
}

/** True for what tends to pass by itself: a poll may try again at its next tick. */
export function isTransient(failure: TolokaFailure): boolean {
	return ['rate-limited', 'unavailable', 'unreachable', 'no-answer', 'unreadable'].includes(
		failure.kind,
	);
}

const HEADLINES: Record<FailureKind, (doing: string, details: FailureDetails) => string> = {
	misconfigured: (_doing, { text }) => text ?? 'The Toloka credential is incomplete',
	'refused-locally': (_doing, { text }) => text ?? 'The input cannot be used',
	unauthorized: (doing) => `The token was not accepted while ${doing}`,
	forbidden: (doing) => `Access was denied while ${doing}`,
	'not-found': (doing) => `The service found nothing while ${doing}`,
	invalid: (doing) => `The service refused the data while ${doing}`,
	conflict: (doing) => `The service cannot do this in the present state, while ${doing}`,
	'too-large': (doing) => `The service refused the size of the request while ${doing}`,
	'rate-limited': (doing) => `Too many requests: the service asked to slow down while ${doing}`,
	'quota-exhausted': (doing) => `The request quota is used up, met while ${doing}`,
	unavailable: (doing) => `The service was not available while ${doing}`,
	unreachable: (doing) => `The service could not be reached while ${doing}`,
	'no-answer': (doing) => `The service did not answer while ${doing}`,
	unreadable: (doing) => `The answer was not the documented JSON while ${doing}`,
	'operation-failed': (_doing, { text }) => text ?? 'The operation failed',
	'not-finished': (_doing, { text }) => text ?? 'The operation is not finished',
	contradiction: (doing, { text }) =>
		`${text ?? 'The answers contradict each other'} while ${doing}`,
	// n8n takes an error that says "canceled" for the end of a cancelled execution.
	cancelled: (doing) => `The execution was canceled while ${doing}`,
};

const ADVICE: Record<FailureKind, string> = {
	misconfigured: 'Open the credential and complete it.',
	'refused-locally': 'Correct the input and run the node again.',
	unauthorized:
		'Check the token, the environment and the authorization scheme in the credential. Tokens of the sandbox and of production are different.',
	forbidden:
		'Check that the account of this token may use the object, and that the environment in the credential is the right one.',
	'not-found':
		'Check the id, and that the environment in the credential is the one in which it exists.',
	invalid: 'Correct the fields named above and run the node again.',
	conflict: 'Check the status on the page of the service, then run the node again.',
	'too-large': 'Send fewer or smaller items at a time, for example with the node Loop Over Items.',
	'rate-limited': 'Run it again in a minute; whatever else uses the same account counts too.',
	'quota-exhausted': 'Run it again after that time.',
	unavailable: 'This is usually temporary: run the node again in a few minutes.',
	unreachable:
		'Check the environment or the base URL in the credential, and that this n8n can reach the internet.',
	'no-answer': 'Run the node again; if it happens often, raise the request timeout in the options.',
	unreadable:
		'Check the base URL in the credential: the answer came from a proxy or another server, or was cut on the way.',
	'operation-failed': 'Correct the reasons given above and start a new operation.',
	'not-finished': 'The operation itself goes on at the service: read it again later.',
	contradiction:
		'Run the node again; if it stays, report the ids above to the support of the service.',
	cancelled: 'Run the workflow again when you are ready.',
};

interface Sentences {
	message: string;
	description: string;
}

/** One failure may be shown at thousands of items, and its payload may name as many fields. */
const inWords = new WeakMap<TolokaFailure, Sentences>();

/** One sentence of what happened and one of what to do, ready for the editor. */
export function sentences(failure: TolokaFailure): Sentences {
	const words = inWords.get(failure) ?? putIntoWords(failure);
	inWords.set(failure, words);
	return words;
}

function putIntoWords(failure: TolokaFailure): Sentences {
	const { details, kind } = failure;
	const message =
		details.headline ?? HEADLINES[kind](details.doing ?? 'talking to the service', details);
	const parts = [
		fieldErrorText(details.payload),
		whenText(details),
		details.advice ?? ADVICE[kind],
	];
	if (!LOCAL_KINDS.includes(kind)) parts.push(evidence(details));
	const description = parts.filter((part) => part !== '').join(' ');
	return { message: clean(message, MAX_MESSAGE), description: clean(description, MAX_DESCRIPTION) };
}

/** What the editor still shows well; every text that leaves is cut to it, whoever wrote it. */
const MAX_MESSAGE = 500;
const MAX_DESCRIPTION = 2_000;

/** Kinds that no single answer of the service stands behind. */
export const LOCAL_KINDS: readonly FailureKind[] = [
	'misconfigured',
	'refused-locally',
	'cancelled',
	'contradiction',
	'operation-failed',
	'not-finished',
];

function whenText({ worksAgainAt }: FailureDetails): string {
	if (worksAgainAt === undefined) return '';
	const minute = new Date(Math.ceil(worksAgainAt / 60_000) * 60_000);
	return `It works again at ${minute.toISOString().slice(0, 16).replace('T', ' ')} UTC at the latest.`;
}

function evidence({ status, code, text, requestId }: FailureDetails): string {
	const said = [status, code, text && `“${text}”`].filter(Boolean).join(' ');
	const request = requestId ? ` (request id ${requestId})` : '';
	return said || request ? `Service answer: ${said}${request}.` : '';
}

const SHOWN_FIELD_ERRORS = 3;

/** The first field errors of a 400, for example `input_data.0.url: Value must be …` (api-facts §3.5). */
export function fieldErrorText(payload: unknown): string {
	const errors = fieldErrors(payload);
	if (errors.length === 0) return '';
	const shown = errors
		.slice(0, SHOWN_FIELD_ERRORS)
		.map(
			({ path, code, message }) =>
				`${path}: ${[message, code && `(${code})`].filter(Boolean).join(' ')}`,
		);
	const more = errors.length - shown.length;
	return `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
}

export interface FieldError {
	path: string;
	code: string;
	message: string;
}

/**
 * Field errors of any documented shape, flattened: direct path maps, maps by index whose values are
 * path maps, and error objects that carry such a map as `payload` (api-facts §3.4, §3.5, §6.5).
 */
export function fieldErrors(value: unknown, prefix = '', depth = 0): FieldError[] {
	if (!isRecord(value) || depth > 3) return [];
	if (isRecord(value.payload)) return fieldErrors(value.payload, prefix, depth + 1);
	if (typeof value.code === 'string') {
		const message = typeof value.message === 'string' ? value.message : '';
		return prefix === ''
			? []
			: [{ path: clean(prefix, 100), code: clean(value.code, 60), message: clean(message) }];
	}
	return Object.entries(value).flatMap(([key, inner]) =>
		fieldErrors(inner, prefix === '' ? key : `${prefix}.${key}`, depth + 1),
	);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const MAX_TEXT = 300;

/** Foreign text made safe to show: no control characters, bounded length. */
export function clean(text: string, maxLength = MAX_TEXT): string {
	const visible = text
		.slice(0, 4 * maxLength)
		.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ')
		.trim();
	if (visible.length <= maxLength) return visible;
	// Without the first half of a character that the cut went through.
	return `${visible.slice(0, maxLength - 1).replace(/\p{Cs}$/u, '')}…`;
}
