import type { Microseconds } from '../dates.mts';
import type { JsonObject } from '../json.mts';
import { inappropriateStatus, type FieldErrors } from '../service/errors.mts';
import type { World } from '../world.mts';
import type { AppProject, Batch, Item } from './entities.mts';
import { createItems } from './itemCreation.mts';
import { ItemCollection } from './itemCollection.mts';
import { isFinished } from './itemStatus.mts';
import { scheduleLabelling } from './labelling.mts';

/** Wire statuses the emulator produces, of those in toloka-api §5.8. */
export type BatchStatus = 'NEW' | 'PROCESSING' | 'COMPLETED' | 'STOPPED' | 'ARCHIVE';

export function batchStatus(batch: Batch, nowUs: Microseconds): BatchStatus {
	switch (batch.phase) {
		case 'new':
			return 'NEW';
		case 'stopped':
			return 'STOPPED';
		case 'archived':
			return 'ARCHIVE';
		case 'running':
			return batchFinishedUs(batch, nowUs) === null ? 'PROCESSING' : 'COMPLETED';
	}
}

/** When the last item was finished; null while any is open. */
export function batchFinishedUs(batch: Batch, nowUs: Microseconds): Microseconds | null {
	const finished = batch.items.ordered('finished');
	if (finished.length < batch.items.size || batch.startedUs === null) {
		return null;
	}
	const last = finished.at(-1);
	if (last === undefined) {
		return batch.startedUs;
	}
	return isFinished(last, nowUs) ? last.finishedUs : null;
}

export function newBatch(
	world: World,
	project: AppProject,
	name: string,
	priorityOrder: string,
): Batch {
	const batch: Batch = {
		id: world.ids.base62(20),
		projectId: project.id,
		name,
		priorityOrder,
		phase: 'new',
		phaseBeforeArchive: 'new',
		createdUs: world.nowUs(),
		startedUs: null,
		items: new ItemCollection(),
		lastImport: null,
	};
	project.batches.set(batch.id, batch);
	return batch;
}

export interface Import {
	inputs: readonly JsonObject[];
	invalidCount: number;
	errors: FieldErrors;
	forceNewOriginal: boolean;
}

/** Adds items to a batch and remembers what was skipped (`last_items_import`). */
export function importItems(
	world: World,
	project: AppProject,
	batch: Batch,
	{ inputs, invalidCount, errors, forceNewOriginal }: Import,
): Item[] {
	const items = createItems(world, project, batch, inputs, forceNewOriginal);
	batch.lastImport = {
		id: world.ids.base62(20),
		records: inputs.length + invalidCount,
		skipped: invalidCount,
		errors,
	};
	return items;
}

/** Uploads into a batch that is over, or archived, are refused. */
export function requireOpenBatch(batch: Batch, nowUs: Microseconds): void {
	requireStatus(batch, nowUs, ['NEW', 'PROCESSING', 'STOPPED']);
}

export function startBatch(world: World, project: AppProject, batch: Batch): void {
	if (project.status !== 'READY') {
		throw inappropriateStatus('PROJECT_INAPPROPRIATE_STATUS', ['READY']);
	}
	requireStatus(batch, world.nowUs(), ['NEW']);
	batch.startedUs = world.nowUs();
	run(world, project, batch, 'waiting');
}

export function stopBatch(world: World, project: AppProject, batch: Batch): void {
	const nowUs = world.nowUs();
	requireStatus(batch, nowUs, ['PROCESSING']);
	batch.phase = 'stopped';
	for (const item of batch.items.all()) {
		if (!isFinished(item, nowUs)) {
			item.phase = 'stopped';
			item.finishedUs = null;
			item.visibleUs = null;
		}
	}
	reschedule(project, batch);
}

export function resumeBatch(world: World, project: AppProject, batch: Batch): void {
	requireStatus(batch, world.nowUs(), ['STOPPED']);
	run(world, project, batch, 'stopped');
}

export function archiveBatch(world: World, _project: AppProject, batch: Batch): void {
	requireStatus(batch, world.nowUs(), ['NEW', 'COMPLETED', 'STOPPED']);
	batch.phaseBeforeArchive = batch.phase;
	batch.phase = 'archived';
}

export function unarchiveBatch(world: World, _project: AppProject, batch: Batch): void {
	requireStatus(batch, world.nowUs(), ['ARCHIVE']);
	batch.phase = batch.phaseBeforeArchive;
}

function run(world: World, project: AppProject, batch: Batch, from: Item['phase']): void {
	batch.phase = 'running';
	for (const item of batch.items.all()) {
		if (item.phase === from) {
			scheduleLabelling(world, project, item);
		}
	}
	reschedule(project, batch);
}

function reschedule(project: AppProject, batch: Batch): void {
	batch.items.reschedule();
	project.items.reschedule();
}

function requireStatus(batch: Batch, nowUs: Microseconds, appropriate: BatchStatus[]): void {
	if (!appropriate.includes(batchStatus(batch, nowUs))) {
		throw inappropriateStatus('INAPPROPRIATE_STATUS', appropriate);
	}
}
