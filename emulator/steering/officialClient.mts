import type { Switches } from './switches.mts';

/** Where sources disagree, what the official client and its notebooks rely on. */
export const AS_OFFICIAL_CLIENT: Readonly<Partial<Switches>> = {
	tasksMaxLimit: 100_000,
	assignmentsMaxLimit: 100_000,
	trainingsAmongPools: 'opened',
	partialKnownSolutions: 'accepted',
};
