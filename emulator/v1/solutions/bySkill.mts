import type { Json } from '../../json.mts';
import { hashFraction } from '../../random.mts';
import type { FieldSpec } from '../../service/inputSpec.mts';
import type { World } from '../../world.mts';
import { performerOf } from '../assignments/staffing.mts';

/** How likely a performer, known by number, answers correctly: from 0 to 1. */
export type Accuracy = (performer: number) => number;

export interface Vote {
	value: Json;
	accuracy: number;
}

/** Nobody is always right or always wrong: certain opposites would have no probability. */
const LEAST = 0.01;

/** The skill that weighs answers; performers who have no value of it get an imagined one. */
export function accuracyBySkill(world: World, skillId: string | null): Accuracy {
	const values = new Map(
		[...world.userSkills.values()]
			.filter((one) => one.skillId === skillId)
			.map(({ userId, value }) => [userId, value / 100]),
	);
	return (performer) => {
		const known = values.size === 0 ? undefined : values.get(performerOf(world, performer).userId);
		return known ?? 0.5 + hashFraction(performer, 7) / 2;
	};
}

/**
 * Returns the answer with the greatest sum of accuracies, and the probability that it is correct, by
 * Bayes' theorem; all options are equally likely before (official guide, “Aggregation by skill”).
 */
export function mostTrusted(
	votes: readonly Vote[],
	options: number,
): { value: Json; confidence: number } {
	const sums = new Map<string, number>();
	for (const { value, accuracy } of votes) {
		const key = JSON.stringify(value);
		sums.set(key, (sums.get(key) ?? 0) + accuracy);
	}
	const [best] = [...sums].reduce((most, next) => (next[1] > most[1] ? next : most));
	const likely = [...sums.keys()].map((key) => ({ key, chance: chanceOf(key, votes, options) }));
	const unnamed = Math.max(0, options - sums.size) * chanceOf(null, votes, options);
	const total = likely.reduce((sum, { chance }) => sum + chance, unnamed);
	const won = likely.find(({ key }) => key === best)?.chance ?? 0;
	const value: Json = JSON.parse(best);
	return { value, confidence: Number((won / total).toFixed(6)) };
}

/** The probability of these votes if an option is correct; null = one that nobody chose. */
function chanceOf(option: string | null, votes: readonly Vote[], options: number): number {
	return votes.reduce((chance, { value, accuracy }) => {
		const right = Math.min(1 - LEAST, Math.max(LEAST, accuracy));
		const wrong = (1 - right) / Math.max(1, options - 1);
		return chance * (JSON.stringify(value) === option ? right : wrong);
	}, 1);
}

/** How many answers a field allows: choices, yes or no, a range of integers. */
export function optionsOf({ type, ...field }: FieldSpec): number {
	const { allowed_values: allowed, min_value: min = 0, max_value: max = 0 } = field;
	if (allowed !== undefined) return allowed.length;
	return type.toLowerCase() === 'boolean' ? 2 : max - min + 1;
}
