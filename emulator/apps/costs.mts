import type { Microseconds } from '../dates.mts';
import type { World } from '../world.mts';
import type { AppProject, Item } from './entities.mts';
import { isFinished } from './itemStatus.mts';

/** Copies of labeled duplicates cost nothing. */
export function costOf({ app }: AppProject, items: readonly Item[]): number {
	return app.itemPrice * items.filter(({ copied }) => !copied).length;
}

/** Finished and not canceled: these are charged. */
export function processed(items: readonly Item[], nowUs: Microseconds): Item[] {
	return items.filter(
		(item) => isFinished(item, nowUs) && item.outcome !== 'CANCELLED' && item.phase !== 'canceled',
	);
}

/** What the account has paid for items so far. */
export function spentOnItems(world: World): number {
	return [...world.appProjects.values()].reduce(
		(sum, project) => sum + costOf(project, processed(project.items.all(), world.nowUs())),
		0,
	);
}
