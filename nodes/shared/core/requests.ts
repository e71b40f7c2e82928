import type { Api } from './addresses';
import type { FailureDetails } from './failures';
import { TolokaFailure, clean, isRecord } from './failures';
import { readQuota } from './quota';
import { parsedJson } from './texts';
import { httpDateMs } from './times';

/** One request as the rules describe it; `host/transport` is what sends it. */
export interface ApiRequest {
	method: 'GET' | 'POST';
	api: Api;
	/** Path behind the API's prefix, built with `pathOf`. */
	path: string;
	query?: Record<string, string | number | boolean | undefined>;
	/** JSON text: serialized once, by whoever built it. */
	body?: string;
	/** True where a write may be sent twice without effect. Reads always may. */
	repeatable?: boolean;
	/** Reads a successful answer and throws where it is cut; parses it whole unless given. */
	read?: (bytes: Buffer) => unknown;
	/** Set where the request counts against the quota of aggregated solutions (`quota.ts`). */
	quota?: 'aggregation';
	/** Completes "while …" in messages: `reading the project 8lvN9kBN4wwsj47ZqNal`. */
	doing: string;
}

export interface ApiReply {
	status: number;
	/** Parsed JSON, or undefined for an empty body. */
	body: unknown;
	/** The service's own time when it got the request, or a little earlier; epoch milliseconds. */
	serviceTime?: number;
}

/** Sends a request, repeats it where that is safe, and throws only `TolokaFailure`. */
export type Send = (request: ApiRequest) => Promise<ApiReply>;

/** An id that may become a path segment: no slash, dot segment or character with a meaning in URLs. */
const ID = /^[0-9A-Za-z][0-9A-Za-z_-]{0,127}$/;

/** Builds a path from fixed parts and ids: ``pathOf`/app-projects/${id}/items` ``. */
export function pathOf(fixed: TemplateStringsArray, ...ids: string[]): string {
	return fixed.reduce((path, part, index) => `${path}${segment(ids[index - 1])}${part}`);
}

/** Ids of users were checked before; this is about ids that an answer brought along. */
function segment(id: unknown): string {
	if (isId(id)) return String(id);
	throw unexpectedShape('reading an id in an answer', 'an id of letters, digits and hyphens');
}

/** The service writes ids as text; one of its documents shows a number (api-facts §2.1). */
function isId(value: unknown): boolean {
	return (typeof value === 'string' || Number.isSafeInteger(value)) && ID.test(String(value));
}

/** The id without surrounding spaces; refuses what cannot be one before a request is made. */
export function checkedId(value: unknown, label: string): string {
	const entered = typeof value === 'string' ? value.trim() : value;
	const id = typeof entered === 'string' || typeof entered === 'number' ? String(entered) : '';
	if (isId(entered)) return id;
	throw new TolokaFailure('refused-locally', {
		text: id === '' ? `${label} is missing` : `“${clean(id.slice(0, 80))}” is not a valid ${label}`,
		advice: `Enter the ${label} as the service shows it: letters, digits, hyphens and underscores only.`,
	});
}

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

/** The service's error object (api-facts §3.1), or the words of whatever came instead of it. */
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

/** A failure for a reply whose JSON is not of the documented shape. */
export function unexpectedShape(doing: string, expected: string): TolokaFailure {
	return new TolokaFailure('unreadable', { doing, text: `${expected} expected` });
}
