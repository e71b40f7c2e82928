import type { Microseconds } from '../dates.mts';
import type { World } from '../world.mts';
import { payable } from './costs.mts';
import { labeledOriginal } from './duplicates.mts';
import type { AppProject, Item } from './entities.mts';
import { startLabeling } from './labeling.mts';

/**
 * Returns a function that starts one item after another. An item that the account cannot pay for
 * waits as NO_MONEY (toloka-api §5.5), unless its answers are copied, which costs nothing.
 */
export function startsWhilePaid(
	world: World,
	project: AppProject,
	wanted: number,
): (item: Item, fromUs?: Microseconds) => void {
	let left = payable(world, project, wanted);
	return (item, fromUs = world.nowUs()) => {
		if (left < 1 && labeledOriginal(world, project, item, fromUs) === undefined) {
			item.phase = 'noMoney';
			return;
		}
		startLabeling(world, project, item, fromUs);
		if (!item.copied) left -= 1;
	};
}
