import { isJsonObject, type Json, type JsonObject } from '../json.mts';
import { fieldError, type FieldError, type FieldErrors } from './errors.mts';

/** One field of an `input_spec` or `output_spec` (toloka-api §5.1); the type's case may vary. */
export interface FieldSpec {
	type: string;
	required?: boolean;
	hidden?: boolean;
	allowed_values?: Json[];
	min_length?: number;
	max_length?: number;
	min_value?: number;
	max_value?: number;
	min_size?: number;
	max_size?: number;
}

export type Spec = Readonly<Record<string, FieldSpec>>;

/** Formats a spec as the API does. */
export function formatSpec(spec: Spec): JsonObject {
	return Object.fromEntries(Object.entries(spec).map(([name, field]) => [name, { ...field }]));
}

type Check = (value: Json, field: FieldSpec) => FieldError | null;

const checks: Readonly<Record<string, Check>> = {
	boolean: (value, field) =>
		typeof value === 'boolean' ? checkAllowed(value, field) : fieldError('BOOLEAN_EXPECTED'),
	string: checkString,
	integer: (value, field) =>
		Number.isInteger(value) ? checkNumber(value, field) : fieldError('INTEGER_EXPECTED'),
	float: (value, field) =>
		typeof value === 'number' ? checkNumber(value, field) : fieldError('FLOAT_EXPECTED'),
	url: checkUrl,
	json: checkJson,
	coordinates: checkCoordinates,
	file: checkString,
};

/** Checks an input object; errors are keyed `<prefix><field>`. */
export function checkInput(
	input: JsonObject,
	spec: Spec,
	prefix: string,
	errors: FieldErrors,
): void {
	for (const name of Object.keys(input)) {
		if (!Object.hasOwn(spec, name)) {
			errors.set(prefix + name, fieldError('VALUE_NOT_ALLOWED'));
		}
	}
	for (const [name, field] of Object.entries(spec)) {
		const error = checkField(Object.hasOwn(input, name) ? input[name] : undefined, field);
		if (error !== null) {
			errors.set(prefix + name, error);
		}
	}
}

function checkField(value: Json | undefined, field: FieldSpec): FieldError | null {
	if (value === undefined || value === null) {
		return field.required === false ? null : fieldError('VALUE_REQUIRED');
	}
	const type = field.type.toLowerCase();
	return type.startsWith('array_')
		? checkArray(value, field, type.slice('array_'.length))
		: checkOne(value, field, type);
}

function checkArray(value: Json, field: FieldSpec, type: string): FieldError | null {
	if (!Array.isArray(value)) {
		return fieldError('ARRAY_EXPECTED');
	}
	if (field.min_size !== undefined && value.length < field.min_size) {
		return fieldError('ARRAY_SIZE_LESS_THAN_MIN', [field.min_size]);
	}
	if (field.max_size !== undefined && value.length > field.max_size) {
		return fieldError('ARRAY_SIZE_GREATER_THAN_MAX', [field.max_size]);
	}
	for (const element of value) {
		const error = checkOne(element, field, type);
		if (error !== null) return error;
	}
	return null;
}

function checkOne(value: Json, field: FieldSpec, type: string): FieldError | null {
	const check = checks[type];
	return check === undefined ? fieldError('INVALID_VALUE') : check(value, field);
}

function checkString(value: Json, field: FieldSpec): FieldError | null {
	if (typeof value !== 'string') {
		return fieldError('STRING_EXPECTED');
	}
	if (field.min_length !== undefined && value.length < field.min_length) {
		return fieldError('STRING_LENGTH_LESS_THAN_MIN', [field.min_length]);
	}
	if (field.max_length !== undefined && value.length > field.max_length) {
		return fieldError('STRING_LENGTH_GREATER_THAN_MAX', [field.max_length]);
	}
	return checkAllowed(value, field);
}

function checkNumber(value: Json, field: FieldSpec): FieldError | null {
	if (field.min_value !== undefined && Number(value) < field.min_value) {
		return fieldError('VALUE_LESS_THAN_MIN', [field.min_value]);
	}
	if (field.max_value !== undefined && Number(value) > field.max_value) {
		return fieldError('VALUE_GREATER_THAN_MAX', [field.max_value]);
	}
	return checkAllowed(value, field);
}

function checkAllowed(value: Json, field: FieldSpec): FieldError | null {
	return field.allowed_values === undefined || field.allowed_values.includes(value)
		? null
		: fieldError('UNKNOWN_ENUM_VALUE', field.allowed_values);
}

/**
 * Only the beginning is documented: `http://`, `https://` or `www` (toloka-api §3.4). Spaces inside
 * are accepted: the official search relevance notebook sends `https://…/search?q=coffee grinder`.
 */
export function isUrl(text: string): boolean {
	return /^(https?:\/\/|www)\S(.*\S)?$/.test(text);
}

function checkUrl(value: Json): FieldError | null {
	if (typeof value !== 'string') {
		return fieldError('STRING_EXPECTED');
	}
	return isUrl(value) ? null : fieldError('INVALID_URL_SYNTAX');
}

function checkJson(value: Json): FieldError | null {
	if (typeof value !== 'string') {
		return isJsonObject(value) || Array.isArray(value) ? null : fieldError('JSON_EXPECTED');
	}
	try {
		JSON.parse(value);
		return null;
	} catch {
		return fieldError('JSON_EXPECTED');
	}
}

/** `"53.91,27.53"`: latitude, then longitude. */
function checkCoordinates(value: Json): FieldError | null {
	const parts =
		typeof value === 'string' ? /^(-?\d+(?:\.\d+)?), ?(-?\d+(?:\.\d+)?)$/.exec(value) : null;
	const inside =
		parts !== null && Math.abs(Number(parts[1])) <= 90 && Math.abs(Number(parts[2])) <= 180;
	return inside ? null : fieldError('INVALID_COORDINATES_SYNTAX');
}
