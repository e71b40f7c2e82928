import { isRecord } from './failures';
import { isSameContent } from './idempotency';
import { matchByContent } from './reconcile';
import type { Send } from './requests';
import type { Draft } from './suiteDrafts';
import type { Fate, Fates } from './suiteResults';
import type { SuiteJson } from './taskSuites';
import { readSuites } from './taskSuites';

/** Reads the created suites as the service shows them and adds that to their fates. */
export async function readBack(send: Send, drafts: readonly Draft[], fates: Fates): Promise<void> {
	const positionsByPool = new Map<string, Map<string, number>>();
	for (const [position, { id, suite, taskIds }] of fates) {
		if (id === undefined || suite !== undefined || taskIds !== undefined) continue;
		const pool = String(drafts[position].suite.pool_id);
		const positions = positionsByPool.get(pool) ?? new Map<string, number>();
		positionsByPool.set(pool, positions.set(id, position));
	}
	for (const [pool, positions] of positionsByPool) {
		await readSuites(send, pool, [...positions.keys()], (suite) => {
			const position = positions.get(suite.id) as number;
			Object.assign(fates.get(position) as Fate, shown(drafts[position], suite));
		});
	}
}

/** What is kept of a suite as the service shows it: where items are tasks, only the tasks' ids. */
export function shown(draft: Draft, suite: SuiteJson): Pick<Fate, 'suite' | 'taskIds'> {
	return draft.isGroup ? { taskIds: taskIdsOf(draft, suite) } : { suite };
}

/** The ids of a suite's tasks, in the order in which the tasks were sent. */
function taskIdsOf({ suite: sent }: Draft, suite: SuiteJson): unknown[] {
	const sentTasks = tasksOf(sent);
	const shownTasks = tasksOf(suite);
	const isSameOrder =
		sentTasks.length === shownTasks.length &&
		sentTasks.every(({ input_values: input }, place) =>
			isSameContent(input, shownTasks[place].input_values),
		);
	if (isSameOrder) return shownTasks.map(({ id }) => id);
	return matchByContent(
		sentTasks.map((task) => task.input_values),
		shownTasks.map(({ id, input_values: input }) => ({
			id: id as string,
			input_data: input as Record<string, unknown>,
		})),
	);
}

function tasksOf({ tasks }: SuiteJson): SuiteJson[] {
	return Array.isArray(tasks) ? (tasks as unknown[]).filter(isRecord) : [];
}
