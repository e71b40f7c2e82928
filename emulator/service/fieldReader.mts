import { parseDate, type Microseconds } from '../dates.mts';
import { idAsText, isJsonObject, type Json, type JsonObject } from '../json.mts';
import { fieldError, invalidField, validationFailed, type FieldErrors } from './errors.mts';

interface NumberRule {
	min?: number;
	max?: number;
	integer?: boolean;
}

/** Reads the fields of a body and collects the errors, so that all are reported at once. */
export class FieldReader {
	readonly #sent: JsonObject;
	readonly #errors: FieldErrors;
	readonly #path: string;

	constructor(sent: JsonObject, errors: FieldErrors = new Map(), path = '') {
		this.#sent = sent;
		this.#errors = errors;
		this.#path = path;
	}

	/** Reads the body of a request, which must be an object. */
	static ofBody(body: Json | undefined): FieldReader {
		if (!isJsonObject(body)) {
			throw invalidField('body', body === undefined ? 'NOT_NULL_BODY' : 'OBJECT_EXPECTED');
		}
		return new FieldReader(body);
	}

	/** Reports every other key as unknown. */
	allowOnly(names: readonly string[]): void {
		for (const name of Object.keys(this.#sent)) {
			if (!names.includes(name)) this.complain(name, 'VALUE_NOT_ALLOWED');
		}
	}

	require(...names: string[]): void {
		for (const name of names) {
			if (this.#value(name) === null) this.complain(name, 'VALUE_REQUIRED');
		}
	}

	text(name: string, maxLength = Infinity): string | null {
		return this.#text(name, this.#value(name), maxLength);
	}

	id(name: string): string | null {
		return this.#text(name, idAsText(this.#value(name)));
	}

	#text(name: string, value: Json, maxLength = Infinity): string | null {
		if (value === null) return null;
		if (typeof value !== 'string') {
			this.complain(name, 'STRING_EXPECTED');
			return null;
		}
		if (value.length > maxLength) {
			this.complain(name, 'STRING_LENGTH_GREATER_THAN_MAX', [maxLength]);
		}
		return value;
	}

	oneOf<T extends string>(name: string, known: readonly T[]): T | null {
		const text = this.text(name);
		const found = known.find((one) => one === text) ?? null;
		if (text !== null && found === null) this.complain(name, 'UNKNOWN_ENUM_VALUE', [...known]);
		return found;
	}

	number(name: string, { min = -Infinity, max = Infinity, integer = false }: NumberRule = {}) {
		const value = this.#value(name);
		if (value === null) return null;
		if (typeof value !== 'number' || (integer && !Number.isInteger(value))) {
			this.complain(name, integer ? 'INTEGER_EXPECTED' : 'FLOAT_EXPECTED');
			return null;
		}
		if (value < min) this.complain(name, 'VALUE_LESS_THAN_MIN', [min]);
		if (value > max) this.complain(name, 'VALUE_GREATER_THAN_MAX', [max]);
		return value;
	}

	flag(name: string): boolean | null {
		const value = this.#value(name);
		if (value === null || typeof value === 'boolean') return value;
		this.complain(name, 'BOOLEAN_EXPECTED');
		return null;
	}

	date(name: string): Microseconds | null {
		const text = this.text(name);
		const time = text === null ? null : parseDate(text);
		if (text !== null && time === null) this.complain(name, 'INVALID_DATE_TIME_SYNTAX');
		return time;
	}

	object(name: string): JsonObject | null {
		const value = this.#value(name);
		if (value === null || isJsonObject(value)) return value;
		this.complain(name, 'OBJECT_EXPECTED');
		return null;
	}

	/** A list of distinct texts. */
	texts(name: string, maxSize = Infinity): string[] | null {
		const value = this.#value(name);
		if (value === null) return null;
		const texts = Array.isArray(value) ? value.filter((one) => typeof one === 'string') : null;
		if (texts === null || texts.length < (value as Json[]).length) {
			this.complain(name, texts === null ? 'ARRAY_EXPECTED' : 'STRING_EXPECTED');
			return null;
		}
		if (texts.length > maxSize) this.complain(name, 'ARRAY_SIZE_GREATER_THAN_MAX', [maxSize]);
		if (new Set(texts).size < texts.length) this.complain(name, 'DUPLICATE_VALUE_IN_ARRAY');
		return texts;
	}

	/** Reads the fields of a nested object; its errors have the full path. */
	inside(name: string): FieldReader | null {
		const object = this.object(name);
		return object && new FieldReader(object, this.#errors, `${this.#path}${name}.`);
	}

	/** Reads the fields of each object in an array. */
	each(name: string): FieldReader[] {
		const value = this.#value(name);
		if (value === null) return [];
		if (!Array.isArray(value)) {
			this.complain(name, 'ARRAY_EXPECTED');
			return [];
		}
		const byIndex = new FieldReader(
			Object.fromEntries(value.entries()),
			this.#errors,
			`${this.#path}${name}.`,
		);
		return value.flatMap((_one, index) => byIndex.inside(String(index)) ?? []);
	}

	/** Returns fields as they were sent. */
	rest(names: readonly string[]): JsonObject {
		const rest: JsonObject = {};
		for (const name of names) {
			const value = this.#sent[name];
			if (value !== undefined) rest[name] = value;
		}
		return rest;
	}

	complain(name: string, code: string, params?: Json[]): void {
		const path = this.#path + name;
		if (!this.#errors.has(path)) this.#errors.set(path, fieldError(code, params));
	}

	/** Throws the collected errors, if there are any. */
	finish(): void {
		if (this.#errors.size > 0) throw validationFailed(this.#errors);
	}

	/** Absent and null are the same; inherited properties are not fields. */
	#value(name: string): Json {
		return Object.hasOwn(this.#sent, name) ? (this.#sent[name] ?? null) : null;
	}
}
