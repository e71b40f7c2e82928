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

export function namesField(payload: unknown): boolean {
	return fieldErrors(payload).some(({ path }) => path !== '');
}

/** The message of an error, followed by its code: `Value must be a link (INVALID)`. */
export function errorWords({ message, code }: Pick<FieldError, 'code' | 'message'>): string {
	return [message.replace(/\.$/, ''), code && `(${code})`].filter(Boolean).join(' ');
}

/** Deeper than any documented form. */
const MAX_LEVELS = 8;

export interface FieldError {
	path: string;
	code: string;
	message: string;
}

/**
 * Flattens field errors of any documented shape: maps by path, maps by index whose values are maps
 * by path, and error objects with such a map as `payload` (toloka-api §3.4, §3.5, §6.5). Also
 * understands lists instead of maps, plain text, and errors that name their own field.
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
		// All errors in a list are about one place, whatever their form.
		const isListed = Array.isArray(value) && (isError(inner, path) || isFlat(inner));
		return fieldErrors(inner, isListed ? prefix : path, depth + 1);
	});
}

/** Converts errors as common frameworks write them to `field`, `code` and `message`. */
function inUsualWords(error: Record<string, unknown>): Record<string, unknown> {
	const { loc, msg, type, source } = error;
	if (typeof msg === 'string') return { field: loc, code: type, message: msg };
	if (!isRecord(source) || typeof source.pointer !== 'string') return error;
	return { field: source.pointer, code: error.code, message: error.detail ?? error.title };
}

/** Whether an object contains no other object; it may be a field error of an undocumented form. */
function isFlat(value: unknown): boolean {
	return isRecord(value) && !Object.values(inUsualWords(value)).some(isRecord);
}

function isError(value: unknown, prefix: string): value is string | Record<string, unknown> {
	if (!isRecord(value)) return typeof value === 'string';
	const { code, message, payload } = value;
	if (isRecord(payload)) return false;
	return typeof code === 'string' || (typeof message === 'string' && prefix !== '');
}

/** Plain text counts as a field error only if its path contains an index. */
function errorsAt(error: string | Record<string, unknown>, prefix: string): FieldError[] {
	const { code, message } = isRecord(error) ? error : { code: '', message: error };
	const path = isRecord(error) ? ownPath(error, prefix) : (/\d/.exec(prefix) && prefix) || '';
	if (path === '') return [];
	const place = LIST_OF_ERRORS.test(path) ? '' : pathIn(path);
	return [{ path: place, code: clean(textOf(code), 60), message: clean(textOf(message)) }];
}

/** The field that an error names, or else its own path. */
function ownPath({ field, path = field }: Record<string, unknown>, prefix: string): string {
	if (typeof path === 'string') return path;
	return Array.isArray(path) ? path.join('.') : prefix;
}

/** Lists of errors; one that names no field is about the whole request. */
const LIST_OF_ERRORS = /^(?:details?|(?:validation_)?errors)$/i;
/** Names that may precede the index in a path. */
const AROUND =
	/^(?:(?:\$|body|data|details?|errors|validation_errors|items|task_?suites)\.)+(?=(?:input_?data\.)?\d)/i;
/** A path with slashes instead of dots, like a JSON Pointer: `/5/url`, `#/5/url`, `items/5/url`. */
const POINTER = /^#?\/|^(?:\w+\/)?\d+\//;

/**
 * Writes the path with dots only: `5.url` for `/items/5/url`, `input_data.5.url` for
 * `input_data[5].url`.
 */
function pathIn(prefix: string): string {
	const dotted = clean(prefix, 100).replace(/\.?\[["']?([^\]"']+)["']?\]/g, '.$1');
	const plain = POINTER.test(dotted) ? dotted.replace(/^#/, '').replace(/\//g, '.') : dotted;
	return plain.replace(/^\./, '').replace(AROUND, '');
}
