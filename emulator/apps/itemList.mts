import { US_PER_MS, type Microseconds } from '../dates.mts';
import { doesNotExist, invalidField } from '../service/errors.mts';
import {
	compareKeys,
	inRange,
	readLimit,
	readRange,
	readSort,
	type Key,
	type Query,
	type Range,
	type SortKey,
} from '../service/search.mts';
import { firstNot, type Compare } from '../service/sortedIndex.mts';
import type { Switches } from '../steering/switches.mts';
import type { AppProject, Item } from './entities.mts';
import { byCreated, byFinished, byId, ItemCollection, type ItemOrder } from './itemCollection.mts';
import { finishedAsListed, ITEM_STATUSES, statusAsListed } from './itemStatus.mts';

const LIMITS = { initial: 100, max: 1000 };
const SORTABLE = ['created', 'id', 'finished', 'status'];
const ORDERS: Readonly<Record<ItemOrder, Compare<Item>>> = {
	finished: byFinished,
	created: byCreated,
	id: byId,
};

interface ItemQuery {
	limit: number;
	sort: SortKey[];
	after: Item | null;
	status: string | undefined;
	id: Range;
	created: Range;
	finished: Range;
	nowUs: Microseconds;
	switches: Readonly<Switches>;
}

interface ItemPage {
	items: Item[];
	hasMore: boolean;
}

/** `GET /app-projects/{id}/items` (toloka-api §5.6, §10); `after_id` is exclusive. */
export function listItems(
	project: AppProject,
	collection: ItemCollection,
	query: Query,
	nowUs: Microseconds,
	switches: Readonly<Switches>,
): ItemPage {
	const wanted = readItemQuery(project, query, nowUs, switches);
	const order = singleOrder(wanted);
	const items =
		order === null
			? sortedItems(collection, wanted)
			: walk(collection.ordered(order), order, wanted);
	return { items: items.slice(0, wanted.limit), hasMore: items.length > wanted.limit };
}

function readItemQuery(
	project: AppProject,
	query: Query,
	nowUs: Microseconds,
	switches: Readonly<Switches>,
): ItemQuery {
	if (query.status !== undefined && !ITEM_STATUSES.some((known) => known === query.status)) {
		throw invalidField('status', 'UNKNOWN_ENUM_VALUE', [...ITEM_STATUSES]);
	}
	refuseCombination(query, switches);
	const wanted: ItemQuery = {
		limit: readLimit(query, LIMITS, switches),
		sort: readSort(query, SORTABLE, 'id'),
		after: null,
		status: query.status,
		id: readRange(query, 'id', 'text'),
		created: dateRange(query, 'created', switches),
		finished: dateRange(query, 'finished', switches),
		nowUs,
		switches,
	};
	if (query.after_id !== undefined) {
		wanted.after = findAfter(project, query.after_id, wanted);
	}
	return wanted;
}

/** No source says that a range and a cursor can be combined (toloka-api §12, row 8). */
function refuseCombination(query: Query, switches: Readonly<Switches>): void {
	const range = Object.keys(query).find((name) => name.startsWith('finished_'));
	if (
		switches.finishedWithAfterId === 'reject' &&
		query.after_id !== undefined &&
		range !== undefined
	) {
		throw invalidField(range, 'VALUE_NOT_ALLOWED');
	}
}

function dateRange(query: Query, field: string, switches: Readonly<Switches>): Range {
	const range = readRange(query, field, 'date');
	if (switches.dateFilterPrecision === 'microseconds') {
		return range;
	}
	const cut = (key: Key): Key => Math.floor(Number(key) / US_PER_MS) * US_PER_MS;
	return Object.fromEntries(Object.entries(range).map(([end, key]) => [end, cut(key)]));
}

/** An item outside the order cannot be a cursor: it is refused like an unknown one. */
function findAfter(project: AppProject, id: string, wanted: ItemQuery): Item {
	const item = project.itemsById.get(id);
	if (item !== undefined && hasPosition(item, wanted)) {
		return item;
	}
	throw wanted.switches.unknownAfterIdStatus === 404
		? doesNotExist()
		: invalidField('after_id', 'ENTITY_DOES_NOT_EXIST');
}

function hasPosition(item: Item, wanted: ItemQuery): boolean {
	return !onlyFinished(wanted) || finishedAsListed(item, wanted.nowUs) !== null;
}

/** The kept order for a query; null for several sort keys, by status, or with unfinished items. */
function singleOrder(wanted: ItemQuery): ItemOrder | null {
	const field = wanted.sort.length === 1 ? wanted.sort[0]?.field : undefined;
	if (field === 'finished') {
		return wanted.switches.unfinishedItems === 'none' ? field : null;
	}
	return field === 'created' || field === 'id' ? field : null;
}

/** Returns up to one item more than the limit, read from a position found by binary search. */
function walk(items: readonly Item[], order: ItemOrder, wanted: ItemQuery): Item[] {
	const { after } = wanted;
	const compare = ORDERS[order];
	let [low, high] = bounds(items, order, wanted);
	const found: Item[] = [];
	if (wanted.sort[0]?.descending === true) {
		if (after !== null) {
			high = Math.min(
				high,
				firstNot(items, (item) => compare(item, after) < 0),
			);
		}
		for (let at = high - 1; at >= low && found.length <= wanted.limit; at -= 1) {
			collect(items[at], wanted, found);
		}
		return found;
	}
	if (after !== null) {
		low = Math.max(
			low,
			firstNot(items, (item) => compare(item, after) <= 0),
		);
	}
	for (let at = low; at < high && found.length <= wanted.limit; at += 1) {
		collect(items[at], wanted, found);
	}
	return found;
}

function collect(item: Item | undefined, wanted: ItemQuery, found: Item[]): void {
	if (item !== undefined && matches(item, wanted)) {
		found.push(item);
	}
}

/** The part of the order within the range filters; items finished in the future are excluded. */
function bounds(items: readonly Item[], order: ItemOrder, wanted: ItemQuery): [number, number] {
	const range = wanted[order];
	const from = range.gte ?? range.gt;
	const to = range.lte ?? range.lt;
	const low =
		from === undefined ? 0 : firstNot(items, (item) => compareKeys(keyOf(item, order), from) < 0);
	let high =
		to === undefined
			? items.length
			: firstNot(items, (item) => compareKeys(keyOf(item, order), to) <= 0);
	if (order === 'finished') {
		high = Math.min(
			high,
			firstNot(items, (item) => (item.finishedUs ?? 0) <= wanted.nowUs),
		);
	}
	return [low, high];
}

function keyOf(item: Item, order: ItemOrder): Key {
	switch (order) {
		case 'finished':
			return item.finishedUs;
		case 'created':
			return item.createdUs;
		case 'id':
			return item.id;
	}
}

function matches(item: Item, wanted: ItemQuery): boolean {
	const finishedUs = finishedAsListed(item, wanted.nowUs);
	return (
		(wanted.status === undefined || statusAsListed(item, wanted.nowUs) === wanted.status) &&
		hasPosition(item, wanted) &&
		inRange(item.id, wanted.id) &&
		inRange(item.createdUs, wanted.created) &&
		inRange(finishedUs, wanted.finished)
	);
}

/** By S0, `sort=finished` lists only finished items (toloka-api §12, row 8). */
function onlyFinished(wanted: ItemQuery): boolean {
	return (
		wanted.switches.unfinishedItems === 'none' &&
		wanted.sort.some((key) => key.field === 'finished')
	);
}

function sortedItems(collection: ItemCollection, wanted: ItemQuery): Item[] {
	const compare = comparator(wanted);
	const { after } = wanted;
	return collection
		.all()
		.filter((item) => matches(item, wanted) && (after === null || compare(item, after) > 0))
		.sort(compare);
}

function comparator(wanted: ItemQuery): Compare<Item> {
	return (left, right) => {
		for (const { field, descending } of wanted.sort) {
			const order = compareField(left, right, field, wanted);
			if (order !== 0) return descending ? -order : order;
		}
		return byId(left, right);
	};
}

function compareField(left: Item, right: Item, field: string, wanted: ItemQuery): number {
	switch (field) {
		case 'finished':
			return finishedRank(left, wanted) - finishedRank(right, wanted);
		case 'created':
			return left.createdUs - right.createdUs;
		case 'status':
			return compareKeys(statusAsListed(left, wanted.nowUs), statusAsListed(right, wanted.nowUs));
		default:
			return byId(left, right);
	}
}

function finishedRank(item: Item, wanted: ItemQuery): number {
	const unfinished = wanted.switches.unfinishedItems === 'first' ? 0 : Number.MAX_SAFE_INTEGER;
	return finishedAsListed(item, wanted.nowUs) ?? unfinished;
}
