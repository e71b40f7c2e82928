import type { Microseconds } from '../../dates.mts';
import type { World } from '../../world.mts';
import type { Assignment, Pool } from '../entities.mts';
import { keepsAway } from '../users/restrictions.mts';
import { historySize, rulesOf, type Rule } from './rules.mts';

interface Register {
	count: number;
	byUser: Map<string, Assignment[]>;
	byTask: Map<string, Assignment[]>;
}

const registers = new WeakMap<Pool, Register>();

/** A performer's assignments in a pool, in the order in which they were issued. */
export function assignmentsOf(pool: Pool, userId: string): readonly Assignment[] {
	return registerOf(pool).byUser.get(userId) ?? [];
}

/** The assignments that contain a task. */
export function assignmentsWith(pool: Pool, taskId: string): readonly Assignment[] {
	return registerOf(pool).byTask.get(taskId) ?? [];
}

/**
 * A performer's assignments that a collector counts. With a history size, these include assignments
 * in other pools of the project that have the same collector with a history size. An expired
 * restriction resets the history (official guide, “Remember values”, “Control tasks”).
 */
export function remembered(
	world: World,
	pool: Pool,
	rule: Rule,
	userId: string,
	atUs: Microseconds,
): Assignment[] {
	const sinceUs = lastBanEndUs(world, pool, userId, atUs);
	return poolsCounted(world, pool, rule)
		.flatMap((one) => assignmentsOf(one, userId))
		.filter(({ createdUs }) => createdUs >= sinceUs)
		.sort((left, right) => left.createdUs - right.createdUs);
}

/** The last entries of a list, as many as the rule's history size; the list is in order of time. */
export function newest<T>(list: readonly T[], rule: Rule): readonly T[] {
	const size = historySize(rule);
	return size === null ? list : list.slice(-size);
}

function poolsCounted(world: World, pool: Pool, rule: Rule): Pool[] {
	if (historySize(rule) === null) {
		return [pool];
	}
	return [...world.pools.values()].filter(
		(one) =>
			one.project === pool.project &&
			rulesOf(one).some(
				(other) => other.collector === rule.collector && historySize(other) !== null,
			),
	);
}

function lastBanEndUs(world: World, pool: Pool, userId: string, atUs: Microseconds): Microseconds {
	return [...world.restrictions.values()]
		.filter((one) => keepsAway(one, pool, userId))
		.map(({ willExpireUs }) => willExpireUs ?? 0)
		.filter((endUs) => endUs <= atUs)
		.reduce((latest, endUs) => Math.max(latest, endUs), 0);
}

function registerOf(pool: Pool): Register {
	const register = registers.get(pool) ?? { count: 0, byUser: new Map(), byTask: new Map() };
	registers.set(pool, register);
	for (; register.count < pool.assignments.length; register.count += 1) {
		const assignment = pool.assignments[register.count] as Assignment;
		enter(register.byUser, assignment.performer.userId, assignment);
		for (const { id } of assignment.suite.tasks) enter(register.byTask, id, assignment);
	}
	return register;
}

function enter(map: Map<string, Assignment[]>, key: string, assignment: Assignment): void {
	const list = map.get(key);
	if (list === undefined) map.set(key, [assignment]);
	else list.push(assignment);
}
