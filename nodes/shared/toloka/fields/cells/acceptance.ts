import { allowedValues } from './conversion';
import { jsonFlaw, textFlaw } from '../flaws/flaws';
import { writtenOut } from '../flaws/liveObjects';
import type { FieldSpec } from '../declared/specs';
import { isExact } from '../../values/numbers';
import { LIKELY_COORDINATES, isLikelyLink } from '../declared/patterns';

/** Whether a value is certainly valid as is; otherwise conversion and rules decide. */
export type Accepts = (value: unknown) => boolean;

/**
 * Fast path: an accepted value is neither converted nor refused. Built once for all items, this is
 * the only cost of a valid row.
 */
export function acceptance(spec: FieldSpec): Accepts {
	const { type } = spec;
	if (!type.startsWith('array_')) return valueAcceptance(type, spec);
	const { min_size: min = 0, max_size: max = Infinity } = spec;
	const acceptsEntry = valueAcceptance(type.slice('array_'.length), spec);
	return (value) =>
		Array.isArray(value) &&
		value.length >= min &&
		value.length <= max &&
		// Unlike every(), this also checks the empty slots of a list.
		value.findIndex((entry) => !acceptsEntry(entry)) === -1;
}

function valueAcceptance(type: string, spec: FieldSpec): Accepts {
	const allowed = allowedValues(spec);
	const accepts = ACCEPTANCES.get(type)?.(spec) ?? isText;
	return allowed === undefined ? accepts : (value) => allowed.includes(value) && accepts(value);
}

function isText(value: unknown): boolean {
	return typeof value === 'string' && value.trim() !== '' && textFlaw(value) === undefined;
}

const ACCEPTANCES = new Map<string, (spec: FieldSpec) => Accepts>([
	['string', textAcceptance],
	['integer', (spec) => numberAcceptance(Number.isSafeInteger, spec)],
	['float', (spec) => numberAcceptance(isExact, spec)],
	['boolean', () => (value) => typeof value === 'boolean'],
	['url', () => (value) => typeof value === 'string' && isLikelyLink(value)],
	[
		'json',
		() => (value) =>
			typeof value === 'object' &&
			value !== null &&
			writtenOut(value) === value &&
			jsonFlaw(value) === undefined,
	],
	['coordinates', () => (value) => typeof value === 'string' && LIKELY_COORDINATES.test(value)],
]);

function textAcceptance({ min_length: min = 0, max_length: max = Infinity }: FieldSpec): Accepts {
	return (value) =>
		typeof value === 'string' &&
		value.length >= min &&
		value.length <= max &&
		value.trim() !== '' &&
		textFlaw(value) === undefined;
}

function numberAcceptance(
	isMet: (number: number) => boolean,
	{ min_value: min = -Infinity, max_value: max = Infinity }: FieldSpec,
): Accepts {
	return (value) => typeof value === 'number' && isMet(value) && value >= min && value <= max;
}
