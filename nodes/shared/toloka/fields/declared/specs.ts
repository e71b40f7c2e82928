import { isRecord } from '../../values/foreign';

/** Input fields as a solution or a project declares them (toloka-api §5.1, §6.9). */
export interface FieldSpec {
	/** In lower case; empty if the declaration does not have the documented form. */
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

/** The fields that a response declares; a declaration of an undocumented form checks nothing. */
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
		...(isFilled(spec.allowed_values) && { allowed_values: spec.allowed_values }),
		...Object.fromEntries(limits.map((limit) => [limit, spec[limit]])),
	};
}

/** An empty list cannot mean that no value is allowed. */
function isFilled(values: unknown): values is unknown[] {
	return Array.isArray(values) && values.length > 0;
}
