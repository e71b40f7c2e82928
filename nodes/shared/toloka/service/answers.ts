import type { FailureDetails } from './failures';
import { TolokaFailure } from './failures';
import { readQuota } from './quota';
import { parsedJson, clean, isRecord } from '../values/foreign';
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
	request: Pick<ApiRequest, 'doing' | 'read'>,
	now: number,
	secret: string,
): ApiReply | TolokaFailure {
	const { status, headers, bytes } = answer;
	if (status >= 200 && status < 300) {
		const body = parsed(bytes, request.read);
		if (body !== UNREADABLE) return { status, body, serviceTime: headerTime(headers.date) };
	}
	const text = withoutSecret(bytes.toString(), secret);
	if (status < 400) {
		return new TolokaFailure('unreadable', { ...request, status, text: wordsOf(text) });
	}
	const details = { ...request, status, ...readError(text) };
	if (status !== 429) return new TolokaFailure(kindOfStatus(status), details);
	const { kind, ...quota } = readQuota(headerText(headers['retry-after']), details.payload, now);
	return new TolokaFailure(kind, { ...details, ...quota });
}

/** An answer that repeats the token must not carry it into a message, however it was escaped. */
function withoutSecret(text: string, secret: string): string {
	if (secret === '') return text;
	const inJson = JSON.stringify(secret).slice(1, -1);
	return usualEscapes(text).split(secret).join('[token]').split(inJson).join('[token]');
}

function usualEscapes(text: string): string {
	try {
		return JSON.stringify(JSON.parse(text));
	} catch {
		return text;
	}
}

/** The service's error object (toloka-api §3.1), or the words of whatever came instead of it. */
function readError(text: string): Pick<FailureDetails, 'code' | 'text' | 'requestId' | 'payload'> {
	const body = parsedJson(text);
	if (!isRecord(body)) return { text: wordsOf(text) };
	return {
		code: cleaned(body.code),
		text: cleaned(body.message),
		requestId: cleaned(body.request_id),
		payload: body.payload,
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

function parsed(bytes: Buffer, read: ApiRequest['read'] = readWhole): unknown {
	if (bytes.length === 0) return undefined;
	try {
		return read(bytes);
	} catch {
		return UNREADABLE;
	}
}

function readWhole(bytes: Buffer): unknown {
	return JSON.parse(bytes.toString());
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
