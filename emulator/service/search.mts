import { parseDate } from '../dates.mts';
import type { Switches } from '../steering/switches.mts';
import { doesNotExist, invalidField } from './errors.mts';
import { firstNot, type Compare } from './sortedIndex.mts';

export type Query = Readonly<Record<string, string>>;

/** A value that lists can be filtered and sorted by; absent values match no range. */
export type Key = string | number | null;

export interface Range {
	gt?: Key;
	gte?: Key;
	lt?: Key;
	lte?: Key;
}

export interface SortKey {
	field: string;
	descending: boolean;
}

interface PageLimits {
	initial: number;
	max: number;
}

/** How to read one field of a list from an entry and from the query. */
interface ListField<T> {
	read(entry: T): Key;
	/** Numeric ids compare as numbers, others as text. */
	kind: Kind;
	/** Every value that the field can have; others are refused as filters. */
	known?: readonly string[];
}

type Kind = 'text' | 'id' | 'date' | 'number';

export interface ListSpec<T> {
	fields: Readonly<Record<string, ListField<T>>>;
	sortable: readonly string[];
	ranges: readonly string[];
	/** Query parameters that must equal a field's value. */
	exact: readonly string[];
	limits: PageLimits;
	defaultSort: string;
	/** The entries are in ascending order of id: a page by id needs no sorting. */
	ascendsById?: boolean;
}

const ID_DIGITS = 20;
const RANGE_SUFFIXES = ['gt', 'gte', 'lt', 'lte'] as const;

/** Query parameters of a list: filters, ranges with four suffixes each, sort, limit, `others`. */
export function listParameters(
	spec: Pick<ListSpec<never>, 'ranges' | 'exact'>,
	...others: string[]
): string[] {
	const ranges = spec.ranges.flatMap((field) => RANGE_SUFFIXES.map((end) => `${field}_${end}`));
	return [...spec.exact, ...ranges, 'sort', 'limit', ...others];
}

/**
 * A limit above the maximum is refused or clamped: no source says which (toloka-api §12, row 2).
 */
export function readLimit(query: Query, limits: PageLimits, switches: Readonly<Switches>): number {
	const text = query.limit;
	if (text === undefined) {
		return Math.min(limits.initial, limits.max);
	}
	if (!/^-?\d+$/.test(text)) {
		throw invalidField('limit', 'INTEGER_EXPECTED');
	}
	const limit = Number(text);
	if (limit < 1) {
		throw invalidField('limit', 'VALUE_LESS_THAN_MIN', [1]);
	}
	if (limit > limits.max && switches.limitAboveMax === 'reject') {
		throw invalidField('limit', 'VALUE_GREATER_THAN_MAX', [limits.max]);
	}
	return Math.min(limit, limits.max);
}

/** Parses `sort=a,-b` (toloka-api §2.3). */
export function readSort(query: Query, sortable: readonly string[], initial: string): SortKey[] {
	return (query.sort ?? initial).split(',').map((part) => {
		const descending = part.startsWith('-');
		const field = descending ? part.slice(1) : part;
		if (!sortable.includes(field)) {
			throw invalidField('sort', 'UNKNOWN_ENUM_VALUE', [...sortable]);
		}
		return { field, descending };
	});
}

export function readRange(query: Query, field: string, kind: Kind): Range {
	const range: Range = {};
	for (const end of RANGE_SUFFIXES) {
		const text = query[`${field}_${end}`];
		if (text !== undefined) {
			range[end] = readKey(`${field}_${end}`, text, kind);
		}
	}
	return range;
}

export function inRange(value: Key, range: Range): boolean {
	if (range.gt !== undefined && !(compareKeys(value, range.gt) > 0)) return false;
	if (range.gte !== undefined && !(compareKeys(value, range.gte) >= 0)) return false;
	if (range.lt !== undefined && !(compareKeys(value, range.lt) < 0)) return false;
	return range.lte === undefined || compareKeys(value, range.lte) <= 0;
}

/** Returns NaN, which matches no range, if a value is absent; texts compare by `<`. */
export function compareKeys(left: Key, right: Key | undefined): number {
	if (left === null || right === null || right === undefined) {
		return NaN;
	}
	return left < right ? -1 : left > right ? 1 : 0;
}

/** Returns one page of a list that is small enough to filter and sort per request. */
export function searchPage<T extends { id: string }>(
	entries: readonly T[],
	spec: ListSpec<T>,
	query: Query,
	switches: Readonly<Switches>,
): { entries: T[]; hasMore: boolean } {
	const limit = readLimit(query, spec.limits, switches);
	const sort = readSort(query, spec.sortable, spec.defaultSort);
	const accepts = filterOf(spec, query);
	if (spec.ascendsById === true && sort[0]?.field === 'id' && query.after_id === undefined) {
		return pageById(entries, readRange(query, 'id', 'text'), accepts, sort[0].descending, limit);
	}
	const compare = comparator(spec, sort);
	const after = query.after_id === undefined ? undefined : findAfter(entries, query.after_id);
	const matching = entries
		.filter((entry) => accepts(entry) && (after === undefined || compare(entry, after) > 0))
		.sort(compare);
	return { entries: matching.slice(0, limit), hasMore: matching.length > limit };
}

/** Reads only the entries between the bounds, and only until the page is full. */
function pageById<T extends { id: string }>(
	entries: readonly T[],
	range: Range,
	accepts: (entry: T) => boolean,
	descending: boolean,
	limit: number,
): { entries: T[]; hasMore: boolean } {
	const from = firstNot(entries, ({ id }) => !inRange(id, { gt: range.gt, gte: range.gte }));
	const to = firstNot(entries, ({ id }) => inRange(id, { lt: range.lt, lte: range.lte }));
	const page: T[] = [];
	for (let offset = 0; offset < to - from && page.length <= limit; offset += 1) {
		const entry = entries[descending ? to - 1 - offset : from + offset] as T;
		if (accepts(entry)) page.push(entry);
	}
	return { entries: page.slice(0, limit), hasMore: page.length > limit };
}

function filterOf<T>(spec: ListSpec<T>, query: Query): (entry: T) => boolean {
	const ranges = spec.ranges.map((name) => {
		const field = fieldOf(spec, name);
		return { field, range: readRange(query, name, field.kind) };
	});
	const exact = spec.exact
		.filter((name) => query[name] !== undefined)
		.map((name) => {
			const field = fieldOf(spec, name);
			const text = query[name] as string;
			if (field.known?.includes(text) === false) {
				throw invalidField(name, 'UNKNOWN_ENUM_VALUE', [...field.known]);
			}
			return { field, value: readKey(name, text, field.kind) };
		});
	return (entry) =>
		exact.every(({ field, value }) => field.read(entry) === value) &&
		ranges.every(({ field, range }) => inRange(field.read(entry), range));
}

function comparator<T extends { id: string }>(spec: ListSpec<T>, keys: SortKey[]): Compare<T> {
	const fields = keys.map((key) => ({
		...fieldOf(spec, key.field),
		sign: key.descending ? -1 : 1,
	}));
	return (left, right) => {
		for (const { read, sign } of fields) {
			const order = compareNullable(read(left), read(right));
			if (order !== 0) return sign * order;
		}
		return compareNullable(left.id, right.id);
	};
}

function compareNullable(left: Key, right: Key): number {
	if (left === null || right === null) {
		return Number(left !== null) - Number(right !== null);
	}
	return compareKeys(left, right);
}

function fieldOf<T>(spec: ListSpec<T>, name: string): ListField<T> {
	const field = spec.fields[name];
	if (field === undefined) {
		throw new RangeError(`The list has no field "${name}"`);
	}
	return field.kind === 'id'
		? { ...field, read: (entry) => orderedId(String(field.read(entry))) }
		: field;
}

/** Pads numeric ids so that they compare as text as they do as numbers. */
function orderedId(id: string): string {
	return /^\d+$/.test(id) ? id.padStart(ID_DIGITS, '0') : id;
}

function findAfter<T extends { id: string }>(entries: readonly T[], id: string): T {
	const after = entries.find((entry) => entry.id === id);
	if (after === undefined) {
		throw doesNotExist();
	}
	return after;
}

function readKey(name: string, text: string, kind: Kind): Key {
	if (kind === 'text' || kind === 'id') {
		return kind === 'id' ? orderedId(text) : text;
	}
	const value = kind === 'date' ? parseDate(text) : Number(text);
	if (value === null || Number.isNaN(value)) {
		throw invalidField(name, kind === 'date' ? 'INVALID_DATE_TIME_SYNTAX' : 'FLOAT_EXPECTED');
	}
	return value;
}
