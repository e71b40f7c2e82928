import { isJsonObject, type Json } from '../json.mts';
import { checkInput } from '../service/inputSpec.mts';
import { readFlag, readText, requireObject } from '../service/bodies.mts';
import { found, invalidField, validationFailed, type FieldErrors } from '../service/errors.mts';
import { listParameters } from '../service/search.mts';
import {
	pageReply,
	type Reply,
	type ServiceRequest,
	type ServiceRoute,
} from '../service/route.mts';
import type { World } from '../world.mts';
import { importItems, requireOpenBatch } from './batches.mts';
import { bulkBody } from './bodies.mts';
import type { AppProject, Batch, Item } from './entities.mts';
import { findBatch, findProject } from './find.mts';
import { checkInputs, createItems, requireUploadable } from './itemCreation.mts';
import { listItems } from './itemList.mts';
import { formatItem } from './wire.mts';

const listQuery = listParameters(
	{ ranges: ['id', 'created', 'finished'], exact: [] },
	'after_id',
	'batch_id',
	'status',
);

/** Items: create one, create in bulk, list, read one (toloka-api §5.3 to §5.7). */
export const itemRoutes: readonly ServiceRoute[] = [
	{
		method: 'POST',
		pattern: '/app-projects/{id}/items/bulk',
		query: [],
		handle: createBulk,
		measure: countItems,
	},
	{
		method: 'POST',
		pattern: '/app-projects/{id}/items',
		query: [],
		handle: createOne,
		measure: () => ({ count: 1 }),
	},
	{ method: 'GET', pattern: '/app-projects/{id}/items', query: listQuery, handle: list },
	{
		method: 'GET',
		pattern: '/app-projects/{id}/items/{itemId}',
		query: [],
		handle: (world, { params }) => {
			const project = findProject(world, params.id);
			const item = found(project.itemsById.get(params.itemId ?? ''));
			return { status: 200, body: formatItem(world, project, item, 'single') };
		},
	},
];

export function countItems(body: Json): { count?: number } {
	return isJsonObject(body) && Array.isArray(body.items) ? { count: body.items.length } : {};
}

function createBulk(world: World, { params, body }: ServiceRequest): Reply {
	const project = findProject(world, params.id);
	const bulk = bulkBody(body, ['items', 'batch_id', 'force_new_original', 'ignore_errors'], {
		minItems: 1,
	});
	requireUploadable(project);
	const batch = openBatch(world, project, bulk.batchId);
	if (bulk.ignoreErrors && batch === null) {
		throw invalidField('ignore_errors', 'VALUE_NOT_ALLOWED');
	}
	const checked = checkInputs(project, bulk.items);
	if (checked.errors.size > 0 && !bulk.ignoreErrors) {
		throw validationFailed(checked.errors);
	}
	const items =
		batch === null
			? createItems(world, project, null, checked.valid, bulk.forceNewOriginal)
			: importItems(world, project, batch, {
					inputs: checked.valid,
					invalidCount: checked.invalidCount,
					errors: checked.errors,
					forceNewOriginal: bulk.forceNewOriginal,
				});
	return { status: world.appsWriteStatus(), body: idsOf(world, items) };
}

/** No source says whether ids are in the order of the items (toloka-api §12, row 14). */
function idsOf(world: World, items: readonly Item[]): string[] {
	const ids = items.map((item) => item.id);
	return world.switches.get().bulkIdsOrder === 'shuffled' ? world.ids.shuffle(ids) : ids;
}

function createOne(world: World, { params, body }: ServiceRequest): Reply {
	const project = findProject(world, params.id);
	const fields = requireObject(body, ['input_data', 'batch_id', 'force_new_original']);
	requireUploadable(project);
	const input = fields.input_data;
	if (!isJsonObject(input)) {
		throw invalidField('input_data', input === undefined ? 'VALUE_REQUIRED' : 'OBJECT_EXPECTED');
	}
	const errors: FieldErrors = new Map();
	checkInput(input, project.app.inputSpec, 'input_data.', errors);
	if (errors.size > 0) {
		throw validationFailed(errors);
	}
	const batch = openBatch(world, project, readText(fields, 'batch_id'));
	const force = readFlag(fields, 'force_new_original');
	const [item] = createItems(world, project, batch, [input], force);
	return {
		status: world.appsWriteStatus(),
		body: formatItem(world, project, found(item), 'single'),
	};
}

function openBatch(world: World, project: AppProject, id: string | null): Batch | null {
	if (id === null) {
		return null;
	}
	const batch = findBatch(project, id);
	requireOpenBatch(world, batch);
	return batch;
}

function list(world: World, { params, query }: ServiceRequest): Reply {
	const project = findProject(world, params.id);
	const collection =
		query.batch_id === undefined ? project.items : findBatch(project, query.batch_id).items;
	const page = listItems(project, collection, query, world.nowUs(), world.switches.get());
	const content = page.items.map((item) => formatItem(world, project, item, 'list'));
	return pageReply('content', content, page.hasMore);
}
