import { isRecord, clean } from '../values/foreign';

const SHOWN_FIELD_ERRORS = 3;

/** The first field errors of a 400, for example `input_data.0.url: Value must be …` (toloka-api §3.5). */
export function fieldErrorText(payload: unknown): string {
	const errors = fieldErrors(payload);
	if (errors.length === 0) return '';
	const shown = errors
		.slice(0, SHOWN_FIELD_ERRORS)
		.map(
			({ path, code, message }) =>
				`${path}: ${[message, code && `(${code})`].filter(Boolean).join(' ')}`,
		);
	const more = errors.length - shown.length;
	return `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
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
 */
export function fieldErrors(value: unknown, prefix = '', depth = 0): FieldError[] {
	if (!isRecord(value) || depth > MAX_LEVELS) return [];
	if (isRecord(value.payload)) return fieldErrors(value.payload, prefix, depth + 1);
	if (typeof value.code === 'string') {
		const message = typeof value.message === 'string' ? value.message : '';
		return prefix === ''
			? []
			: [{ path: pathIn(prefix), code: clean(value.code, 60), message: clean(message) }];
	}
	return Object.entries(value).flatMap(([key, inner]) =>
		fieldErrors(inner, prefix === '' ? key : `${prefix}.${key}`, depth + 1),
	);
}

/** The path with dots only: `input_data[5].url` is the same place as `input_data.5.url`. */
function pathIn(prefix: string): string {
	return clean(prefix, 100).replace(/\[(\d+)\]/g, '.$1');
}
