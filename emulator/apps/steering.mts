import { found } from '../service/errors.mts';
import type { World } from '../world.mts';
import { noteQueueChange } from './batchQueue.mts';
import type { AppProject, Item } from './entities.mts';
import { isFinished } from './itemStatus.mts';
import { startLabeling } from './labeling.mts';
import { startsWhilePaid } from './paying.mts';

/** Statuses that can be set from outside; PROCESSING resumes items, for example after a top-up. */
export const STEERED_STATUSES = ['CANCELLED', 'NO_MONEY', 'ARCHIVE', 'PROCESSING'] as const;

export type SteeredStatus = (typeof STEERED_STATUSES)[number];

/** Sets a status that the service itself would set for reasons of its own. */
export function setItemStatus(
	world: World,
	projectId: string,
	itemIds: readonly string[],
	status: SteeredStatus,
): void {
	world.settle();
	const project = found(world.appProjects.get(projectId));
	for (const id of itemIds) {
		steer(world, project, found(project.itemsById.get(id)), status);
	}
	reschedule(world, project);
}

/** Call after a top-up: resumes items that waited for money, as far as the balance reaches. */
export function goOnWithMoney(world: World): void {
	for (const project of world.appProjects.values()) {
		const items = project.items.all().filter(({ phase }) => phase === 'noMoney');
		const start = startsWhilePaid(world, project, items.length);
		for (const item of items) start(item);
		reschedule(world, project);
	}
}

function reschedule(world: World, project: AppProject): void {
	project.items.reschedule();
	for (const batch of project.batches.values()) {
		batch.items.reschedule();
	}
	noteQueueChange(world, project);
}

function steer(world: World, project: AppProject, item: Item, status: SteeredStatus): void {
	switch (status) {
		case 'CANCELLED':
			interrupt(world, item, 'canceled');
			return;
		case 'NO_MONEY':
			interrupt(world, item, 'noMoney');
			return;
		case 'ARCHIVE':
			item.phaseBeforeArchive = item.phase;
			item.phase = 'archived';
			return;
		case 'PROCESSING':
			goOn(world, project, item);
	}
}

/** A finished item keeps its finish time. */
function interrupt(world: World, item: Item, phase: 'canceled' | 'noMoney'): void {
	item.phase = phase;
	if (!isFinished(item, world.nowUs())) {
		item.finishedUs = null;
		item.visibleUs = null;
	}
}

function goOn(world: World, project: AppProject, item: Item): void {
	if (item.phase === 'archived') {
		item.phase = item.phaseBeforeArchive;
	} else if (item.phase !== 'running') {
		startLabeling(world, project, item);
	}
}
