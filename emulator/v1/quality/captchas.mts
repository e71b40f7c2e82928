import { hashFraction, hashText } from '../../random.mts';
import type { World } from '../../world.mts';
import type { Assignment, Pool } from '../entities.mts';
import { assignmentsOf, newest } from './history.mts';
import { captchaFrequency, type Rule } from './rules.mts';

/** Salt of the draw whether a captcha is solved. */
const SOLVED = 41;

/** A captcha comes with every n-th suite of a performer in a pool (Russian guide, “Captcha”). */
const PERIODS: Readonly<Record<string, number>> = { LOW: 20, MEDIUM: 10, HIGH: 10 };

/** Whether the performer had to solve a captcha when submitting the assignment. */
export function hasCaptcha(assignment: Assignment): boolean {
	return captchasIn(assignment.pool, assignment.performer.userId).includes(assignment);
}

/** How many captchas a performer entered, and how many of them correctly, in percent. */
export function captchaFacts(
	world: World,
	rule: Rule,
	userId: string,
	history: readonly Assignment[],
): Record<string, number> {
	const pools = new Set(history.map(({ pool }) => pool));
	const shown = new Set([...pools].flatMap((pool) => captchasIn(pool, userId)));
	const counted = newest(
		history.filter((one) => shown.has(one)),
		rule,
	);
	const solved = counted.filter((one) => isSolved(world, one)).length;
	const rate = (100 * solved) / counted.length;
	return {
		stored_results_count: counted.length,
		...(counted.length > 0 && { success_rate: rate, fail_rate: 100 - rate }),
	};
}

function captchasIn(pool: Pool, userId: string): Assignment[] {
	const period = PERIODS[captchaFrequency(pool)] ?? Infinity;
	return assignmentsOf(pool, userId)
		.filter(({ times }) => times.submitted !== undefined)
		.filter((_, index) => (index + 1) % period === 0);
}

function isSolved(world: World, { id }: Assignment): boolean {
	const draw = hashFraction(hashText(id, world.seed), SOLVED);
	return draw >= world.switches.get().captchaFailShare;
}
