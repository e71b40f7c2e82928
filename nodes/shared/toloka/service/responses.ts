import type { FailureDetails } from './failures';
import { TolokaFailure } from './failures';
import { fieldErrors, namesField } from './fieldErrors';
import { readQuota, retryAfterMs, waitOf } from './quota';
import { parsedJson, clean, isRecord } from '../values/foreign';
import { withoutSecret } from './secrets';
import { httpDateMs } from '../values/times';
import type { ApiRequest, ApiReply } from './requests';

/** A raw HTTP response, before it is interpreted. */
export interface RawResponse {
	status: number;
	headers: Record<string, unknown>;
	bytes: Buffer;
}

/** Turns a response into a reply, or into a failure of a known kind. */
export function interpret(
	response: RawResponse,
	request: Pick<ApiRequest, 'api' | 'doing' | 'read' | 'accept'> &
		Partial<Pick<ApiRequest, 'method'>>,
	now: number,
	secret: string,
): ApiReply | TolokaFailure {
	const { status, headers } = response;
	const bytes = request.accept === undefined ? withoutMark(response.bytes) : response.bytes;
	if (status >= 200 && status < 300) {
		const body = parsed(bytes, request.read);
		if (body !== UNREADABLE && !lacksContent(body, request))
			return { status, body, serviceTime: headerTime(headers.date) };
	}
	const text = withoutSecret(bytes.toString(), secret);
	const { doing } = request;
	if (REDIRECTS.includes(status)) return redirected(response, doing, text);
	if (status < 400) return new TolokaFailure('unreadable', { doing, status, text: wordsOf(text) });
	const details = { doing, status, ...readError(text) };
	const servedAt = headerTime(headers.date) ?? now;
	const askedMs = retryAfterMs(headerText(headers['retry-after']), servedAt);
	if (status === 429) return readQuota(askedMs, now, details);
	const kind = kindOf(status, text, details);
	const wait = waitOf(askedMs, now);
	const advice =
		status === 503 && request.api === 'apps' ? appsAdvice(wait.worksAgainAt) : undefined;
	return new TolokaFailure(kind, { ...details, ...wait, advice });
}

/** Seen with an account without app projects, for valid and invalid tokens alike (toloka-api §3.2). */
function appsAdvice(worksAgainAt: number | undefined): string {
	const when = worksAgainAt === undefined ? 'in a few minutes' : 'after that time';
	return `This is usually temporary: try again ${when}. If the problem persists, this account may have no app projects: Toloka then responds like this whatever the token.`;
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** A 303 may mean that the request was carried out; the other statuses refuse it. */
function redirected({ status, headers }: RawResponse, doing: string, text: string): TolokaFailure {
	const isInDoubt = status === 303 ? true : undefined;
	const target = originOf(headerText(headers.location));
	return new TolokaFailure('redirected', {
		doing,
		status,
		target,
		isInDoubt,
		text: wordsOf(text),
	});
}

/** Scheme and host of an absolute URL, without its path, which may contain private data. */
function originOf(address: string | undefined): string | undefined {
	const [, origin] = /^(https?:\/\/[\w.:[\]-]{1,255})(?:[/?#]|$)/i.exec(address ?? '') ?? [];
	return origin;
}

/** Statuses that come from proxies and firewalls, whatever the body says. */
const STATUSES_OF_PROXIES: readonly number[] = [405, 407, 451, 511];
/**
 * Statuses after which the request may have been carried out, as after a 5xx: proxies use 499 and
 * 460 if they stop waiting for the server behind them.
 */
const STATUSES_OF_DOUBT: readonly number[] = [408, 460, 499];
/** Statuses that are clear even if the body is a page instead of the documented object. */
const CLEAR_STATUSES: readonly number[] = [401, 413, ...STATUSES_OF_DOUBT];
/** Other statuses with which the service refuses requests (toloka-api §3.2). */
const DOCUMENTED: readonly number[] = [400, 403, 404, 406, 409, 415];

/** Whether a response is not from the service, which refuses in JSON (toloka-api §3.1). */
function isForeign(status: number, text: string): boolean {
	if (STATUSES_OF_PROXIES.includes(status)) return true;
	if (status >= 500 || CLEAR_STATUSES.includes(status)) return false;
	const body = parsedJson(text);
	// Truncated or garbled text may have been JSON; markup and plain words never were.
	if (body === undefined && /^\s*[<a-z0-9]/i.test(text)) return true;
	return !DOCUMENTED.includes(status) && !(isRecord(body) && typeof body.code === 'string');
}

/**
 * Reads the service's error object (toloka-api §3.1), or the text of another body. Without the
 * documented `payload`, field errors are read from the object's other keys; an object of an unknown
 * form is shown as is.
 */
function readError(text: string): Pick<FailureDetails, 'code' | 'text' | 'requestId' | 'payload'> {
	const body = parsedJson(text);
	if (!isRecord(body)) return { text: wordsOf(text), payload: body };
	const error = isRecord(body.error) ? body.error : body;
	const { code, message, request_id: requestId, payload: given, ...others } = error;
	const payload = given === undefined ? others : given;
	const isUnderstood = [code, message].some(cleaned) || fieldErrors(payload).length > 0;
	const isSilent = Object.keys(error).length === 0;
	return {
		code: cleaned(code),
		text: isUnderstood || isSilent ? cleaned(message) : wordsOf(text),
		requestId: cleaned(requestId),
		payload,
	};
}

function kindOf(
	status: number,
	text: string,
	{ payload, code = '', text: said = '' }: FailureDetails,
): TolokaFailure['kind'] {
	const isNamed = namesField(payload);
	if (!isNamed && isAboutSize(status, `${code} ${said}`)) return 'too-large';
	const isAboutData = status === 422 && isNamed;
	return !isAboutData && isForeign(status, text) ? 'intercepted' : kindOfStatus(status);
}

/** Not every server uses 413: IIS responds with 404 and 400, Django with 400, firewalls with 403. */
const STATUSES_OF_SIZE: readonly number[] = [400, 403, 404, 406, 422];
const SIZE_OF_REQUEST =
	/\b(?:request|payload|body|entity|content)(?:\b|_).{0,60}?(?:too[ _-]?(?:large|long|big)|\bexceed)/i;
/** “Exceeded” may be a rate or a balance. */
const SIZE = /too[ _-]?(?:large|long|big)|size|length|bytes|\d ?[km]i?b\b/i;
/** A request that took too long may have been carried out: its parts would create it again. */
const OTHER_SIZE = /\b(?:ur[il]|headers?|cookies?|took|takes|taking|rate|quota|balance)\b/i;

function isAboutSize(status: number, words: string): boolean {
	if (!STATUSES_OF_SIZE.includes(status)) return false;
	return SIZE_OF_REQUEST.test(words) && SIZE.test(words) && !OTHER_SIZE.test(words);
}

function kindOfStatus(status: number): TolokaFailure['kind'] {
	if (status === 401) return 'unauthorized';
	if (status === 403) return 'forbidden';
	if (status === 404) return 'not-found';
	if (status === 409) return 'conflict';
	if (status === 413) return 'too-large';
	return STATUSES_OF_DOUBT.includes(status) || status >= 500 ? 'unavailable' : 'invalid';
}

/** JSON without a byte order mark, which gateways may put before it (RFC 8259 §8.1). */
function withoutMark(bytes: Buffer): Buffer {
	return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

const UNREADABLE = Symbol('unreadable');

function parsed(bytes: Buffer, read: ApiRequest['read']): unknown {
	if (bytes.length === 0) return undefined;
	try {
		return read === undefined ? JSON.parse(bytes.toString()) : read(bytes);
	} catch {
		return UNREADABLE;
	}
}

/** Whether a list or an object was read, but nothing came; an empty file is a file. */
function lacksContent(
	body: unknown,
	{ method, accept }: Partial<Pick<ApiRequest, 'method' | 'accept'>>,
): boolean {
	return method === 'GET' && accept === undefined && (body ?? null) === null;
}

/** The text of an HTML page without its markup, so that a proxy's reason is readable. */
function wordsOf(text: string): string | undefined {
	return cleaned(text.slice(0, 2000).replace(/<(script|style)[\s\S]*?(<\/\1>|$)|<[^>]*>?/gi, ' '));
}

function cleaned(value: unknown): string | undefined {
	return typeof value === 'string' && value.trim() !== '' ? clean(value) : undefined;
}

function headerText(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

function headerTime(value: unknown): number | undefined {
	return httpDateMs(headerText(value) ?? '');
}
