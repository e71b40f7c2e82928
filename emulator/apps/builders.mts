import { US_PER_MS } from '../dates.mts';
import type { JsonObject } from '../json.mts';
import { sampleInput } from '../samples.mts';
import { found } from '../service/errors.mts';
import type { World } from '../world.mts';
import type { AppProject, AppProjectStatus, Item } from './entities.mts';
import { addItem, createItems, newItem, startWaiting } from './itemCreation.mts';
import { applyFinish } from './labeling.mts';

export interface NewItems {
	count: number;
	/** Input of the i-th item; by default generated from the app's input spec. */
	input?: (index: number) => JsonObject;
	/**
	 * Milliseconds. If given, the items are finished at even intervals from here to `finishedToMs`
	 * (default: now); otherwise they are streamed and labeled like any upload.
	 */
	finishedFromMs?: number;
	finishedToMs?: number;
}

/** Adds items without going through HTTP; returns their ids. */
export function addItems(world: World, projectId: string, wanted: NewItems): string[] {
	const project = found(world.appProjects.get(projectId));
	const input = wanted.input ?? ((index: number) => sampleInput(project.app.inputSpec, index));
	const inputs = Array.from({ length: wanted.count }, (_, index) => input(index));
	const items =
		wanted.finishedFromMs === undefined
			? createItems(world, project, null, inputs, true)
			: addFinished(world, project, inputs, wanted.finishedFromMs, wanted.finishedToMs);
	return items.map((item) => item.id);
}

/** A project that becomes ready starts to label the items that waited for it. */
export function setProjectStatus(world: World, projectId: string, status: AppProjectStatus): void {
	const project = found(world.appProjects.get(projectId));
	project.status = status;
	project.checkedUs = null;
	if (status === 'READY') {
		startWaiting(world, project, world.nowUs());
	}
}

function addFinished(
	world: World,
	project: AppProject,
	inputs: JsonObject[],
	fromMs: number,
	toMs = world.clock.now(),
): Item[] {
	const stepUs = ((toMs - fromMs) * US_PER_MS) / inputs.length;
	return inputs.map((input, index) => {
		const item = newItem(world, project, null, input);
		const finishedUs = Math.floor(fromMs * US_PER_MS + (index + 1) * stepUs);
		item.phase = 'running';
		item.createdUs = Math.floor(fromMs) * US_PER_MS;
		item.startedUs = item.createdUs;
		applyFinish(world, item, finishedUs);
		addItem(project, null, item);
		return item;
	});
}
