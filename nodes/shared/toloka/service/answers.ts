import type { FailureDetails } from './failures';
import { TolokaFailure } from './failures';
import { fieldErrors, namesField } from './fieldErrors';
import { readQuota, retryAfterMs, waitOf } from './quota';
import { parsedJson, clean, isRecord } from '../values/foreign';
import { withoutSecret } from './secrets';
import { httpDateMs } from '../values/times';
import type { ApiRequest, ApiReply } from './requests';

/** Raw HTTP answer, before it means anything. */
export interface RawAnswer {
	status: number;
	headers: Record<string, unknown>;
	bytes: Buffer;
}

/** Decides what an answer means: a reply to go on with, or a failure of a known kind. */
export function interpret(
	answer: RawAnswer,
	request: Pick<ApiRequest, 'api' | 'doing' | 'read'>,
	now: number,
	secret: string,
): ApiReply | TolokaFailure {
	const { status, headers, bytes } = answer;
	if (status >= 200 && status < 300) {
		const body = parsed(bytes, request.read);
		if (body !== UNREADABLE) return { status, body, serviceTime: headerTime(headers.date) };
	}
	const text = withoutSecret(bytes.toString(), secret);
	const { doing } = request;
	if (REDIRECTS.includes(status)) return redirected(answer, doing, text);
	if (status < 400) return new TolokaFailure('unreadable', { doing, status, text: wordsOf(text) });
	const details = { doing, status, ...readError(text) };
	const servedAt = headerTime(headers.date) ?? now;
	const askedMs = retryAfterMs(headerText(headers['retry-after']), servedAt);
	if (status === 429) return readQuota(askedMs, now, details);
	const isAboutData = status === 422 && namesField(details.payload);
	const kind = !isAboutData && isForeign(status, text) ? 'intercepted' : kindOfStatus(status);
	const wait = waitOf(askedMs, now);
	const advice =
		status === 503 && request.api === 'apps' ? appsAdvice(wait.worksAgainAt) : undefined;
	return new TolokaFailure(kind, { ...details, ...wait, advice });
}

/** Seen at an account without app projects, with good and bad tokens alike (toloka-api §3.2). */
function appsAdvice(worksAgainAt: number | undefined): string {
	const when = worksAgainAt === undefined ? 'in a few minutes' : 'after that time';
	return `This is usually temporary: try again ${when}. If the problem persists, this account may have no app projects: Toloka then answers like this whatever the token.`;
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** A 303 may follow something that was carried out; the others refuse the request as it is. */
function redirected({ status, headers }: RawAnswer, doing: string, text: string): TolokaFailure {
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

/** Scheme and host of an absolute address; paths may hold what is nobody's business. */
function originOf(address: string | undefined): string | undefined {
	const [, origin] = /^(https?:\/\/[\w.:[\]-]{1,255})(?:[/?#]|$)/i.exec(address ?? '') ?? [];
	return origin;
}

/** Statuses that proxies and firewalls have, whatever they say. */
const STATUSES_OF_PROXIES: readonly number[] = [405, 407, 451, 511];
/** What a page in place of the documented object says all the same. */
const CLEAR_STATUSES: readonly number[] = [401, 408, 413];
/** Other refusals that the service documents (toloka-api §3.2). */
const DOCUMENTED: readonly number[] = [400, 403, 404, 406, 409, 415];

/** The service refuses in JSON (toloka-api §3.1): all else was written by somebody on the way. */
function isForeign(status: number, text: string): boolean {
	if (STATUSES_OF_PROXIES.includes(status)) return true;
	if (status >= 500 || CLEAR_STATUSES.includes(status)) return false;
	const body = parsedJson(text);
	// What is cut or garbled may have been JSON; markup and plain words never were.
	if (body === undefined && /^\s*[<a-z0-9]/i.test(text)) return true;
	return !DOCUMENTED.includes(status) && !(isRecord(body) && typeof body.code === 'string');
}

/**
 * The service's error object (toloka-api §3.1), or the words of whatever came instead of it. Field
 * errors are also found beside, or in place of, the documented `payload`; an object of another form
 * is shown as it is.
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

function kindOfStatus(status: number): TolokaFailure['kind'] {
	if (status === 401) return 'unauthorized';
	if (status === 403) return 'forbidden';
	if (status === 404) return 'not-found';
	if (status === 409) return 'conflict';
	if (status === 413) return 'too-large';
	return status === 408 || status >= 500 ? 'unavailable' : 'invalid';
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

/** The words of an HTML page without its markup, so that a proxy's reason can be read. */
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
