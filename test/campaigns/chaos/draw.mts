import { createRandom, hashText } from '../../../emulator/random.mts';

/** A seeded stream of random choices: the same seed makes the same choices on every machine. */
export interface Draw {
	/** True with this probability. */
	chance(share: number): boolean;
	/** A whole number from `least` to `most`, both inclusive. */
	between(least: number, most: number): number;
	pick<T>(choices: readonly T[]): T;
	/** One of several choices, each as often as its weight says. */
	weighted<T>(...choices: Array<[weight: number, choice: T]>): T;
	shuffle<T>(values: readonly T[]): T[];
	/** 0 (inclusive) to 1 (exclusive). */
	fraction(): number;
	/** Another stream, independent of how much is drawn from this one. */
	branch(name: string): Draw;
}

export function drawFrom(seed: number): Draw {
	const random = createRandom(seed);
	const between = (least: number, most: number) => least + random.integer(most - least + 1);
	return {
		between,
		chance: (share) => random.fraction() < share,
		pick: (choices) => choices[random.integer(choices.length)],
		weighted: (...choices) => {
			let left = random.fraction() * choices.reduce((sum, [weight]) => sum + weight, 0);
			const chosen = choices.find(([weight]) => (left -= weight) < 0);
			return (chosen ?? choices[0])[1];
		},
		shuffle: (values) => random.shuffle(values),
		fraction: () => random.fraction(),
		branch: (name) => drawFrom(hashText(name, seed)),
	};
}

/** Returns the seed of a campaign's nth run. */
export function runSeed(campaignSeed: number, index: number): number {
	return hashText(`run ${index}`, campaignSeed);
}
