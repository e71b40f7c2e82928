import type { Api } from './access';
import { TolokaFailure, refusal } from './failures';
import { idIn } from '../values/numbers';
import { shownValue } from '../values/unseen';

/** One request as the rules describe it; `n8n/transport` sends it. */
export interface ApiRequest {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH';
	api: Api;
	/** Path after the API's prefix, built with `pathOf`. */
	path: string;
	query?: Record<string, string | number | boolean | undefined>;
	/** JSON text, serialized once, where the request is built. */
	body?: string;
	/** Whether sending a write twice has the same effect as once. Reads may always be repeated. */
	repeatable?: boolean;
	/** Parses the body of a success and throws if it is truncated; `JSON.parse` by default. */
	read?: (bytes: Buffer) => unknown;
	/** Media type to request instead of JSON. */
	accept?: string;
	/** Largest response to read; a larger one is a failure and is not kept in memory. */
	maxBytes?: number;
	/** Set if the request counts against the quota of aggregated solutions (`quota.ts`). */
	quota?: 'aggregation';
	/** Completes "while …" in messages: `reading the project 8lvN9kBN4wwsj47ZqNal`. */
	doing: string;
}

export interface ApiReply {
	status: number;
	/** Parsed JSON, or undefined for an empty body. */
	body: unknown;
	/** The service's time when it received the request, or slightly earlier; epoch milliseconds. */
	serviceTime?: number;
	/** An earlier try may have been carried out, and this reply may reflect its effects. */
	isInDoubt?: boolean;
}

/** Sends a request, repeats it if that is safe, and throws only `TolokaFailure`. */
export type Send = (request: ApiRequest) => Promise<ApiReply>;

/** An id that may become a path segment: no slash, dot segment or special character of URLs. */
const ID = /^[0-9A-Za-z][0-9A-Za-z_-]{0,127}$/;

/** Builds a path from fixed parts and ids: ``pathOf`/app-projects/${id}/items` ``. */
export function pathOf(fixed: TemplateStringsArray, ...ids: string[]): string {
	return fixed.reduce((path, part, index) => `${path}${segment(ids[index - 1])}${part}`);
}

/** Whether a request is about an object with an ID, so that a 404 may be about that object. */
export function isAboutId({ method, path, query = {} }: ApiRequest): boolean {
	const isList = method === 'GET' && path.lastIndexOf('/') === 0;
	const filters = Object.keys(query).filter((name) => query[name] !== undefined);
	return !isList || filters.some((name) => name.endsWith('_id') && name !== CURSOR);
}

const CURSOR = 'after_id';

/** Guards ids that came from a response; ids from the panel are checked earlier. */
function segment(id: unknown): string {
	if (isId(id)) return String(id);
	throw unexpectedShape('reading an ID in a response', 'an id of letters, digits and hyphens');
}

/** The service writes ids as text; one of its documents shows a number (toloka-api §2.1). */
function isId(value: unknown): boolean {
	return (typeof value === 'string' || Number.isSafeInteger(value)) && ID.test(String(value));
}

/** The ids that are never short numbers (toloka-api §2.1): an `id` that rows bring along often is one. */
const EXAMPLES = new Map([
	['Operation ID', '5c04458e-63c1-46c1-ba0d-6f0756a5358b'],
	['Assignment ID', '00022cfa46--637cf41c9376542ef7b52bde'],
	['Item ID', 'QlvdZj5d53QHj5Nvx9Vd'],
]);
const SHORT_NUMBER = /^\d{1,19}$/;

/** The id without surrounding spaces; refuses anything that cannot be an id, before any request. */
export function checkedId(value: unknown, label: string, itemIndex?: number): string {
	const entered = idIn(value);
	const isNumber = EXAMPLES.has(label) && isId(entered) && SHORT_NUMBER.test(String(entered));
	if (isId(entered) && !isNumber) return String(entered);
	const place = itemIndex === undefined ? '' : ` of item ${itemIndex}`;
	throw refusal(
		entered === undefined || entered === null || entered === ''
			? `${label}${place} is empty`
			: `${label}${place} is not an ID: ${shownValue(entered)}`,
		isNumber ? adviceOnNumber(label) : adviceOnId(label, place !== ''),
		itemIndex,
	);
}

function adviceOnNumber(label: string): string {
	return `The ID looks like ${EXAMPLES.get(label)}. A short number is the ID of something else, such as a row or a pool: check the field, and that the node that outputs the ID is active and connected.`;
}

function adviceOnId(label: string, isOfItem: boolean): string {
	return isOfItem
		? `Check the expression in ${label}: it must return an ID as Toloka shows it.`
		: 'Enter the ID as Toloka shows it: letters, digits, hyphens and underscores only.';
}

/** The failure for a reply whose JSON does not have the documented shape. */
export function unexpectedShape(doing: string, expected: string): TolokaFailure {
	return new TolokaFailure('unreadable', { doing, text: `${expected} expected` });
}
