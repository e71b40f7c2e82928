import type { Microseconds } from '../dates.mts';
import type { JsonObject } from '../json.mts';
import { wireErrors } from '../service/errors.mts';
import type { World } from '../world.mts';
import { forecast, type Forecast } from './batchQueue.mts';
import { batchFinishedUs, batchStatus } from './batchStatus.mts';
import { costOf, processed } from './costs.mts';
import type { AppProject, Batch } from './entities.mts';
import { countByStatus } from './itemStatus.mts';

const CREATED_DIGITS = 3;
const WORK_DIGITS = 6;

/** Formats a batch, in a page or alone; a page makes the forecast once for all its batches. */
export function formatBatch(
	world: World,
	project: AppProject,
	batch: Batch,
	expected = forecast(world, project),
): JsonObject {
	const nowUs = world.nowUs();
	const finishedUs = batchFinishedUs(batch, nowUs);
	const wire: JsonObject = {
		id: batch.id,
		app_project_id: batch.projectId,
		status: batchStatus(batch, nowUs),
		name: batch.name,
		[world.switches.get().itemCountName]: batch.items.size,
		...costs(project, batch, nowUs),
		created_at: world.wireDate(batch.createdUs, CREATED_DIGITS),
		read_only: false,
		validation_errors: wireErrors(batch.lastImport?.errors ?? new Map()),
		last_items_import: formatImport(batch),
		items_per_state: itemsPerState(batch, nowUs),
		current_time: world.wireDate(nowUs, CREATED_DIGITS),
		...formatForecast(world, batch, expected),
		priority_order: batch.priorityOrder,
	};
	if (batch.startedUs !== null) {
		wire.started_at = world.wireDate(batch.startedUs, WORK_DIGITS);
	}
	if (finishedUs !== null) {
		wire.finished_at = world.wireDate(finishedUs, WORK_DIGITS);
	}
	return wire;
}

function costs(project: AppProject, batch: Batch, nowUs: Microseconds): JsonObject {
	const items = batch.items.all();
	const done = processed(items, nowUs);
	return {
		item_price: project.app.itemPrice,
		cost: money(costOf(project, items)),
		cost_of_processed: money(costOf(project, done)),
		items_processed_count: done.length,
	};
}

/** Items of a queued batch count as QUEUED, a status that no item itself has (toloka-api §5.8). */
function itemsPerState(batch: Batch, nowUs: Microseconds): JsonObject {
	const { NEW, ...others } = countByStatus(batch.items.all(), nowUs);
	const isQueued = batch.phase === 'queued';
	return { NEW: isQueued ? 0 : NEW, QUEUED: isQueued ? NEW : 0, ...others };
}

function formatForecast(world: World, batch: Batch, expected: Forecast): JsonObject {
	const write = (time: Microseconds | undefined): string | null =>
		time === undefined ? null : world.wireDate(time, CREATED_DIGITS);
	const ends = [...expected.endsUs.values()];
	return {
		etd: write(expected.startsUs.get(batch.id)),
		eta: write(expected.endsUs.get(batch.id)),
		app_project_eta: write(ends.length === 0 ? undefined : Math.max(...ends)),
	};
}

function formatImport(batch: Batch): JsonObject | null {
	return batch.lastImport === null
		? null
		: {
				id: batch.lastImport.id,
				records_count: batch.lastImport.records,
				records_processed: batch.lastImport.records,
				records_skipped: batch.lastImport.skipped,
				errors: wireErrors(batch.lastImport.errors),
			};
}

function money(value: number): number {
	return Number(value.toFixed(6));
}
