import type { FieldSpec } from '../declared/specs';
import { commaReason } from '../flaws/commas';
import { allowedValues } from './conversion';
import {
	INEXACT,
	TOO_MANY_DIGITS,
	flawWithin,
	isInexact,
	jsonFlaw,
	textFlaw,
} from '../flaws/flaws';
import { notationText } from '../flaws/foreignJson';
import { asSeen, isOfOtherLetters } from '../declared/names';
import {
	COORDINATES,
	DECIMAL_COMMA,
	LINK,
	SEVERAL_LINKS,
	isLikelyLink,
} from '../declared/patterns';
import { shown } from '../flaws/shown';
import { clean } from '../../values/foreign';
import { listedFirst } from '../../values/lists';
import { ambiguityIn, isExact } from '../../values/numbers';
import { isSameContent } from '../../values/content';
import { jsonInCell } from '../../values/tolokaCells';
import { unseenIn } from '../../values/unseen';

/** The documented rules for values (toloka-api §3.4, §5.1); the service judges the rest. */

export const MISSING = 'is required but missing';

type Rule = (value: unknown) => string | undefined;

/** The rule of a declared field, made once for all items. */
export function fieldRule(spec: FieldSpec): Rule {
	const isRequired = spec.required !== false;
	const rule = spec.type.startsWith('array_') ? listRule(spec) : valueRule(spec.type, spec);
	return (value) => {
		if (value === undefined || value === null) {
			return isRequired ? MISSING : undefined;
		}
		return isRequired && value === '' ? 'is required but empty' : rule(value);
	};
}

function listRule(spec: FieldSpec): Rule {
	const { type, min_size: min, max_size: max } = spec;
	const entryType = type.slice('array_'.length);
	const entryRule = valueRule(entryType, spec);
	const nothing = entryType === 'string' ? `${NOTHING}, or write "" for empty text` : NOTHING;
	const isNothing = (entry: unknown) =>
		entry === undefined ||
		(entry === null && entryType !== 'json') ||
		(entry === '' && entryType !== 'string');
	return (value) => {
		if (!Array.isArray(value)) return noListReason(value, entryType);
		const ofSize = sizeReason(value, { min, max }, ['entry', 'entries']);
		if (ofSize !== undefined) return ofSize;
		for (let index = 0; index < value.length; index++) {
			const entry: unknown = value[index];
			const reason = isNothing(entry) ? nothing : entryRule(entry);
			if (reason !== undefined) return `${reason} (entry ${index + 1})`;
		}
		return undefined;
	};
}

function noListReason(value: unknown, entryType: string): string {
	const reason =
		typeof value === 'string' ? (textFlaw(value) ?? commaReason(value, entryType)) : undefined;
	const demand = 'must be a list, as JSON or with commas between the entries';
	return reason ?? `${demand}, not ${shown(value)}${notation(value)}`;
}

function sizeReason(
	{ length }: { length: number },
	{ min, max }: { min?: number; max?: number },
	[one, many]: [string, string],
): string | undefined {
	const counted = (count: number) => `${count} ${count === 1 ? one : many}, has ${length}`;
	if (min !== undefined && length < min) return `must have at least ${counted(min)}`;
	return max !== undefined && length > max ? `must have at most ${counted(max)}` : undefined;
}

const NOTHING = 'has an empty entry: fill it or leave it out';

function valueRule(type: string, spec: FieldSpec): Rule {
	const rule = explained(RULES.get(type)?.(spec) ?? jsonFlaw);
	const allowed = allowedValues(spec);
	if (allowed === undefined) return rule;
	const listed = listText(allowed);
	return (value) => {
		const reason = rule(value);
		if (reason !== undefined || allowed.some((one) => isSameContent(one, value))) return reason;
		return `must be one of ${listed}, not ${shown(value)}${otherLetters(value, allowed)}`;
	};
}

/** A text that lost its meaning is refused for that, whatever its field demands. */
function explained(rule: Rule): Rule {
	return (value) => {
		const reason = rule(value);
		if (reason === undefined || typeof value !== 'string') return reason;
		return textFlaw(value) ?? reason;
	};
}

/** Names a difference that nobody sees: letters of two alphabets. */
function otherLetters(value: unknown, allowed: readonly unknown[]): string {
	if (typeof value !== 'string') return '';
	const isMeant = (one: unknown) =>
		typeof one === 'string' && asSeen(one) === asSeen(value) && isOfOtherLetters(one, value);
	return allowed.some(isMeant) ? ' in letters of another alphabet that look alike' : '';
}

function listText(values: unknown[]): string {
	const texts = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
	return listedFirst(texts.map((text) => clean(text, 60)));
}

const RULES = new Map<string, (spec: FieldSpec) => Rule>([
	['string', textRule],
	['integer', (spec) => numberRule('must be a whole number', Number.isSafeInteger, spec)],
	['float', (spec) => numberRule('must be a number', isExact, spec)],
	['boolean', () => booleanReason],
	['url', linkRule],
	['coordinates', () => coordinatesReason],
	['json', () => jsonReason],
]);

function textRule({ type, min_length: min, max_length: max }: FieldSpec): Rule {
	const flawOf = type.startsWith('array_') ? flawWithin : textFlaw;
	return (value) => {
		if (typeof value !== 'string') {
			return isInexact(value) ? `is ${INEXACT}` : `must be text, not ${shown(value)}`;
		}
		return flawOf(value) ?? sizeReason(value, { min, max }, ['character', 'characters']);
	};
}

function numberRule(
	demand: string,
	isMet: (number: number) => boolean,
	{ min_value: min, max_value: max }: FieldSpec,
): Rule {
	const instead = isMet === isExact ? ' with a decimal point' : ' without a comma';
	return (value) => {
		if (typeof value !== 'number' || !isMet(value)) {
			if (isInexact(value)) return TOO_MANY_DIGITS;
			return `${demand}${insteadOf(value, instead)}`;
		}
		if (min !== undefined && value < min) return `must be at least ${min}, not ${value}`;
		return max !== undefined && value > max ? `must be at most ${max}, not ${value}` : undefined;
	};
}

/** The end of a reason: what was given instead of a number. */
export function insteadOf(value: unknown, ofComma: string): string {
	const isWithComma = typeof value === 'string' && DECIMAL_COMMA.test(value);
	return `${isWithComma ? ofComma : ''}, not ${shown(value)}${ambiguityIn(value)}`;
}

function booleanReason(value: unknown): string | undefined {
	return typeof value === 'boolean' ? undefined : `must be true or false, not ${shown(value)}`;
}

function linkRule({ type }: FieldSpec): Rule {
	const instead =
		type === 'url'
			? 'keep one, or give the field the type array_url'
			: 'make an entry of each of them';
	return (value) => {
		if (typeof value !== 'string') return `${NO_LINK}, not ${shown(value)}`;
		return isLikelyLink(value) ? undefined : textLinkReason(value, instead);
	};
}

const NO_LINK = 'must be a link that begins with http://, https:// or www';

function textLinkReason(text: string, instead: string): string | undefined {
	const flaw = textFlaw(text);
	if (flaw !== undefined) return flaw;
	if (SEVERAL_LINKS.test(text)) {
		return `contains several links (${shown(text)}): ${instead}`;
	}
	if (LINK.test(text)) return undefined;
	if (/^(?:https?:\/\/|www)./iu.test(text)) {
		const unseen = unseenIn(text);
		if (unseen !== undefined) return `must not contain ${unseen}, as “${clean(text, 60)}” does`;
		if (text.includes(' '))
			return `must not contain a space, as ${shown(text)} does: write %20 instead`;
	}
	return `${NO_LINK}, not ${shown(text)}`;
}

function coordinatesReason(value: unknown): string | undefined {
	const [, latitude, longitude] = typeof value === 'string' ? (COORDINATES.exec(value) ?? []) : [];
	if (longitude === undefined) {
		return `must be coordinates such as 53.91,27.53, latitude first, not ${shown(value)}`;
	}
	if (Math.abs(Number(latitude)) > 90) {
		return `must have a latitude from -90 to 90, has ${latitude}`;
	}
	return Math.abs(Number(longitude)) > 180
		? `must have a longitude from -180 to 180, has ${longitude}`
		: undefined;
}

function jsonReason(value: unknown): string | undefined {
	const parsed = typeof value === 'string' ? jsonInCell(value) : value;
	if (parsed !== undefined) return jsonFlaw(parsed);
	return `must be JSON, not ${shown(value)}${notation(value)}`;
}

function notation(value: unknown): string {
	return typeof value === 'string' ? notationText(value) : '';
}
