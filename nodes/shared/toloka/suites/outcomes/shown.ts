import { isSameContent, matchByContent } from '../../values/content';
import type { Draft } from '../drafts/drafts';
import { tasksOf } from '../drafts/drafts';
import type { Fate } from '../run/fates';
import type { SuiteJson } from '../drafts/kinds';
import { asLogged } from '../run/logEntries';

/** What is kept of a suite that the service returned: if items are tasks, only the tasks' ids. */
export function shown(draft: Draft, json: SuiteJson): Pick<Fate, 'suite' | 'taskIds'> {
	if (draft.form === 'task') return {};
	return draft.form === 'group' ? { taskIds: taskIdsOf(draft, json) } : { suite: json };
}

function taskIdsOf(draft: Draft, json: SuiteJson): unknown[] {
	const sent = tasksOf(draft);
	if (draft.whole === undefined) return idsInOrder(sent, json);
	const all = tasksOf({ json: draft.whole, form: 'suite' });
	const ids = idsInOrder(all, json);
	// Control tasks may have the same input as others.
	return matchByContent(
		sent.map(asLogged),
		all.map((task, place) => ({ id: ids[place] as string, content: asLogged(task) })),
	);
}

/** The ids of a suite's tasks, in the order in which the tasks were sent. */
function idsInOrder(sent: readonly SuiteJson[], json: SuiteJson): unknown[] {
	const shownTasks = tasksOf({ json, form: 'suite' });
	const isSameOrder =
		sent.length === shownTasks.length &&
		sent.every(({ input_values: input }, place) =>
			isSameContent(input, shownTasks[place].input_values),
		);
	if (isSameOrder) return shownTasks.map(({ id }) => id);
	return matchByContent(
		sent.map((task) => task.input_values),
		shownTasks.map(({ id, input_values: content }) => ({ id: id as string, content })),
	);
}
