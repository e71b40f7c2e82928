import type { JsonObject } from '../json.mts';
import { makeOutput } from '../samples.mts';
import { wireErrors } from '../service/errors.mts';
import { formatSpec } from '../service/inputSpec.mts';
import type { World } from '../world.mts';
import { batchFinishedUs, batchStatus } from './batches.mts';
import type { App, AppProject, Batch, Item } from './entities.mts';
import { countByStatus, finishedAsListed, isFinished, itemStatus } from './itemStatus.mts';

const CREATED_DIGITS = 3;
const WORK_DIGITS = 6;

/** `view` = list: a late row is shown unfinished there until it becomes visible. */
export function formatItem(
	world: World,
	project: AppProject,
	item: Item,
	view: 'list' | 'single',
): JsonObject {
	const nowUs = world.nowUs();
	const finished =
		view === 'list' ? finishedAsListed(item, nowUs) !== null : isFinished(item, nowUs);
	const status = itemStatus(item, nowUs);
	const shown = !finished && isFinished(item, nowUs) ? 'PROCESSING' : status;
	const wire: JsonObject = { id: item.id, app_project_id: item.projectId };
	if (item.batchId !== null) {
		wire.batch_id = item.batchId;
	}
	wire.status = shown;
	wire.input_data = item.input;
	wire.output_data = finished && shown !== 'ERROR' ? itemOutput(project, item) : {};
	wire.errors = shown === 'ERROR' ? [itemError()] : [];
	wire.created_at = world.wireDate(item.createdUs, CREATED_DIGITS);
	if (item.startedUs !== null && item.startedUs <= nowUs && status !== 'NEW') {
		wire.started_at = world.wireDate(item.startedUs, WORK_DIGITS);
	}
	if (finished && item.finishedUs !== null) {
		wire.finished_at = world.wireDate(item.finishedUs, WORK_DIGITS);
	}
	return wire;
}

export function itemOutput(project: AppProject, item: Item): JsonObject {
	return item.output ?? makeOutput(item.input, project.app.outputSpec, item.contentHash);
}

export function formatApp(app: App): JsonObject {
	return {
		id: app.id,
		name: app.name,
		image: '',
		description: app.description,
		default_item_price: app.itemPrice,
		examples: [],
	};
}

export function formatAppDetail(app: App): JsonObject {
	return {
		...formatApp(app),
		constraints_description: '',
		param_spec: { fields: { type: 'object', required: [], properties: {} } },
		input_spec: formatSpec(app.inputSpec),
		output_spec: formatSpec(app.outputSpec),
		input_format_info: {
			input_fields: Object.keys(app.inputSpec).map((name) => ({ name, description: name })),
			format_description: '',
		},
	};
}

export function formatAppProject(world: World, project: AppProject): JsonObject {
	const failed = project.status === 'ERROR';
	return {
		id: project.id,
		app_id: project.app.id,
		parent_app_project_id: '',
		status: project.status === 'ARCHIVED' ? world.switches.get().archivedName : project.status,
		created: world.wireDate(project.createdUs, CREATED_DIGITS),
		name: project.name,
		parameters: {},
		errors: failed
			? [{ code: 'INTERNAL_ERROR', message: 'Project could not be created', payload: null }]
			: [],
		item_price: project.app.itemPrice,
		read_only: false,
		app: { id: project.app.id, name: project.app.name },
	};
}

export function formatBatch(world: World, project: AppProject, batch: Batch): JsonObject {
	const nowUs = world.nowUs();
	const counts = countByStatus(batch.items.all(), nowUs);
	const processed = counts.COMPLETED + counts.ERROR + counts.CANCELLED;
	const price = project.app.itemPrice;
	const finishedUs = batchFinishedUs(batch, nowUs);
	const wire: JsonObject = {
		id: batch.id,
		app_project_id: batch.projectId,
		status: batchStatus(batch, nowUs),
		name: batch.name,
		[world.switches.get().itemCountName]: batch.items.size,
		item_price: price,
		cost: money(price * batch.items.size),
		cost_of_processed: money(price * processed),
		created_at: world.wireDate(batch.createdUs, CREATED_DIGITS),
		read_only: false,
		validation_errors: wireErrors(batch.lastImport?.errors ?? new Map()),
		last_items_import: formatImport(batch),
		items_processed_count: processed,
		items_per_state: counts,
		current_time: world.wireDate(nowUs, CREATED_DIGITS),
		etd: null,
		eta: null,
		app_project_eta: null,
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

function itemError(): JsonObject {
	return { code: 'PROCESSING_ERROR', message: 'The item could not be processed', payload: null };
}

function money(value: number): number {
	return Number(value.toFixed(6));
}
