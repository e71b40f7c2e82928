import type { Microseconds } from '../dates.mts';
import { inappropriateStatus } from '../service/errors.mts';
import type { Batch } from './entities.mts';
import { isFinished } from './itemStatus.mts';

/** Wire statuses of a batch (toloka-api §5.8). */
export const BATCH_STATUSES = [
	'NEW',
	'LOADING',
	'QUEUED',
	'PROCESSING',
	'COMPLETED',
	'ERROR',
	'CANCELLED',
	'NO_MONEY',
	'STOPPING',
	'STOPPED',
	'ARCHIVE',
] as const;

export type BatchStatus = (typeof BATCH_STATUSES)[number];

export function batchStatus(batch: Batch, nowUs: Microseconds): BatchStatus {
	switch (batch.phase) {
		case 'new':
			return batch.loadedUs > nowUs ? 'LOADING' : 'NEW';
		case 'queued':
			return 'QUEUED';
		case 'running':
			return isAtWork(batch, nowUs) ? 'PROCESSING' : statusAtRest(batch);
		case 'stopped':
			return isAtWork(batch, nowUs) ? 'STOPPING' : 'STOPPED';
		case 'archived':
			return 'ARCHIVE';
	}
}

/** When the last item was finished; null while items are open or unpaid, or before the start. */
export function batchFinishedUs(batch: Batch, nowUs: Microseconds): Microseconds | null {
	if (batch.phase !== 'running' || batch.startedUs === null || isAtWork(batch, nowUs)) {
		return null;
	}
	return statusAtRest(batch) === 'NO_MONEY' ? null : lastFinishUs(batch);
}

/** When work on a running batch ends; null = unknown, since people label it on the page. */
export function restsFromUs(batch: Batch): Microseconds | null {
	const open = !allScheduled(batch) && batch.items.all().some(isOpenEnded);
	return open ? null : lastFinishUs(batch);
}

export function requireStatus(
	batch: Batch,
	nowUs: Microseconds,
	appropriate: readonly BatchStatus[],
): void {
	if (!appropriate.includes(batchStatus(batch, nowUs))) {
		throw inappropriateStatus('INAPPROPRIATE_STATUS', appropriate);
	}
}

function isAtWork(batch: Batch, nowUs: Microseconds): boolean {
	const last = batch.items.ordered('finished').at(-1);
	if (last !== undefined && last.phase === 'running' && !isFinished(last, nowUs)) {
		return true;
	}
	return (
		!allScheduled(batch) &&
		batch.items.all().some((item) => item.phase === 'running' && !isFinished(item, nowUs))
	);
}

function isOpenEnded(item: { phase: string; finishedUs: Microseconds | null }): boolean {
	return item.phase === 'running' && item.finishedUs === null;
}

function allScheduled(batch: Batch): boolean {
	return batch.items.ordered('finished').length === batch.items.size;
}

function lastFinishUs(batch: Batch): Microseconds {
	return batch.items.ordered('finished').at(-1)?.finishedUs ?? batch.startedUs ?? 0;
}

/** "Calculated based on the states of items comprising it" (the official Apps API reference). */
function statusAtRest(batch: Batch): BatchStatus {
	const items = batch.items.all();
	if (!allScheduled(batch) && items.some(({ phase }) => phase === 'noMoney')) {
		return 'NO_MONEY';
	}
	const every = (outcome: 'ERROR' | 'CANCELLED'): boolean =>
		items.length > 0 &&
		items.every((item) => (item.phase === 'canceled' ? 'CANCELLED' : item.outcome) === outcome);
	return every('CANCELLED') ? 'CANCELLED' : every('ERROR') ? 'ERROR' : 'COMPLETED';
}
