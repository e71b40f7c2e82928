import { ownOf } from './content';
import { isRecord } from './foreign';
import { DECIMAL } from './numbers';

/**
 * JSON text that stays the same if a service rewrites a value: numbers and booleans as text, links
 * as browsers write them, without spaces around text or fields without a value.
 */
export function looseContent(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(looseContent).join(',')}]`;
	if (!isRecord(value)) return JSON.stringify(looseText(value));
	const entries = fieldsWithValue(value)
		.sort()
		.map((key) => `${JSON.stringify(key)}:${looseContent(value[key])}`);
	return `{${entries.join(',')}}`;
}

/** Loose content of only these fields of an object. */
export function looseContentOf(value: Record<string, unknown>, fields: readonly string[]): string {
	return looseContent(Object.fromEntries(fields.map((field) => [field, ownOf(value, field)])));
}

export function fieldsWithValue(value: Record<string, unknown>): string[] {
	return Object.keys(value).filter((key) => !isEmpty(value[key]));
}

function isEmpty(value: unknown): boolean {
	if (value === null || value === undefined || value === '') return true;
	return Array.isArray(value) && value.length === 0;
}

const LINK = /^(https?:\/\/|www\.)\S+$/i;

/** The same text for 1, 1.0, "1" and "1.0", and for a link however it is written. */
function looseText(value: unknown): string {
	const text = String(value ?? '').trim();
	if (DECIMAL.test(text) && Number.isSafeInteger(Math.trunc(Number(text)))) {
		return String(Number(text));
	}
	return LINK.test(text) ? looseLink(text) : text;
}

function looseLink(text: string): string {
	const address = /^www\./i.test(text) ? `http://${text}` : text;
	try {
		const { host, pathname, search, hash } = new URL(address);
		return `${host}${pathname.replace(/\/$/, '')}${search}${hash}`;
	} catch {
		return text;
	}
}
