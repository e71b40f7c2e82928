import { clean, isRecord } from './failures';
import { isJson } from './texts';

/** Input fields as a solution or a project declares them (api-facts §5.1, §6.9). */
export interface FieldSpec {
	/** In lower case; empty where it is not of the documented form. */
	type: string;
	/** Default true. */
	required?: boolean;
	hidden?: boolean;
	allowed_values?: unknown[];
	min_length?: number;
	max_length?: number;
	min_value?: number;
	max_value?: number;
	min_size?: number;
	max_size?: number;
}

export type FieldSpecs = ReadonlyMap<string, FieldSpec>;

const LIMITS = [
	'min_length',
	'max_length',
	'min_value',
	'max_value',
	'min_size',
	'max_size',
] as const;

/** The fields as an answer declares them; what is not of the documented form checks nothing. */
export function parseSpecs(value: unknown): FieldSpecs {
	if (!isRecord(value)) return new Map();
	return new Map(Object.entries(value).map(([field, spec]) => [field, parsedSpec(spec)]));
}

function parsedSpec(spec: unknown): FieldSpec {
	if (!isRecord(spec) || typeof spec.type !== 'string') return { type: '', required: false };
	const limits = LIMITS.filter((limit) => typeof spec[limit] === 'number');
	return {
		type: spec.type.toLowerCase(),
		required: spec.required !== false,
		hidden: spec.hidden === true,
		...(Array.isArray(spec.allowed_values) && { allowed_values: spec.allowed_values }),
		...Object.fromEntries(limits.map((limit) => [limit, spec[limit]])),
	};
}

export interface Problem {
	field: string;
	reason: string;
	/** The field is not declared at all. */
	isExtra?: boolean;
}

/**
 * Everything that the declared fields forbid in one item; empty where it may be sent.
 * Only documented rules are checked: what is unknown here is left to the service.
 */
export function problemsOf(item: Record<string, unknown>, specs: FieldSpecs): Problem[] {
	const problems: Problem[] = [];
	for (const [field, spec] of specs) {
		// What every object inherits, such as `constructor`, is not given.
		const isGiven = Object.prototype.hasOwnProperty.call(item, field);
		const reason = reasonAgainst(isGiven ? item[field] : undefined, spec);
		if (reason !== undefined) problems.push({ field, reason });
	}
	for (const field in item) {
		if (!specs.has(field))
			problems.push({ field, reason: 'is not an input field of the project', isExtra: true });
	}
	return problems;
}

function reasonAgainst(value: unknown, spec: FieldSpec): string | undefined {
	if (value === undefined || value === null) {
		return spec.required === false ? undefined : 'is required but missing';
	}
	const { type } = spec;
	if (!type.startsWith('array_')) return reasonAgainstOne(value, type, spec);
	if (!Array.isArray(value)) return 'must be a list';
	if (spec.min_size !== undefined && value.length < spec.min_size) {
		return `must have at least ${spec.min_size} entries, has ${value.length}`;
	}
	if (spec.max_size !== undefined && value.length > spec.max_size) {
		return `must have at most ${spec.max_size} entries, has ${value.length}`;
	}
	const elementType = type.slice('array_'.length);
	for (const [index, element] of value.entries()) {
		const reason = reasonAgainstOne(element, elementType, spec);
		if (reason !== undefined) return `${reason} (entry ${index + 1})`;
	}
	return undefined;
}

function reasonAgainstOne(value: unknown, type: string, spec: FieldSpec): string | undefined {
	const rule = TYPE_RULES.get(type) ?? jsonReason;
	const reason = rule(value, spec);
	if (reason !== undefined) return reason;
	if (spec.allowed_values && !spec.allowed_values.includes(value)) {
		return `must be one of ${listText(spec.allowed_values)}`;
	}
	return undefined;
}

function listText(values: unknown[]): string {
	const texts = values
		.slice(0, 10)
		.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
	return clean(texts.join(', '));
}

type Rule = (value: unknown, spec: FieldSpec) => string | undefined;

const TYPE_RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
	[
		'string',
		(value, spec) => (typeof value === 'string' ? lengthReason(value, spec) : 'must be text'),
	],
	[
		'integer',
		(value, spec) =>
			Number.isInteger(value) ? rangeReason(value, spec) : 'must be a whole number',
	],
	[
		'float',
		(value, spec) => (Number.isFinite(value) ? rangeReason(value, spec) : 'must be a number'),
	],
	['boolean', (value) => (typeof value === 'boolean' ? undefined : 'must be true or false')],
	[
		'url',
		(value) =>
			typeof value === 'string' && /^(https?:\/\/|www)\S+$/i.test(value)
				? undefined
				: 'must be a link that begins with http://, https:// or www',
	],
	[
		'coordinates',
		(value) =>
			typeof value === 'string' && /^\s*-?\d+(\.\d+)?\s*,\s*-?\d+(\.\d+)?\s*$/.test(value)
				? undefined
				: 'must be coordinates such as 53.91,27.53',
	],
]);

/** What cannot be written as JSON would fail in the middle of the sending. */
function jsonReason(value: unknown): string | undefined {
	if (['string', 'number', 'boolean'].includes(typeof value)) return undefined;
	return typeof value === 'object' && isJson(value) ? undefined : 'must be JSON';
}

function lengthReason(value: string, { min_length: min, max_length: max }: FieldSpec) {
	if (min !== undefined && value.length < min) {
		return `must have at least ${min} characters, has ${value.length}`;
	}
	return max !== undefined && value.length > max
		? `must have at most ${max} characters, has ${value.length}`
		: undefined;
}

function rangeReason(value: unknown, { min_value: min, max_value: max }: FieldSpec) {
	if (min !== undefined && (value as number) < min) return `must be at least ${min}`;
	return max !== undefined && (value as number) > max ? `must be at most ${max}` : undefined;
}
