import type { JsonObject } from '../json.mts';
import { makeOutput } from '../samples.mts';
import { formatSpec } from '../service/inputSpec.mts';
import type { World } from '../world.mts';
import type { App, AppProject, Item } from './entities.mts';
import { isFinished, isLabeled, itemStatus, statusAsListed } from './itemStatus.mts';

const CREATED_DIGITS = 3;
const WORK_DIGITS = 6;

/** With the view `list`, a late row is unfinished until it becomes visible. */
export function formatItem(
	world: World,
	project: AppProject,
	item: Item,
	view: 'list' | 'single',
): JsonObject {
	const nowUs = world.nowUs();
	const status = view === 'list' ? statusAsListed(item, nowUs) : itemStatus(item, nowUs);
	const finished = isFinished(item, nowUs) && status !== 'PROCESSING';
	const wire: JsonObject = { id: item.id, app_project_id: item.projectId };
	if (item.batchId !== null) {
		wire.batch_id = item.batchId;
	}
	wire.status = status;
	wire.input_data = item.input;
	wire.output_data = finished && isLabeled(item) ? itemOutput(project, item) : {};
	wire.errors = finished && item.outcome === 'ERROR' ? [itemError()] : [];
	wire.created_at = world.wireDate(item.createdUs, CREATED_DIGITS);
	if (item.startedUs !== null && item.startedUs <= nowUs) {
		wire.started_at = world.wireDate(item.startedUs, WORK_DIGITS);
	}
	if (finished && item.finishedUs !== null && !item.undated) {
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

export function formatAppProject(
	world: World,
	project: AppProject,
	view: 'list' | 'single',
): JsonObject {
	const failed = project.status === 'ERROR';
	return {
		id: project.id,
		app_id: project.app.id,
		parent_app_project_id: project.parentId,
		status: project.status === 'ARCHIVED' ? archivedName(world, view) : project.status,
		created: world.wireDate(project.createdUs, CREATED_DIGITS),
		name: project.name,
		parameters: project.parameters,
		errors: failed
			? [{ code: 'INTERNAL_ERROR', message: 'Project could not be created', payload: null }]
			: [],
		item_price: project.app.itemPrice,
		read_only: false,
		app: { id: project.app.id, name: project.app.name },
	};
}

function archivedName(world: World, view: 'list' | 'single'): string {
	const { archivedName: name } = world.switches.get();
	return name === 'documented' ? (view === 'list' ? 'ARCHIVED' : 'ARCHIVE') : name;
}

function itemError(): JsonObject {
	return { code: 'PROCESSING_ERROR', message: 'The item could not be processed', payload: null };
}
