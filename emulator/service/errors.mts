import type { Json, JsonObject } from '../json.mts';

/** A refusal as the service words it: status, code, message, payload (toloka-api §3.1). */
export class ServiceError extends Error {
	readonly status: number;
	readonly code: string;
	readonly payload: Json | undefined;
	readonly headers: Record<string, string>;

	constructor(
		status: number,
		code: string,
		message: string,
		payload?: Json,
		headers: Record<string, string> = {},
	) {
		super(message);
		this.status = status;
		this.code = code;
		this.payload = payload;
		this.headers = headers;
	}
}

/** The error of one field (toloka-api §3.4). */
export interface FieldError {
	code: string;
	message: string;
	params?: Json[];
}

/** Field errors by key: a dotted path, or `input_data.<i>.<field>` (toloka-api §3.5). */
export type FieldErrors = Map<string, FieldError>;

const FIELD_MESSAGES: Record<string, string> = {
	VALUE_REQUIRED: 'Value must be present and not equal to null',
	VALUE_NOT_ALLOWED: 'Unknown field name',
	INVALID_URL_SYNTAX: 'Value must be in valid url format',
	ENTITY_DOES_NOT_EXIST: 'Entity does not exist',
	OBJECT_EXPECTED: 'Value must be an object',
	ARRAY_EXPECTED: 'Value must be an array',
	STRING_EXPECTED: 'Value must be a string',
	INTEGER_EXPECTED: 'Value must be an integer',
	FLOAT_EXPECTED: 'Value must be a number',
	BOOLEAN_EXPECTED: 'Value must be a boolean',
	JSON_EXPECTED: 'Value must be valid JSON',
	UUID_EXPECTED: 'Value must be a UUID',
	UNKNOWN_ENUM_VALUE: 'Value is not one of the allowed values',
	INVALID_COORDINATES_SYNTAX: 'Value must be in format "latitude,longitude"',
	INVALID_DATE_TIME_SYNTAX: 'Value must be a date in ISO 8601 format',
	DUPLICATE_VALUE_IN_ARRAY: 'Values must be unique',
};

/** Makes a field error with the service's message for the code, or one derived from the code. */
export function fieldError(code: string, params?: Json[]): FieldError {
	const message = FIELD_MESSAGES[code] ?? sentenceOf(code);
	return params === undefined ? { code, message } : { code, message, params };
}

export function validationFailed(errors: FieldErrors): ServiceError {
	return new ServiceError(400, 'VALIDATION_ERROR', 'Validation failed', wireErrors(errors));
}

/** A validation error about one field of the body or one query parameter. */
export function invalidField(name: string, code: string, params?: Json[]): ServiceError {
	return validationFailed(new Map([[name, fieldError(code, params)]]));
}

export function doesNotExist(): ServiceError {
	return new ServiceError(404, 'DOES_NOT_EXIST', 'There are no results for such parameters');
}

/** Returns the entity, or throws the service's 404. */
export function found<T>(entity: T | undefined): T {
	if (entity === undefined) {
		throw doesNotExist();
	}
	return entity;
}

export function inappropriateStatus(code: string, appropriate: readonly string[]): ServiceError {
	return new ServiceError(
		409,
		code,
		'This or related resource is in inappropriate status, operation is not allowed',
		{ appropriate_statuses: [...appropriate] },
	);
}

export function entityTooLarge(message: string): ServiceError {
	return new ServiceError(413, 'ENTITY_TOO_LARGE', message);
}

/** Formats field errors for a payload, `validation_errors` or an operation log. */
export function wireErrors(errors: FieldErrors): JsonObject {
	const wire: JsonObject = {};
	for (const [key, error] of errors) {
		const base: JsonObject = { code: error.code, message: error.message };
		wire[key] = error.params === undefined ? base : { ...base, params: error.params };
	}
	return wire;
}

function sentenceOf(code: string): string {
	const words = code.toLowerCase().replaceAll('_', ' ');
	return words.charAt(0).toUpperCase() + words.slice(1);
}
