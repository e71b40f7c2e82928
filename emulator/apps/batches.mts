import { US_PER_MS } from '../dates.mts';
import type { JsonObject } from '../json.mts';
import { inappropriateStatus, type FieldErrors } from '../service/errors.mts';
import type { World } from '../world.mts';
import { enqueue, noteQueueChange } from './batchQueue.mts';
import { BATCH_STATUSES, requireStatus, type BatchStatus } from './batchStatus.mts';
import type { AppProject, Batch, Item, Priority } from './entities.mts';
import { createItems } from './itemCreation.mts';
import { ItemCollection } from './itemCollection.mts';
import { itemStatus } from './itemStatus.mts';

/** Uploads into a batch that is done or archived are refused. */
const UPLOAD_STATUSES: readonly BatchStatus[] = [
	'NEW',
	'LOADING',
	'QUEUED',
	'PROCESSING',
	'STOPPING',
	'STOPPED',
	'NO_MONEY',
];

/** "Not in the PROCESSING status" (the official Apps API reference). */
const ARCHIVABLE_STATUSES = BATCH_STATUSES.filter(
	(status) => status !== 'PROCESSING' && status !== 'ARCHIVE',
);

export function newBatch(
	world: World,
	project: AppProject,
	name: string,
	priorityOrder: Priority,
): Batch {
	const batch: Batch = {
		id: world.ids.base62(20),
		projectId: project.id,
		name,
		priorityOrder,
		phase: 'new',
		phaseBeforeArchive: 'new',
		createdUs: world.nowUs(),
		loadedUs: world.nowUs(),
		queuedUs: null,
		startedUs: null,
		items: new ItemCollection(),
		lastImport: null,
	};
	project.batches.set(batch.id, batch);
	return batch;
}

interface Import {
	inputs: readonly JsonObject[];
	invalidCount: number;
	errors: FieldErrors;
	forceNewOriginal: boolean;
}

/** Adds items to a batch and records what was skipped (`last_items_import`). */
export function importItems(
	world: World,
	project: AppProject,
	batch: Batch,
	{ inputs, invalidCount, errors, forceNewOriginal }: Import,
): Item[] {
	const items = createItems(world, project, batch, inputs, forceNewOriginal);
	batch.loadedUs = world.nowUs() + world.switches.get().batchLoadingMs * US_PER_MS;
	batch.lastImport = {
		id: world.ids.base62(20),
		records: inputs.length + invalidCount,
		skipped: invalidCount,
		errors,
	};
	return items;
}

export function requireOpenBatch(world: World, batch: Batch): void {
	requireStatus(batch, world.nowUs(), UPLOAD_STATUSES);
}

export function startBatch(world: World, project: AppProject, batch: Batch): void {
	requireReady(project);
	requireStatus(batch, world.nowUs(), ['NEW']);
	enqueue(world, project, batch);
}

/** Items that people have begun are still labeled and charged (toloka-api §P7). */
export function stopBatch(world: World, project: AppProject, batch: Batch): void {
	const nowUs = world.nowUs();
	requireStatus(batch, nowUs, ['PROCESSING']);
	batch.phase = 'stopped';
	for (const item of batch.items.all()) {
		if (itemStatus(item, nowUs) === 'NEW') {
			item.phase = 'stopped';
			item.startedUs = null;
			item.finishedUs = null;
			item.visibleUs = null;
		}
	}
	reschedule(project, batch);
	noteQueueChange(world, project);
}

export function resumeBatch(world: World, project: AppProject, batch: Batch): void {
	requireReady(project);
	requireStatus(batch, world.nowUs(), ['STOPPING', 'STOPPED']);
	enqueue(world, project, batch);
}

/** The batch and its items get the archived status; nothing is lost (toloka-api §P7). */
export function archiveBatch(world: World, project: AppProject, batch: Batch): void {
	requireStatus(batch, world.nowUs(), ARCHIVABLE_STATUSES);
	batch.phaseBeforeArchive = batch.phase;
	batch.phase = 'archived';
	project.queue.delete(batch);
	for (const item of batch.items.all()) {
		item.phaseBeforeArchive = item.phase;
		item.phase = 'archived';
	}
	noteQueueChange(world, project);
}

export function unarchiveBatch(world: World, project: AppProject, batch: Batch): void {
	requireStatus(batch, world.nowUs(), ['ARCHIVE']);
	batch.phase = batch.phaseBeforeArchive;
	for (const item of batch.items.all()) {
		item.phase = item.phaseBeforeArchive;
	}
	if (batch.phase === 'queued') {
		project.queue.add(batch);
	}
	noteQueueChange(world, project);
}

export function setPriority(
	world: World,
	project: AppProject,
	batch: Batch,
	priority: Priority,
): void {
	batch.priorityOrder = priority;
	noteQueueChange(world, project);
}

/** Labeling starts only in ready projects (toloka-api §P7). */
export function requireReady(project: AppProject): void {
	if (project.status !== 'READY') {
		throw inappropriateStatus('PROJECT_INAPPROPRIATE_STATUS', ['READY']);
	}
}

function reschedule(project: AppProject, batch: Batch): void {
	batch.items.reschedule();
	project.items.reschedule();
}
