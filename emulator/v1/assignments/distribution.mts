import type { Microseconds } from '../../dates.mts';
import { isJsonObject, type JsonObject } from '../../json.mts';
import type { World } from '../../world.mts';
import type { Mixer, Pool, PoolTask } from '../entities.mts';
import { assignmentsOf } from '../quality/history.mts';

const DAY_US = 86_400 * 1_000_000;

/** The places of the control and training tasks in a performer's next suite, counted from 0. */
export interface Places {
	golden: number[] | null;
	training: number[] | null;
}

/**
 * Where `golden_task_distribution_function` and `training_task_distribution_function` want tasks,
 * among as many as a suite may have; null = there is no such function (toloka-api §P3.3).
 */
export function placesIn(
	world: World,
	pool: Pool,
	{ real, sent }: Mixer,
	userId: string,
	atUs: Microseconds,
): Places {
	const places = (name: string): number[] | null => {
		const wanted = sent[name];
		if (!isJsonObject(wanted)) return null;
		const done = countDone(world, pool, wanted, userId, atUs);
		return Array.from({ length: real }, (_, place) => place).filter((place) =>
			isChosen(wanted, done + place + 1),
		);
	};
	return {
		golden: places('golden_task_distribution_function'),
		training: places('training_task_distribution_function'),
	};
}

/** Puts each control and training task in its place, and general ones between. */
export function arrange(
	{ golden, training }: Places,
	tasks: { real: PoolTask[]; golden: PoolTask[]; training: PoolTask[] },
): PoolTask[] {
	const rest = {
		real: [...tasks.real],
		golden: [...tasks.golden],
		training: [...tasks.training],
	};
	const count = rest.real.length + rest.golden.length + rest.training.length;
	const arranged: PoolTask[] = [];
	for (let place = 0; place < count; place += 1) {
		const chosen = golden?.includes(place)
			? rest.golden.shift()
			: training?.includes(place)
				? rest.training.shift()
				: undefined;
		const next = chosen ?? rest.real.shift() ?? rest.golden.shift() ?? rest.training.shift();
		if (next !== undefined) arranged.push(next);
	}
	return arranged;
}

/** The first task of an interval, and each `frequency`-th after it; tasks count from 1. */
function isChosen({ intervals }: JsonObject, number: number): boolean {
	return (Array.isArray(intervals) ? intervals.filter(isJsonObject) : []).some(
		({ from, to, frequency }) =>
			number >= Number(from) &&
			number <= Number(to ?? Infinity) &&
			(number - Number(from)) % Number(frequency) === 0,
	);
}

/** How many tasks a performer submitted in the pool, or in all the project's, in some days. */
function countDone(
	world: World,
	pool: Pool,
	{ scope, window_days: days }: JsonObject,
	userId: string,
	atUs: Microseconds,
): number {
	const pools =
		scope === 'PROJECT'
			? [...world.pools.values()].filter(({ project }) => project === pool.project)
			: [pool];
	const sinceUs = atUs - Number(days) * DAY_US;
	return pools
		.flatMap((one) => assignmentsOf(one, userId))
		.filter(({ times }) => (times.submitted ?? -Infinity) >= sinceUs)
		.reduce((sum, { suite }) => sum + suite.tasks.length, 0);
}
