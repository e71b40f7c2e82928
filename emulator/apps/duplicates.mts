import type { Microseconds } from '../dates.mts';
import type { World } from '../world.mts';
import type { AppProject, Item } from './entities.mts';
import { isFinished, isLabeled } from './itemStatus.mts';

/**
 * The labeled item with the same content, whose answers are copied unless `force_new_original` is
 * set (toloka-api §5.4, §P7).
 */
export function labeledOriginal(
	world: World,
	project: AppProject,
	item: Item,
	atUs: Microseconds,
): Item | undefined {
	if (item.forceNewOriginal || world.switches.get().duplicates === 'label') {
		return undefined;
	}
	const original = project.originals.get(item.contentHash);
	return original !== undefined && hasAnswers(original, atUs) && isSame(original, item)
		? original
		: undefined;
}

/** Keeps the item for later duplicates, unless a labeled item is already kept. */
export function rememberOriginal(world: World, project: AppProject, item: Item): void {
	const kept = project.originals.get(item.contentHash);
	if (kept === undefined || !hasAnswers(kept, world.nowUs())) {
		project.originals.set(item.contentHash, item);
	}
}

function hasAnswers(item: Item, atUs: Microseconds): boolean {
	return isLabeled(item) && isFinished(item, atUs);
}

/** Two contents may share a hash. */
function isSame(left: Item, right: Item): boolean {
	return JSON.stringify(left.sent) === JSON.stringify(right.sent);
}
