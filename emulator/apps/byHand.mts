import { US_PER_MS } from '../dates.mts';
import type { JsonObject } from '../json.mts';
import { inappropriateStatus } from '../service/errors.mts';
import { firstNot } from '../service/sortedIndex.mts';
import type { World } from '../world.mts';
import type { AppProject, Item, LabelingProfile } from './entities.mts';
import { found } from '../service/errors.mts';
import { isFinished, itemStatus } from './itemStatus.mts';
import { isLabeledByHand, scheduleLabeling } from './labeling.mts';

/** Labels an item now, with these answers. */
export function finishItem(world: World, itemId: string, output: JsonObject): Item {
	world.settle();
	const project = projectOfItem(world, itemId);
	const item = found(project.itemsById.get(itemId));
	const nowUs = world.nowUs();
	if (item.phase !== 'running' || isFinished(item, nowUs)) {
		throw inappropriateStatus('INAPPROPRIATE_STATUS', ['NEW', 'PROCESSING']);
	}
	const finishedUs = nextFinish(project, nowUs);
	item.outcome = 'COMPLETED';
	item.output = output;
	item.startedUs = Math.min(item.startedUs ?? finishedUs, finishedUs);
	item.finishedUs = finishedUs;
	item.visibleUs = null;
	reorder(project);
	return item;
}

export function projectOfItem(world: World, itemId: string): AppProject {
	return found([...world.appProjects.values()].find(({ itemsById }) => itemsById.has(itemId)));
}

/**
 * Changes how a project's items are labeled. Unfinished items are taken from the simulated
 * performers, or given to them, accordingly.
 */
export function setLabeling(
	world: World,
	project: AppProject,
	profile: Partial<LabelingProfile>,
): void {
	world.settle();
	Object.assign(project.labeling, profile);
	const byHand = isLabeledByHand(world, project);
	for (const item of project.items.all()) {
		const unfinished = item.phase === 'running' && !isFinished(item, world.nowUs());
		if (unfinished && byHand) {
			item.finishedUs = null;
			item.visibleUs = null;
		} else if (unfinished && item.finishedUs === null) {
			scheduleLabeling(world, project, item);
		}
	}
	reorder(project);
}

/** Started, unfinished items in order of creation. */
export function itemsAtWork(world: World, project: AppProject, limit: number): Item[] {
	const waiting: Item[] = [];
	for (const item of project.items.all()) {
		const status = itemStatus(item, world.nowUs());
		if (item.phase === 'running' && (status === 'NEW' || status === 'PROCESSING')) {
			waiting.push(item);
		}
		if (waiting.length >= limit) break;
	}
	return waiting;
}

/** The most recently finished items, newest first. */
export function itemsDone(world: World, project: AppProject, limit: number): Item[] {
	const nowUs = world.nowUs();
	return project.items
		.ordered('finished')
		.filter((item) => isFinished(item, nowUs))
		.slice(-limit)
		.reverse();
}

/**
 * Never ahead of the clock, or lists would not show the item yet. Items finished within one
 * millisecond of a clock that stands still differ by a microsecond.
 */
function nextFinish(project: AppProject, nowUs: number): number {
	const finished = project.items.ordered('finished');
	const past = firstNot(finished, (item) => (item.finishedUs ?? 0) <= nowUs);
	const lastUs = finished[past - 1]?.finishedUs ?? 0;
	return Math.min(nowUs, Math.max(lastUs, nowUs - US_PER_MS) + 1);
}

function reorder(project: AppProject): void {
	project.items.reschedule();
	for (const batch of project.batches.values()) {
		batch.items.reschedule();
	}
}
