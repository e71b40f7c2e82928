import type { Microseconds } from '../dates.mts';
import type { World } from '../world.mts';
import { batchStatus, restsFromUs } from './batchStatus.mts';
import { PRIORITIES, type AppProject, type Batch } from './entities.mts';
import { longestLabelingUs } from './labeling.mts';
import { startsWhilePaid } from './paying.mts';

/**
 * Batches of one project are labeled by priority, then the smaller first (toloka-api §P7). A batch
 * waits while an earlier one is being labeled; once at work, it is never put back. Starts are
 * carried out at the next read of the world, with the times at which they were due.
 */
export function settleQueue(world: World, project: AppProject): void {
	if (project.status !== 'READY') {
		return;
	}
	for (let [next] = inOrder(project); next !== undefined; [next] = inOrder(project)) {
		const fromUs = dueUs(world, project, next);
		if (fromUs === null || fromUs > world.nowUs()) {
			return;
		}
		startItems(world, project, next, fromUs);
	}
}

/** Adds a batch to the queue; it starts at once if no other batch comes first. */
export function enqueue(world: World, project: AppProject, batch: Batch): void {
	project.queue.add(batch);
	batch.phase = 'queued';
	batch.queuedUs = world.nowUs();
	settleQueue(world, project);
}

/** Call after a change, other than of the clock, to the order of batches or to those at work. */
export function noteQueueChange(world: World, project: AppProject): void {
	project.queueSinceUs = world.nowUs();
	settleQueue(world, project);
}

/** When a project's batches are expected to start and to be completed. */
export interface Forecast {
	/** By batch id; queued batches only. */
	startsUs: Map<string, Microseconds>;
	/** By batch id; queued batches and batches at work. */
	endsUs: Map<string, Microseconds>;
}

export function forecast(world: World, project: AppProject): Forecast {
	const nowUs = world.nowUs();
	const lengthUs = longestLabelingUs(world, project);
	const expected: Forecast = { startsUs: new Map(), endsUs: new Map() };
	for (const batch of project.batches.values()) {
		if (batchStatus(batch, nowUs) === 'PROCESSING') {
			expected.endsUs.set(batch.id, Math.max(restsFromUs(batch) ?? nowUs + lengthUs, nowUs));
		}
	}
	for (const batch of inOrder(project)) {
		const blockers = [...expected.endsUs].filter(([id]) => {
			const other = project.batches.get(id);
			return other !== undefined && compareRank(other, batch) <= 0;
		});
		const startUs = Math.max(nowUs, ...blockers.map(([, endUs]) => endUs));
		expected.startsUs.set(batch.id, startUs);
		expected.endsUs.set(batch.id, startUs + lengthUs);
	}
	return expected;
}

function startItems(world: World, project: AppProject, batch: Batch, fromUs: Microseconds): void {
	project.queue.delete(batch);
	batch.phase = 'running';
	batch.startedUs ??= fromUs;
	const start = startsWhilePaid(world, project, batch.items.size);
	for (const item of batch.items.all()) {
		if (item.phase === 'waiting' || item.phase === 'stopped') {
			start(item, fromUs);
		}
	}
	batch.items.reschedule();
	project.items.reschedule();
}

/** When the batch may start; null = unknown, since it is unknown when earlier batches end. */
function dueUs(world: World, project: AppProject, batch: Batch): Microseconds | null {
	const queues = world.switches.get().batchQueue;
	let fromUs = Math.max(batch.queuedUs ?? 0, project.queueSinceUs);
	for (const other of project.batches.values()) {
		if (queues && other.phase === 'running' && compareRank(other, batch) <= 0) {
			const restUs = restsFromUs(other);
			if (restUs === null) {
				return null;
			}
			fromUs = Math.max(fromUs, restUs);
		}
	}
	return fromUs;
}

function inOrder(project: AppProject): Batch[] {
	return [...project.queue].sort(compareRank);
}

function compareRank(left: Batch, right: Batch): number {
	return (
		PRIORITIES.indexOf(left.priorityOrder) - PRIORITIES.indexOf(right.priorityOrder) ||
		left.items.size - right.items.size ||
		(left.queuedUs ?? 0) - (right.queuedUs ?? 0)
	);
}
