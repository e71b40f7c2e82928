import type { Microseconds } from '../dates.mts';
import { isJsonObject, type Json, type JsonObject } from '../json.mts';
import { hashText } from '../random.mts';
import { fieldError, inappropriateStatus, type FieldErrors } from '../service/errors.mts';
import { checkInput } from '../service/inputSpec.mts';
import type { World } from '../world.mts';
import type { AppProject, Batch, Item } from './entities.mts';
import { inputKept } from './inputKept.mts';
import { startsWhilePaid } from './paying.mts';

/** Items may be uploaded while a project is still being checked (toloka-api §5.2). */
const UPLOAD_STATUSES = ['READY', 'CREATING'];

export function requireUploadable(project: AppProject): void {
	if (!UPLOAD_STATUSES.includes(project.status)) {
		throw inappropriateStatus('PROJECT_INAPPROPRIATE_STATUS', UPLOAD_STATUSES);
	}
}

interface CheckedInputs {
	/** In the order of the request. */
	valid: JsonObject[];
	errors: FieldErrors;
	invalidCount: number;
}

/** Checks bare input objects; errors are keyed `input_data.<i>.<field>` (toloka-api §3.5). */
export function checkInputs(project: AppProject, inputs: readonly Json[]): CheckedInputs {
	const checked: CheckedInputs = { valid: [], errors: new Map(), invalidCount: 0 };
	inputs.forEach((input, index) => {
		const before = checked.errors.size;
		if (isJsonObject(input)) {
			checkInput(input, project.app.inputSpec, `input_data.${index}.`, checked.errors);
		} else {
			checked.errors.set(`input_data.${index}`, fieldError('OBJECT_EXPECTED'));
		}
		if (checked.errors.size > before) {
			checked.invalidCount += 1;
		} else if (isJsonObject(input)) {
			checked.valid.push(input);
		}
	});
	return checked;
}

/** Creates items; labeling starts at once in a ready project, unless their batch is not started. */
export function createItems(
	world: World,
	project: AppProject,
	batch: Batch | null,
	inputs: readonly JsonObject[],
	forceNewOriginal: boolean,
): Item[] {
	const start = startsAtOnce(project, batch)
		? startsWhilePaid(world, project, inputs.length)
		: undefined;
	return inputs.map((input) => {
		const item = newItem(world, project, batch, input, forceNewOriginal);
		start?.(item);
		addItem(project, batch, item);
		return item;
	});
}

export function newItem(
	world: World,
	project: AppProject,
	batch: Batch | null,
	sent: JsonObject,
	forceNewOriginal = false,
): Item {
	return {
		id: world.ids.base62(20),
		projectId: project.id,
		batchId: batch?.id ?? null,
		sent,
		input: inputKept(sent, project.app.inputSpec, world.switches.get().normalizeInput),
		contentHash: hashText(JSON.stringify(sent), world.seed),
		createdUs: world.nowUs(),
		forceNewOriginal,
		copied: false,
		phase: 'waiting',
		phaseBeforeArchive: 'waiting',
		startedUs: null,
		finishedUs: null,
		visibleUs: null,
		outcome: 'COMPLETED',
		undated: false,
		output: null,
	};
}

export function addItem(project: AppProject, batch: Batch | null, item: Item): void {
	project.items.add(item);
	batch?.items.add(item);
	project.itemsById.set(item.id, item);
}

/** Starts streamed items that waited for their project to become ready. */
export function startWaiting(world: World, project: AppProject, fromUs: Microseconds): void {
	const start = startsWhilePaid(world, project, project.items.size);
	for (const item of project.items.all()) {
		if (item.phase === 'waiting' && item.batchId === null) {
			start(item, fromUs);
			project.items.noteSchedule(item);
		}
	}
}

function startsAtOnce(project: AppProject, batch: Batch | null): boolean {
	return project.status === 'READY' && (batch === null || batch.phase === 'running');
}
