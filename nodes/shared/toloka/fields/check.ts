import type { FieldSpec, FieldSpecs } from './specs';
import { isJson, clean } from '../values/foreign';

export interface Problem {
	field: string;
	reason: string;
	/** The field is not declared at all. */
	isExtra?: boolean;
}

/** Everything that is wrong with an input object; empty where it may be sent. */
export type InputCheck = (input: Record<string, unknown>) => readonly Problem[];

const NO_PROBLEMS: readonly Problem[] = [];

/**
 * The check that declared fields ask for, made once for all items.
 * Only documented rules are checked: what is unknown here is left to the service.
 */
export function inputCheck(specs: FieldSpecs): InputCheck {
	const rules = [...specs].map(([field, spec]) => ({ field, reasonAgainst: fieldRule(spec) }));
	return (input) => {
		let problems: Problem[] | undefined;
		for (const { field, reasonAgainst } of rules) {
			// What every object inherits, such as `constructor`, is not given.
			const isGiven = Object.prototype.hasOwnProperty.call(input, field);
			const reason = reasonAgainst(isGiven ? input[field] : undefined);
			if (reason !== undefined) (problems ??= []).push({ field, reason });
		}
		for (const field in input) {
			if (!specs.has(field)) (problems ??= []).push(extraField(field));
		}
		return problems ?? NO_PROBLEMS;
	};
}

function extraField(field: string): Problem {
	return { field, reason: 'is not an input field of the project', isExtra: true };
}

/** Says what is wrong with a value. */
type Rule = (value: unknown) => string | undefined;

function fieldRule(spec: FieldSpec): Rule {
	const absence = spec.required === false ? undefined : 'is required but missing';
	const rule = spec.type.startsWith('array_') ? listRule(spec) : valueRule(spec.type, spec);
	return (value) => (value === undefined || value === null ? absence : rule(value));
}

function listRule(spec: FieldSpec): Rule {
	const { type, min_size: min, max_size: max } = spec;
	const entryRule = valueRule(type.slice('array_'.length), spec);
	return (value) => {
		if (!Array.isArray(value)) return 'must be a list';
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
	const typeReason = TYPE_REASONS.get(type) ?? jsonReason;
	const { allowed_values: allowed } = spec;
	return (value) => {
		const reason = typeReason(value, spec);
		if (reason !== undefined || allowed === undefined || allowed.includes(value)) return reason;
		return `must be one of ${listText(allowed)}`;
	};
}

function listText(values: unknown[]): string {
	const texts = values
		.slice(0, 10)
		.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
	return clean(texts.join(', '));
}

const LINK = /^(https?:\/\/|www)\S+$/i;
const COORDINATES = /^\s*-?\d+(\.\d+)?\s*,\s*-?\d+(\.\d+)?\s*$/;

type TypeReason = (value: unknown, spec: FieldSpec) => string | undefined;

const TYPE_REASONS: ReadonlyMap<string, TypeReason> = new Map<string, TypeReason>([
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
			typeof value === 'string' && LINK.test(value)
				? undefined
				: 'must be a link that begins with http://, https:// or www',
	],
	[
		'coordinates',
		(value) =>
			typeof value === 'string' && COORDINATES.test(value)
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

const SHOWN_PROBLEMS = 5;

/** What is wrong with one item, as one text; a problem without a field is about the whole item. */
export function problemText(problems: readonly Problem[]): string {
	const shown = problems
		.slice(0, SHOWN_PROBLEMS)
		.map(({ field, reason }) => (field === '' ? reason : `field “${clean(field, 80)}” ${reason}`));
	const more = problems.length - shown.length;
	return more > 0 ? `${shown.join('; ')}; and ${more} more` : shown.join('; ');
}
