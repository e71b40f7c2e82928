import { isRecord } from './failures';
import { isSameContent } from './idempotency';
import { matchByContent } from './reconcile';
import type { Send } from './requests';
import type { Draft } from './suiteDrafts';
import type { Fates } from './suiteResults';
import type { SuiteJson } from './taskSuites';
import { readSuites } from './taskSuites';

/** Reads the created suites as the service shows them and adds them to their fates. */
export async function readBack(send: Send, drafts: readonly Draft[], fates: Fates): Promise<void> {
	const unseen = [...fates].filter(([, { id, suite }]) => id !== undefined && suite === undefined);
	const idsByPool = new Map<string, string[]>();
	for (const [position, { id }] of unseen) {
		const pool = String(drafts[position].suite.pool_id);
		const ids = idsByPool.get(pool);
		if (ids === undefined) idsByPool.set(pool, [id as string]);
		else ids.push(id as string);
	}
	for (const [pool, ids] of idsByPool) {
		const suites = await readSuites(send, pool, ids);
		for (const [, fate] of unseen) fate.suite ??= suites.get(fate.id as string);
	}
}

/** The ids of a suite's tasks, in the order in which the tasks were sent. */
export function taskIds({ suite: sent }: Draft, shown: SuiteJson | undefined): unknown[] {
	const sentTasks = tasksOf(sent);
	const shownTasks = tasksOf(shown);
	const isSameOrder =
		sentTasks.length === shownTasks.length &&
		sentTasks.every(({ input_values: input }, place) =>
			isSameContent(input, shownTasks[place].input_values),
		);
	if (isSameOrder) return shownTasks.map(({ id }) => id);
	return matchByContent(
		sentTasks.map((task) => JSON.stringify(task.input_values ?? null)),
		shownTasks.map(({ id, input_values: input }) => ({
			id: id as string,
			input_data: input as Record<string, unknown>,
		})),
	);
}

function tasksOf(suite: SuiteJson | undefined): SuiteJson[] {
	return Array.isArray(suite?.tasks) ? (suite.tasks as unknown[]).filter(isRecord) : [];
}
