import type { World } from '../../world.mts';
import type { Crew, Pool } from '../entities.mts';

export function emptyCrew(wanted: boolean | null = null): Crew {
	return {
		wanted,
		seats: [],
		hand: null,
		came: 0,
		turnedAway: [],
		strangers: 0,
		trained: new Map(),
		firstOpen: 0,
		active: 0,
		hasAnswers: false,
		lastAddedUs: 0,
		doneSinceUs: null,
		visibleFromUs: 0,
	};
}

/** Whether simulated performers come to a pool. */
export function isStaffed(world: World, { crew, type }: Pool): boolean {
	return type === 'REGULAR' && (crew.wanted ?? world.switches.get().performers);
}
