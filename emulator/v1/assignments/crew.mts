import type { Crew } from '../entities.mts';

/** Nobody there yet. */
export function emptyCrew(wanted: boolean | null = null): Crew {
	return {
		wanted,
		seats: [],
		hand: null,
		came: 0,
		firstOpen: 0,
		active: 0,
		hasAnswers: false,
		lastAddedUs: 0,
		doneSinceUs: null,
		visibleFromUs: 0,
	};
}
