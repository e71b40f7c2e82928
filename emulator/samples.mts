import type { Json, JsonObject } from './json.mts';
import { hashFraction } from './random.mts';
import type { FieldSpec, Spec } from './service/inputSpec.mts';

const FIRST_SALT = 101;

/** A field with example values, used where its spec does not list the allowed values. */
export interface AnswerField extends FieldSpec {
	examples?: Json[];
}

/** Makes a simulated performer's answers: determined by the item's content, shaped by the spec. */
export function makeOutput(input: JsonObject, outputSpec: Spec, contentHash: number): JsonObject {
	const output = repeatedInput(input);
	Object.entries(outputSpec).forEach(([name, field], position) => {
		output[name] = makeAnswer(name, field, position, contentHash);
	});
	return output;
}

/** Makes the value of one output field, which is the `position`-th of its spec. */
export function makeAnswer(
	name: string,
	field: AnswerField,
	position: number,
	contentHash: number,
): Json {
	return makeValue(name, field, hashFraction(contentHash, FIRST_SALT + position));
}

/**
 * `output_data` may repeat the input, except the caller's `id`, beside results (toloka-api §5.5).
 */
function repeatedInput(input: JsonObject): JsonObject {
	const { id: _callersKey, ...rest } = input;
	return rest;
}

function makeValue(name: string, field: AnswerField, draw: number): Json {
	const type = field.type.toLowerCase();
	if (type.startsWith('array_')) {
		return entriesOf(field, (entry, place, size) =>
			makeValue(name, entry, (draw + place / size) % 1),
		);
	}
	const choices = field.allowed_values ?? field.examples ?? [];
	if (choices.length > 0) {
		return choices[Math.floor(draw * choices.length)] ?? null;
	}
	return makeFreeValue(name, type, field, draw);
}

function makeFreeValue(name: string, type: string, field: FieldSpec, draw: number): Json {
	switch (type) {
		case 'boolean':
			return draw < 0.5;
		case 'integer': {
			const [low, count] = integersIn(field);
			return low + Math.floor(draw * count);
		}
		case 'float': {
			const [low, high] = rangeOf(field, 1);
			const isShare = name === 'confidence' && low === 0 && high === 1;
			return isShare ? roundTo(0.5 + draw / 2, 10) : roundWithin(low, high, draw);
		}
		case 'coordinates':
			return `${roundTo(55 + draw, 5)},${roundTo(37 + draw, 5)}`;
		case 'url':
			return `https://images.example.org/result-${Math.floor(draw * 1e6)}.png`;
		case 'json':
			return { value: roundTo(draw, 6) };
		default:
			return ofLength(draw < 0.7 ? 'OK' : 'BAD', field);
	}
}

/** The declared range of numbers; where it is open, `span` wide. */
function rangeOf({ min_value: min, max_value: max }: FieldSpec, span: number): [number, number] {
	const low = min ?? (max === undefined || max >= 0 ? 0 : max - span);
	return [low, max ?? low + span];
}

/** The lowest integer of the declared range, and how many integers it has, at least one. */
function integersIn(field: FieldSpec): [low: number, count: number] {
	const [least, most] = rangeOf(field, 99);
	const low = Math.ceil(least);
	return [low, Math.max(Math.floor(most) - low + 1, 1)];
}

/** A number with few digits, unless the range is narrower than these. */
function roundWithin(low: number, high: number, draw: number): number {
	const rounded = roundTo(low + draw * (high - low), 6);
	return Math.max(low, Math.min(rounded, high));
}

/** Makes one entry of a list field, or as many as it must or may have. */
function entriesOf<Field extends FieldSpec>(
	field: Field,
	make: (entry: Field, place: number, size: number) => Json,
): Json[] {
	const { type, min_size: min = 1, max_size: max = Infinity } = field;
	const entry = { ...field, type: type.slice('array_'.length) };
	const size = Math.min(Math.max(min, 1), max);
	return Array.from({ length: size }, (_, place) => make(entry, place, size));
}

/** Repeats or cuts a text so that it has a declared length. */
function ofLength(text: string, { min_length: min = 0, max_length: max }: FieldSpec): string {
	return text.padEnd(min, ` ${text}`).slice(0, max);
}

function roundTo(value: number, digits: number): number {
	return Number(value.toFixed(digits));
}

/** Makes an input that is valid for the spec. */
export function sampleInput(spec: Spec, index: number): JsonObject {
	const input: JsonObject = {};
	for (const [name, field] of Object.entries(spec)) {
		if (name === 'id') {
			input.id = String(index);
		} else if (field.required !== false) {
			input[name] = sampleValue(name, field, index);
		}
	}
	return input;
}

function sampleValue(name: string, field: FieldSpec, index: number): Json {
	const type = field.type.toLowerCase();
	if (type.startsWith('array_')) {
		return entriesOf(field, (entry, place) => sampleValue(name, entry, index + place));
	}
	const { allowed_values: choices = [] } = field;
	return choices.length > 0
		? (choices[index % choices.length] ?? null)
		: sampleOfType(name, type, field, index);
}

function sampleOfType(name: string, type: string, field: FieldSpec, index: number): Json {
	switch (type) {
		case 'url':
			return `https://images.example.org/${index}.jpg`;
		case 'integer':
		case 'float':
			return numberIn(field, index);
		case 'boolean':
			return index % 2 === 0;
		case 'coordinates':
			return '53.91,27.53';
		case 'json':
			return { index };
		default:
			return ofLength(`${name} ${index}`, field);
	}
}

/** The number itself, or one of the declared range. */
function numberIn(field: FieldSpec, index: number): number {
	if (field.min_value === undefined && field.max_value === undefined) return index;
	const [low, count] = integersIn(field);
	return Math.min(low + (index % count), field.max_value ?? Infinity);
}
