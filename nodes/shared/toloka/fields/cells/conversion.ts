import type { FieldSpec } from '../declared/specs';
import { jsonFlaw } from '../flaws/flaws';
import { listFrom } from './lists';
import { scalarIn, writtenOut } from '../flaws/liveObjects';
import { COORDINATES } from '../declared/patterns';
import { shortenedNumber, booleanOfWord } from '../flaws/spreadsheets';
import { isRecord } from '../../values/foreign';
import { MINUS_SIGN, ambiguityIn, isExact, numberIn, wholeNumberIn } from '../../values/numbers';
import { jsonInCell, jsonText } from '../../values/tolokaCells';
import { NOTHING_SEEN } from '../../values/unseen';

/**
 * Converts a cell to the declared type: rows come from files, sheets and databases, which deliver
 * numbers as text, text as numbers, and lists as either. A value that would lose meaning is kept,
 * so that the check refuses it.
 */
export type Convert = (value: unknown) => unknown;

/** Builds the conversion of a declared field, once for all items. Missing values become undefined. */
export function conversion(spec: FieldSpec): Convert {
	const { type, required } = spec;
	const convert = type.startsWith('array_')
		? listConversion(spec, type.slice('array_'.length))
		: valueConversion(spec, type);
	return (value) => {
		if (value === undefined || value === null) return undefined;
		if (typeof value !== 'string' || !NOTHING_SEEN.test(value)) return convert(value);
		if (required === false) return undefined;
		// The check names the characters in it.
		return value.trim() === '' ? '' : value;
	};
}

function valueConversion(spec: FieldSpec, type: string): Convert {
	const allowed = type === 'string' ? allowedValues(spec) : undefined;
	if (allowed !== undefined) {
		return (value) => {
			const text = asText(value);
			if (typeof text !== 'string' || allowed.includes(text)) return text;
			const read = asOne(text);
			return allowed.find((one) => typeof one === 'string' && asOne(one) === read) ?? text;
		};
	}
	return CONVERSIONS.get(type) ?? ((value) => value);
}

/** A letter with an accent may be one character or two, and nobody sees spaces around a value. */
function asOne(value: string): string {
	return value.trim().normalize();
}

/** The allowed values of a field, or of the entries of its list, in the declared type. */
export function allowedValues({ allowed_values: allowed, type }: FieldSpec): unknown[] | undefined {
	const convert = CONVERSIONS.get(type.replace(/^array_/, ''));
	return convert === undefined ? allowed : allowed?.map(convert);
}

function listConversion(spec: FieldSpec, entryType: string): Convert {
	const convert = valueConversion(spec, entryType);
	return (value) => {
		if (Array.isArray(value)) return sameOrChanged(value, convert);
		if (typeof value !== 'string') return isEntry(value, entryType) ? [convert(value)] : value;
		// Its decimal comma would split it.
		if (shortenedNumber(value) !== undefined) return [convert(value)];
		return listFrom(value, entryType)?.map(convert) ?? value;
	};
}

/** Converts the entries of a list; returns the list itself if none changes. */
function sameOrChanged(list: unknown[], convert: Convert): unknown[] {
	for (const entry of list) if (convert(entry) !== entry) return list.map(convert);
	return list;
}

/**
 * Whether a value is the only entry of a list: sheets and databases do not deliver a list of one
 * number, date or location as text.
 */
function isEntry(value: unknown, entryType: string): boolean {
	if (entryType === 'json' || typeof scalarIn(value) !== 'object') return true;
	return entryType === 'coordinates' && pairInObject(value) !== undefined;
}

const CONVERSIONS: ReadonlyMap<string, Convert> = new Map<string, Convert>([
	['string', asText],
	['integer', asInteger],
	['float', (value) => asNumber(value, numberIn, isExact)],
	['boolean', asBoolean],
	['url', asLink],
	['coordinates', asCoordinates],
	['json', asJson],
]);

/** The text that the editor shows for a value; dates, n8n's own included, are objects with `toJSON`. */
function asText(value: unknown): unknown {
	switch (typeof value) {
		case 'number':
			return isExact(value) ? String(value) : value;
		case 'boolean':
		case 'bigint':
			return String(value);
		case 'object': {
			const said = scalarIn(value);
			return typeof said === 'string' ? said : value;
		}
		default:
			return value;
	}
}

/** A number that a spreadsheet shortened is a different one, and an ambiguous one may be. */
function asInteger(value: unknown): unknown {
	const isShortened = typeof value === 'string' && shortenedNumber(value) !== undefined;
	const isOther = isShortened || ambiguityIn(value) !== '';
	return isOther ? value : asNumber(value, wholeNumberIn, Number.isSafeInteger);
}

function asNumber(
	value: unknown,
	numberOf: (text: string) => number,
	isAccepted: (number: number) => boolean,
): unknown {
	// Decimal libraries and databases use objects for numbers, which the editor shows as numbers.
	const said = scalarIn(value);
	if (typeof said === 'number') return said;
	if (typeof said !== 'string' && typeof said !== 'bigint') return value;
	const number = numberOf(String(said));
	if (isAccepted(number)) return number;
	// Messages show the number that an object stands for.
	return Number.isNaN(number) ? value : said;
}

/** Databases without booleans, MySQL and SQLite among them, deliver 1 and 0; Postgres exports t and f. */
function asBoolean(given: unknown): unknown {
	const value = bitIn(scalarIn(given));
	const isText = typeof value === 'string' || typeof value === 'bigint';
	const word = isText ? String(value).trim().toLowerCase() : undefined;
	if (word === 'true' || word === 't') return true;
	if (word === 'false' || word === 'f') return false;
	const number = word === undefined ? value : wholeNumberIn(word);
	if (number === 1 || number === 0) return number === 1;
	return (typeof value === 'string' ? booleanOfWord(value.trim()) : undefined) ?? given;
}

/** MySQL delivers a BIT(1) column as one byte, which saved data contains in its JSON form. */
function bitIn(value: unknown): unknown {
	if (!isRecord(value)) return value;
	const bytes = value.type === 'Buffer' ? value.data : value;
	const isList = bytes instanceof Uint8Array || Array.isArray(bytes);
	return isList && bytes.length === 1 ? (bytes[0] as unknown) : value;
}

/** Accepts objects with latitude and longitude, their JSON text, and numbers in any usual spelling. */
function asCoordinates(value: unknown): unknown {
	if (typeof value !== 'string') return pairInObject(value) ?? value;
	const object = value.includes('{') ? jsonInCell(value) : undefined;
	return pairInObject(object) ?? pairIn(value);
}

const NUMERIC = ['number', 'string', 'bigint'];

function pairInObject(value: unknown): string | undefined {
	if (!isRecord(value)) return undefined;
	const numbers = (pairOfGeoJson(value) ?? namedPair(value)).map(scalarIn);
	if (numbers.some((number) => !NUMERIC.includes(typeof number))) return undefined;
	const pair = pairIn(numbers.join(','));
	return COORDINATES.test(pair) ? pair : undefined;
}

/** GeoJSON, as PostGIS and MongoDB deliver it, puts the longitude first. */
function pairOfGeoJson({ type, coordinates }: Record<string, unknown>): unknown[] | undefined {
	if (type !== 'Point' || !Array.isArray(coordinates)) return undefined;
	const [longitude, latitude] = coordinates as unknown[];
	return [latitude, longitude];
}

function namedPair(value: Record<string, unknown>): unknown[] {
	const { lat, latitude = lat, lng, long = lng, lon = long, longitude = lon } = value;
	return [latitude, longitude];
}

function pairIn(text: string): string {
	const plain = text.trim().replace(MINUS_SIGN, '-');
	const [latitude, ...others] = plain.split(',');
	const trimmed =
		others.length === 0 ? plain : `${latitude.trimEnd()},${others.join(',').trimStart()}`;
	if (COORDINATES.test(trimmed)) return trimmed;
	const numbers = trimmed.split(',').map(numberIn);
	return numbers.length === 2 && numbers.every(Number.isFinite)
		? numbers.map(withoutExponent).join(',')
		: trimmed;
}

function withoutExponent(number: number): string {
	return number.toFixed(10).replace(/\.?0+$/, '');
}

const LINK_BEGIN = /^(?:https?:\/\/|www\.)/i;

/** Toloka accepts the beginning of a link in lower case only. A `URL` is an object. */
function asLink(value: unknown): unknown {
	const said = typeof value === 'string' ? value : scalarIn(value);
	if (typeof said !== 'string') return value;
	const link = said.trim().replace(LINK_BEGIN, (begin) => begin.toLowerCase());
	return typeof value === 'string' || LINK_BEGIN.test(link) ? link : value;
}

/** Returns objects and lists; other JSON is sent as text, which the value may already be. */
function asJson(value: unknown): unknown {
	if (typeof value === 'boolean' || value === null) return JSON.stringify(value);
	if (typeof value === 'number' && isExact(value)) return JSON.stringify(value);
	if (typeof value !== 'string') {
		const written = writtenOut(value);
		return typeof written === 'string' ? JSON.stringify(written) : value;
	}
	const text = jsonText(value);
	if (!/^[[{]/.test(text)) return text;
	const parsed = jsonInCell(text);
	return parsed === undefined || jsonFlaw(parsed) !== undefined ? value : parsed;
}
