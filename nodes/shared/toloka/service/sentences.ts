import type { FailureKind, FailureDetails } from './failures';
import { TolokaFailure, LOCAL_KINDS } from './failures';
import { fieldErrorText } from './fieldErrors';
import { clean } from '../values/foreign';

/**
 * The same failure, with the progress so far placed before the advice.
 *
 * @param facts the same progress for programs.
 */
export function afterPartialWork(
	failure: TolokaFailure,
	reached: string,
	facts: Pick<FailureDetails, 'counts' | 'ids'> = {},
): TolokaFailure {
	const advice = `${reached} ${failure.details.advice ?? ADVICE[failure.kind]}`;
	return new TolokaFailure(failure.kind, { ...failure.details, ...facts, advice });
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
	redirected: (doing, { target }) =>
		`The address in the credential redirects ${target === undefined ? 'elsewhere' : `to ${target}`}, while ${doing}`,
	intercepted: (doing, { status }) =>
		`A proxy or another server refused the request (status ${status}), not Toloka, while ${doing}`,
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
	redirected:
		'Redirects are not followed, because the token would travel along. If the address is one of Toloka or of your own, enter it as the base URL in the credential.',
	intercepted:
		'Ask who runs the network or the proxy to let n8n reach the address, and check the base URL in the credential. A proxy that wants a password gets it in the environment variable HTTPS_PROXY of n8n.',
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
const cachedSentences = new WeakMap<TolokaFailure, Sentences>();

/** One sentence of what happened and one of what to do, ready for the editor. */
export function sentences(failure: TolokaFailure): Sentences {
	const words = cachedSentences.get(failure) ?? compose(failure);
	cachedSentences.set(failure, words);
	return words;
}

function compose(failure: TolokaFailure): Sentences {
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
