import type { Microseconds } from '../dates.mts';
import type { Item } from './entities.mts';

/** Wire statuses of an item (toloka-api §5.5). */
export const ITEM_STATUSES = [
	'NEW',
	'PROCESSING',
	'COMPLETED',
	'ERROR',
	'CANCELLED',
	'STOPPED',
	'NO_MONEY',
	'ARCHIVE',
] as const;

export type ItemStatus = (typeof ITEM_STATUSES)[number];

export function itemStatus(item: Item, nowUs: Microseconds): ItemStatus {
	switch (item.phase) {
		case 'waiting':
			return 'NEW';
		case 'stopped':
			return 'STOPPED';
		case 'cancelled':
			return 'CANCELLED';
		case 'noMoney':
			return 'NO_MONEY';
		case 'archived':
			return 'ARCHIVE';
		case 'running':
			return isFinished(item, nowUs) ? item.outcome : runningStatus(item, nowUs);
	}
}

export function isFinished(item: Item, nowUs: Microseconds): boolean {
	return item.finishedUs !== null && item.finishedUs <= nowUs;
}

/** When the list shows the item as finished: a late row is seen later than it was finished. */
export function finishedAsListed(item: Item, nowUs: Microseconds): Microseconds | null {
	const visibleUs = item.visibleUs ?? item.finishedUs;
	return visibleUs !== null && visibleUs <= nowUs && isFinished(item, nowUs)
		? item.finishedUs
		: null;
}

/** The status a list shows: a late row still looks unfinished there. */
export function statusAsListed(item: Item, nowUs: Microseconds): ItemStatus {
	const status = itemStatus(item, nowUs);
	const hidden = isFinished(item, nowUs) && finishedAsListed(item, nowUs) === null;
	return hidden && item.phase === 'running' ? 'PROCESSING' : status;
}

export function countByStatus(
	items: Iterable<Item>,
	nowUs: Microseconds,
): Record<ItemStatus, number> {
	const counts = Object.fromEntries(ITEM_STATUSES.map((status) => [status, 0]));
	for (const item of items) {
		const status = itemStatus(item, nowUs);
		counts[status] = (counts[status] ?? 0) + 1;
	}
	return counts as Record<ItemStatus, number>;
}

function runningStatus(item: Item, nowUs: Microseconds): ItemStatus {
	return item.startedUs !== null && item.startedUs <= nowUs ? 'PROCESSING' : 'NEW';
}
