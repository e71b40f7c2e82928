import { hashFraction, hashText } from '../../random.mts';
import type { World } from '../../world.mts';

/** What a performer said about themselves, and what their device tells (official client's `User`). */
interface Profile {
	country: string;
	languages: readonly string[];
	adultAllowed: boolean;
	isOnPhone: boolean;
}

const COUNTRIES = ['BY', 'IN', 'KZ', 'RU', 'TR', 'US'] as const;
const SECOND_LANGUAGES = ['DE', 'ES', 'FR', 'RU', 'TR'] as const;

/** Somebody who took a suite of this requester. */
export function isKnown(world: World, userId: string): boolean {
	return [...world.assignments.values()].some(({ performer }) => performer.userId === userId);
}

/** Everybody speaks English, and the same id is the same person in every run. */
export function profileOf(userId: string): Profile {
	const draw = (salt: number): number => hashFraction(hashText(userId), salt);
	const pick = (from: readonly string[], salt: number): string =>
		from[Math.floor(draw(salt) * from.length)] as string;
	return {
		country: pick(COUNTRIES, 31),
		languages: ['EN', pick(SECOND_LANGUAGES, 32)],
		adultAllowed: draw(33) < 0.7,
		isOnPhone: draw(34) < 0.5,
	};
}
