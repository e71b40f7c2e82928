import type { FieldSpec } from './specs';
import { clean, isJson } from '../values/foreign';

/** Says what is wrong with a value. */
export type Rule = (value: unknown) => string | undefined;

/** The rule of a declared field, made once for all items. */
export function fieldRule(spec: FieldSpec): Rule {
	const absence = spec.required === false ? undefined : 'is required but missing';
	const rule = spec.type.startsWith('array_') ? listRule(spec) : valueRule(spec.type, spec);
	return (value) => (value === undefined || value === null ? absence : rule(value));
}

function listRule(spec: FieldSpec): Rule {
	const { type, min_size: min, max_size: max } = spec;
	const entryRule = valueRule(type.slice('array_'.length), spec);
	return (value) => {
		if (!Array.isArray(value)) return `must be a list, is ${shown(value)}`;
		if (min !== undefined && value.length < min) {
			return `must have at least ${min} entries, has ${value.length}`;
		}
		if (max !== undefined && value.length > max) {
			return `must have at most ${max} entries, has ${value.length}`;
		}
		for (const [index, entry] of value.entries()) {
			const reason = entryRule(entry);
			if (reason !== undefined) return `${reason} (entry ${index + 1})`;
		}
		return undefined;
	};
}

function valueRule(type: string, spec: FieldSpec): Rule {
	const rule = TYPE_RULES.get(type)?.(spec) ?? jsonReason;
	const { allowed_values: allowed } = spec;
	if (allowed === undefined) return rule;
	const listed = listText(allowed);
	return (value) => {
		const reason = rule(value);
		if (reason !== undefined || allowed.includes(value)) return reason;
		return `must be one of ${listed}, is ${shown(value)}`;
	};
}

function listText(values: unknown[]): string {
	const texts = values
		.slice(0, 10)
		.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
	return clean(texts.join(', '));
}

const TYPE_RULES: ReadonlyMap<string, (spec: FieldSpec) => Rule> = new Map([
	['string', textRule],
	['integer', (spec: FieldSpec) => numberRule('must be a whole number', Number.isInteger, spec)],
	['float', (spec: FieldSpec) => numberRule('must be a number', Number.isFinite, spec)],
	['boolean', () => rule('must be true or false', (value) => typeof value === 'boolean')],
	['url', () => rule('must be a link that begins with http://, https:// or www', isLink)],
	['coordinates', () => rule('must be coordinates such as 53.91,27.53', isCoordinates)],
]);

function rule(demand: string, isMet: (value: unknown) => boolean): Rule {
	return (value) => (isMet(value) ? undefined : `${demand}, is ${shown(value)}`);
}

const LINK = /^(https?:\/\/|www)\S+$/i;
const COORDINATES = /^\s*-?\d+(\.\d+)?\s*,\s*-?\d+(\.\d+)?\s*$/;

function isLink(value: unknown): boolean {
	return typeof value === 'string' && LINK.test(value);
}

function isCoordinates(value: unknown): boolean {
	return typeof value === 'string' && COORDINATES.test(value);
}

/** What cannot be written as JSON would fail in the middle of the sending. */
function jsonReason(value: unknown): string | undefined {
	if (['string', 'number', 'boolean'].includes(typeof value)) return undefined;
	return typeof value === 'object' && isJson(value) ? undefined : 'must be JSON';
}

function textRule({ min_length: min, max_length: max }: FieldSpec): Rule {
	return (value) => {
		if (typeof value !== 'string') return `must be text, is ${shown(value)}`;
		if (min !== undefined && value.length < min) {
			return `must have at least ${min} characters, has ${value.length}`;
		}
		return max !== undefined && value.length > max
			? `must have at most ${max} characters, has ${value.length}`
			: undefined;
	};
}

function numberRule(
	demand: string,
	isMet: (value: unknown) => boolean,
	{ min_value: min, max_value: max }: FieldSpec,
): Rule {
	return (value) => {
		if (!isMet(value)) return `${demand}, is ${shown(value)}`;
		const number = value as number;
		if (min !== undefined && number < min) return `must be at least ${min}, is ${number}`;
		return max !== undefined && number > max ? `must be at most ${max}, is ${number}` : undefined;
	};
}

const MAX_SHOWN = 60;

/** A value as a message shows it. */
function shown(value: unknown): string {
	if (typeof value === 'string') return `“${clean(value, MAX_SHOWN)}”`;
	if (Array.isArray(value)) return 'a list';
	return typeof value === 'object' ? 'an object' : clean(String(value), MAX_SHOWN);
}
