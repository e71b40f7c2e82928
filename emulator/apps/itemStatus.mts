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
		case 'canceled':
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

/** Whether the item has answers, once it is finished. */
export function isLabeled(item: Item): boolean {
	return item.outcome === 'COMPLETED' && item.phase !== 'canceled';
}

/** The finish time that lists show; null = unfinished there, or without a date. */
export function finishedAsListed(item: Item, nowUs: Microseconds): Microseconds | null {
	return isFinished(item, nowUs) && !isLate(item, nowUs) && !item.undated ? item.finishedUs : null;
}

/** The status in lists, where a late row is still unfinished. */
export function statusAsListed(item: Item, nowUs: Microseconds): ItemStatus {
	const status = itemStatus(item, nowUs);
	return item.phase === 'running' && isFinished(item, nowUs) && isLate(item, nowUs)
		? 'PROCESSING'
		: status;
}

/** Lists show a late row as finished only from `visibleUs` on. */
function isLate(item: Item, nowUs: Microseconds): boolean {
	return item.visibleUs !== null && item.visibleUs > nowUs;
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
