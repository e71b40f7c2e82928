import { conversion } from './conversion';
import { isBinary, scalarIn } from '../flaws/liveObjects';
import { DECIMAL_COMMA } from '../declared/patterns';
import { fieldRule } from './rules';
import type { FieldSpec } from '../declared/specs';
import { isRecord } from '../../values/foreign';

/** Finds values within lists and objects, as Airtable, Notion and Baserow deliver files and choices. */

type Part = readonly [end: string, value: unknown];

const MAX_LEVELS = 4;
const MAX_PARTS = 50;
const MAX_SHOWN = 3;

/** Ends of expressions that select what the field accepts within a value: `[0].url`. */
export function endsWithin(value: unknown, spec: FieldSpec): string[] {
	const { type } = spec;
	if (!type.startsWith('array_')) return endsOf(value, spec);
	if (!Array.isArray(value)) return [];
	const entrySpec = { ...spec, type: type.slice('array_'.length) };
	return endsOf(value[0], entrySpec).map((end) => `.map((one) => one${end})`);
}

/** The outermost of them; none for JSON fields, which accept any part of a value. */
function endsOf(value: unknown, spec: FieldSpec): string[] {
	if (spec.type === 'json') return [];
	const isMeant = meaning(spec);
	let parts = partsOf(['', value]);
	for (let level = 0; level < MAX_LEVELS && parts.length > 0; level++) {
		const meant = parts.filter(([, part]) => isMeant(part));
		if (meant.length > 0) return meant.slice(0, MAX_SHOWN).map(([end]) => end);
		parts = parts.flatMap(partsOf).slice(0, MAX_PARTS);
	}
	return [];
}

/**
 * Whether a field accepts a value. Text fields also accept numbers, but these are mostly IDs, so
 * they do not count.
 */
function meaning(spec: FieldSpec): (value: unknown) => boolean {
	const given = { ...spec, required: true };
	const [convert, rule] = [conversion(given), fieldRule(given)];
	return (value) => {
		const isText = typeof value === 'string';
		if (spec.type === 'string' && !isText) return false;
		// The field would read a number with a decimal comma as a latitude and a longitude.
		if (spec.type === 'coordinates' && isText && DECIMAL_COMMA.test(value)) return false;
		return rule(convert(value)) === undefined;
	};
}

function partsOf([end, value]: Part): Part[] {
	if (Array.isArray(value)) return [[`${end}[0]`, value[0]]];
	if (!isRecord(value) || isBinary(value) || scalarIn(value) !== value) return [];
	return Object.entries(value).map(([name, part]) => [`${end}${accessTo(name)}`, part]);
}

/** How an expression accesses a property of an object. */
export function accessTo(name: string): string {
	return /^[\p{L}_$][\p{L}\p{Nd}_$]*$/u.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
