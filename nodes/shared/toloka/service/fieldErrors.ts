import { clean, isRecord, textOf } from '../values/foreign';
import { firstOf } from '../values/lists';

const SHOWN_FIELD_ERRORS = 3;

/** The first field errors of a 400, for example `input_data.0.url: Value must be …` (toloka-api §3.5). */
export function fieldErrorText(payload: unknown): string {
	const errors = fieldErrors(payload);
	if (errors.length === 0) return '';
	const shown = errors
		.slice(0, SHOWN_FIELD_ERRORS)
		.map((error) => [error.path, errorWords(error)].filter(Boolean).join(': '));
	return `${firstOf(shown, errors.length)}.`;
}

/** Whether field errors say which field they are about. */
export function namesField(payload: unknown): boolean {
	return fieldErrors(payload).some(({ path }) => path !== '');
}

/** What an error says, its code last: `Value must be a link (INVALID)`. */
export function errorWords({ message, code }: Pick<FieldError, 'code' | 'message'>): string {
	return [message.replace(/\.$/, ''), code && `(${code})`].filter(Boolean).join(' ');
}

/** No documented form is as deep. */
const MAX_LEVELS = 8;

export interface FieldError {
	path: string;
	code: string;
	message: string;
}

/**
 * Field errors of any documented shape, flattened: direct path maps, maps by index whose values are
 * path maps, and error objects that carry such a map as `payload` (toloka-api §3.4, §3.5, §6.5).
 * Lists in place of maps, bare words, and errors that name their field themselves are understood too.
 */
export function fieldErrors(given: unknown, prefix = '', depth = 0): FieldError[] {
	if (depth > MAX_LEVELS) return [];
	const value = isRecord(given) ? inUsualWords(given) : given;
	if (isError(value, prefix)) return errorsAt(value, prefix);
	if (typeof value !== 'object' || value === null) return [];
	if (isRecord(value) && isRecord(value.payload)) {
		return fieldErrors(value.payload, prefix, depth + 1);
	}
	return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
		const path = prefix === '' ? key : `${prefix}.${key}`;
		// A list of errors, of whatever form, is about one place.
		const isListed = Array.isArray(value) && (isError(inner, path) || isFlat(inner));
		return fieldErrors(inner, isListed ? prefix : path, depth + 1);
	});
}

/** Errors as common frameworks write them. */
function inUsualWords(error: Record<string, unknown>): Record<string, unknown> {
	const { loc, msg, type, source } = error;
	if (typeof msg === 'string') return { field: loc, code: type, message: msg };
	if (!isRecord(source) || typeof source.pointer !== 'string') return error;
	return { field: source.pointer, code: error.code, message: error.detail ?? error.title };
}

/** An object that has no field errors within it, and may be one of a form that nobody documents. */
function isFlat(value: unknown): boolean {
	return isRecord(value) && !Object.values(inUsualWords(value)).some(isRecord);
}

function isError(value: unknown, prefix: string): value is string | Record<string, unknown> {
	if (!isRecord(value)) return typeof value === 'string';
	const { code, message, payload } = value;
	if (isRecord(payload)) return false;
	return typeof code === 'string' || (typeof message === 'string' && prefix !== '');
}

/** Bare words are about an item only where an index shows it. */
function errorsAt(error: string | Record<string, unknown>, prefix: string): FieldError[] {
	const { code, message } = isRecord(error) ? error : { code: '', message: error };
	const path = isRecord(error) ? ownPath(error, prefix) : (/\d/.exec(prefix) && prefix) || '';
	if (path === '') return [];
	const place = LIST_OF_ERRORS.test(path) ? '' : pathIn(path);
	return [{ path: place, code: clean(textOf(code), 60), message: clean(textOf(message)) }];
}

/** The field that an error names itself, else where it stands. */
function ownPath({ field, path = field }: Record<string, unknown>, prefix: string): string {
	if (typeof path === 'string') return path;
	return Array.isArray(path) ? path.join('.') : prefix;
}

/** An error in it that names no field is about the whole request. */
const LIST_OF_ERRORS = /^(?:details?|(?:validation_)?errors)$/i;
/** What may stand around the numbered things of a request. */
const AROUND =
	/^(?:(?:\$|body|data|details?|errors|validation_errors|items|task_?suites)\.)+(?=(?:input_?data\.)?\d)/i;
/** With slashes for dots, perhaps behind a sign that it is one: `/5/url`, `#/5/url`, `items/5/url`. */
const POINTER = /^#?\/|^(?:\w+\/)?\d+\//;

/** The path with dots only: `input_data[5].url` and `/items/5/url` are the same place as `5.url`. */
function pathIn(prefix: string): string {
	const dotted = clean(prefix, 100).replace(/\.?\[["']?([^\]"']+)["']?\]/g, '.$1');
	const plain = POINTER.test(dotted) ? dotted.replace(/^#/, '').replace(/\//g, '.') : dotted;
	return plain.replace(/^\./, '').replace(AROUND, '');
}
