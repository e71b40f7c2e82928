import { hashFraction, hashText } from '../../random.mts';
import type { World } from '../../world.mts';

/**
 * What performers say about themselves, and what their devices report (official client's `User`).
 */
interface Profile {
	country: string;
	languages: readonly string[];
	/** Those of the languages whose test they passed. */
	verifiedLanguages: readonly string[];
	adultAllowed: boolean;
	isOnPhone: boolean;
}

const COUNTRIES = ['BY', 'IN', 'KZ', 'RU', 'TR', 'US'] as const;
const SECOND_LANGUAGES = ['DE', 'ES', 'FR', 'RU', 'TR'] as const;

/** Whether a performer has taken a suite of this requester. */
export function isKnown(world: World, userId: string): boolean {
	return [...world.assignments.values()].some(({ performer }) => performer.userId === userId);
}

/** Everybody speaks English, and an id has the same profile in every run. */
export function profileOf(userId: string): Profile {
	const draw = (salt: number): number => hashFraction(hashText(userId), salt);
	const pick = (from: readonly string[], salt: number): string =>
		from[Math.floor(draw(salt) * from.length)] as string;
	const languages = ['EN', pick(SECOND_LANGUAGES, 32)];
	return {
		country: pick(COUNTRIES, 31),
		languages,
		verifiedLanguages: languages.filter((_, index) => draw(35 + index) < 0.5),
		adultAllowed: draw(33) < 0.7,
		isOnPhone: draw(34) < 0.5,
	};
}
