import type { FailureKind, FailureDetails, TolokaFailure } from './failures';
import { LOCAL_KINDS, inDoubt } from './failures';
import { fieldErrorText, namesField } from './fieldErrors';
import { clean } from '../values/foreign';
import { minuteText } from '../values/times';

/** Puts the progress so far before the failure's advice and, for programs, `facts` in its details. */
export function afterPartialWork(
	failure: TolokaFailure,
	reached: string,
	facts: Pick<FailureDetails, 'counts' | 'ids'> = {},
): TolokaFailure {
	const advice = `${reached} ${failure.details.advice ?? usualAdvice(failure)}`;
	return failure.with({ ...facts, advice });
}

/**
 * Adds to a failure what may exist and what to do about it. If the execution continues, this takes
 * the place of “try again”: a new execution would create the same again.
 */
export function afterDoubt(
	{ continuesOnFail }: { continuesOnFail: boolean },
	failure: TolokaFailure,
	advice: string,
	facts: Pick<FailureDetails, 'ids'> = {},
): TolokaFailure {
	const unclear = inDoubt(failure);
	return continuesOnFail
		? unclear.with({ ...facts, advice })
		: afterPartialWork(unclear, advice, facts);
}

const HEADLINES: Record<FailureKind, (doing: string, details: FailureDetails) => string> = {
	misconfigured: (_doing, { text }) => text ?? 'The Toloka credential is incomplete',
	'refused-locally': (_doing, { text }) => text ?? 'The input cannot be used',
	unauthorized: (doing) => `The token was not accepted while ${doing}`,
	forbidden: (doing) => `Access was denied while ${doing}`,
	'not-found': notFoundText,
	invalid: (doing) => `Toloka refused the data while ${doing}`,
	conflict: (doing) => `Toloka can't do this in the current state while ${doing}`,
	'answer-too-large': (doing) => `Toloka's response is larger than the limit while ${doing}`,
	'too-large': (doing) => `Toloka refused the size of the request while ${doing}`,
	'rate-limited': (doing) => `Too many requests: Toloka asked to slow down while ${doing}`,
	'quota-exhausted': (doing) => `The request quota is used up (while ${doing})`,
	unavailable: (doing) => `Toloka was not available while ${doing}`,
	unreachable: (doing) => `Toloka could not be reached while ${doing}`,
	'no-answer': (doing) => `Toloka did not respond while ${doing}`,
	unreadable: (doing) => `The response was not the documented JSON while ${doing}`,
	redirected: (doing, { target }) =>
		`The address in the credential redirects ${target === undefined ? 'elsewhere' : `to ${target}`} (while ${doing})`,
	intercepted: (doing, { status }) =>
		`A proxy or another server, not Toloka, refused the request (status ${status}) while ${doing}`,
	'operation-failed': (_doing, { text }) => text ?? 'The operation failed',
	'not-finished': (_doing, { text }) => text ?? 'The operation has not finished',
	contradiction: (doing, { text }) =>
		`${text ?? 'The responses contradict each other'} while ${doing}`,
	// n8n treats an error that says "canceled" as the end of a canceled execution.
	canceled: (doing) => `The execution was canceled while ${doing}`,
};

const ABOUT_ONE =
	/^\w+ing (?:the )?(pool|project|operation|assignment|attachment|batch|item) ([\w-]+)$/;

/** Names the object if `doing` refers to one object by its ID. */
function notFoundText(doing: string): string {
	const [, thing, id] = ABOUT_ONE.exec(doing) ?? [];
	return id === undefined
		? `Nothing was found while ${doing}`
		: `There is no ${thing} with the ID ${id}`;
}

/** “Try again” is used even after partial work: the text before it says how not to repeat that work. */
const ADVICE: Record<FailureKind, string> = {
	misconfigured: 'Open the credential and complete it.',
	'refused-locally': 'Correct the input and run the node again.',
	unauthorized:
		'Check Token, Environment and Authorization in the credential. Toloka and Yandex Tasks have separate accounts and tokens.',
	// Toloka also responds like this to a wrong token (toloka-api §12).
	forbidden:
		"Check the token and the environment in the credential, and that the token's account may use the object.",
	'not-found': "Check the ID, and that the credential's environment is the one it belongs to.",
	invalid: 'Correct the fields named above, then try again.',
	conflict: 'Check the status on the Toloka website, then try again.',
	'answer-too-large': 'Allow a larger response, or leave this item out.',
	'too-large': 'Send fewer or smaller items at a time, for example with the node Loop Over Items.',
	'rate-limited': 'Try again in a minute; other programs using the same account count, too.',
	'quota-exhausted': 'Try again after that time.',
	unavailable: 'This is usually temporary: try again in a few minutes.',
	unreachable:
		'Check the environment or the base URL in the credential, and that this n8n can reach the internet, directly or through the proxy in its environment variable HTTPS_PROXY.',
	'no-answer': 'Try again. If it happens often, raise the request timeout in the options.',
	unreadable:
		'Check the base URL in the credential: the response came from a proxy or another server, or was truncated.',
	redirected:
		'Redirects are not followed, because the token would be sent along. If the address belongs to Toloka or to you, enter it as the base URL in the credential.',
	intercepted:
		'Ask your network administrator to allow n8n to reach the address, and check the base URL in the credential. If the proxy requires a password, set it in the environment variable HTTPS_PROXY of n8n.',
	'operation-failed': 'Correct the reasons given above and start a new operation.',
	'not-finished': "The operation continues on Toloka's side: read it again later.",
	contradiction: 'Try again. If the problem persists, report the IDs above to Toloka support.',
	canceled: 'Run the workflow again when you are ready.',
};

/** The kind's advice, unless it would refer to an unknown time or contradict a known one. */
function usualAdvice({
	kind,
	details: { worksAgainAt, headline, payload, status, code },
}: TolokaFailure): string {
	// A proxy that requires payment does so for itself.
	const isAboutMoney = status === PAYMENT_REQUIRED && kind !== 'intercepted';
	if (isAboutMoney || code === 'NOT_ENOUGH_BALANCE') return NO_MONEY;
	const isUnnamed = headline === undefined && !namesField(payload);
	if (kind === 'invalid' && isUnnamed) return NO_FIELD_NAMED;
	if (kind === 'unavailable' && worksAgainAt !== undefined) return ADVICE['quota-exhausted'];
	const isOpen = kind === 'quota-exhausted' && worksAgainAt === undefined;
	return isOpen ? `Try again later: ${NO_TIME}.` : ADVICE[kind];
}

const PAYMENT_REQUIRED = 402;

/** In whichever status the service says it (toloka-api §3.2). */
const NO_MONEY =
	'The balance of the account is too low: top it up on the Toloka website, then try again.';

export const NO_TIME = 'Toloka does not say when it will work again';

const NO_FIELD_NAMED =
	'Toloka did not name a field: compare the values in the node with its response, then try again.';

interface Sentences {
	message: string;
	description: string;
}

/** One failure may be shown for thousands of items, and its payload may name as many fields. */
const cachedSentences = new WeakMap<TolokaFailure, Sentences>();

/** What happened and what to do, as text for the editor. */
export function sentences(failure: TolokaFailure): Sentences {
	const words = cachedSentences.get(failure) ?? compose(failure);
	cachedSentences.set(failure, words);
	return words;
}

function compose(failure: TolokaFailure): Sentences {
	const { details, kind } = failure;
	const message =
		details.headline ?? HEADLINES[kind](details.doing ?? 'talking to Toloka', details);
	const fields = fieldErrorText(details.payload);
	const parts = [fields, whenText(details), details.advice ?? usualAdvice(failure)];
	if (!LOCAL_KINDS.includes(kind)) parts.push(evidence(details));
	const description = parts.filter((part) => part !== '').join(' ');
	return { message: clean(message, MAX_MESSAGE), description: clean(description, MAX_DESCRIPTION) };
}

/** Lengths that the editor still shows well; every message and description is cut to them. */
const MAX_MESSAGE = 500;

const MAX_DESCRIPTION = 2_000;

function whenText({ worksAgainAt }: FailureDetails): string {
	if (worksAgainAt === undefined) return '';
	const minute = new Date(Math.ceil(worksAgainAt / 60_000) * 60_000);
	return `It will work again by ${minuteText(minute.toISOString())}.`;
}

function evidence({ status, code, text, requestId }: FailureDetails): string {
	const said = [status, code, text && `“${text}”`].filter(Boolean).join(' ');
	const request = requestId ? ` (request ID ${requestId})` : '';
	return said || request ? `Response: ${said}${request}.` : '';
}
