import type { JsonObject } from '../json.mts';
import type { World } from '../world.mts';
import { batchStatus, type BatchStatus } from './batchStatus.mts';
import type { AppProject } from './entities.mts';
import { found } from '../service/errors.mts';
import { isFinished, isLabeled, itemStatus, type ItemStatus } from './itemStatus.mts';
import { itemOutput } from './wire.mts';

/** The real state, whatever lists or responses show. */
export interface TruthItem {
	id: string;
	batchId: string | null;
	status: ItemStatus;
	sent: JsonObject;
	/** Returned as `input_data`; see the switch `normalizeInput`. */
	input: JsonObject;
	/** Answers of a finished item. */
	output: JsonObject | null;
	/** Microseconds. */
	createdUs: number;
	finishedUs: number | null;
	/** Whether it is finished by the clock, visible in lists or not. */
	finished: boolean;
}

export interface TruthBatch {
	id: string;
	name: string;
	status: BatchStatus;
	itemIds: string[];
}

/** In order of creation. */
export function truthItems(world: World, projectId: string): TruthItem[] {
	const project = settled(world, projectId);
	const nowUs = world.nowUs();
	return project.items.all().map((item) => {
		const finished = isFinished(item, nowUs);
		return {
			id: item.id,
			batchId: item.batchId,
			status: itemStatus(item, nowUs),
			sent: item.sent,
			input: item.input,
			output: finished && isLabeled(item) ? itemOutput(project, item) : null,
			createdUs: item.createdUs,
			finishedUs: item.finishedUs,
			finished,
		};
	});
}

export function truthBatches(world: World, projectId: string): TruthBatch[] {
	const project = settled(world, projectId);
	return [...project.batches.values()].map((batch) => ({
		id: batch.id,
		name: batch.name,
		status: batchStatus(batch, world.nowUs()),
		itemIds: batch.items.all().map((item) => item.id),
	}));
}

function settled(world: World, projectId: string): AppProject {
	world.settle();
	return found(world.appProjects.get(projectId));
}
