import type { IExecuteFunctions } from 'n8n-workflow';
import { systemClock } from '../shared/n8n/clock';
import { readOrFailure } from '../shared/n8n/errors';
import { withAdviceOnExtra } from '../shared/n8n/rows/mapping';
import { perItem } from '../shared/n8n/parameters/parameters';
import { listProblem } from '../shared/n8n/expressions/rowLists';
import type { Connection } from '../shared/n8n/transport/transport';
import type { Problem } from '../shared/toloka/fields/cells/check';
import { INEXACT, isInexact } from '../shared/toloka/fields/flaws/flaws';
import { allProblems } from '../shared/toloka/fields/rows/row';
import { MISSING } from '../shared/toloka/fields/cells/rules';
import type { Pauses } from '../shared/toloka/flow/pauses';
import { shown } from '../shared/toloka/fields/flaws/shown';
import { mapWithPauses } from '../shared/toloka/flow/pauses';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure } from '../shared/toloka/service/failures';
import { problemsOfSuite } from '../shared/toloka/suites/drafts/check';
import {
	draftOf,
	misnamedKeys,
	suiteFrom,
	withSettings,
	withTaskValues,
} from '../shared/toloka/suites/drafts/drafts';
import { problemsOfPriority } from '../shared/toloka/suites/drafts/frame';
import type { SuiteJson } from '../shared/toloka/suites/drafts/kinds';
import { maxTasks } from '../shared/toloka/suites/run/requests';
import type { SentRequest } from '../shared/toloka/suites/earlier/sentBefore';
import type { Group, Made } from './groups';
import { addProblems, groupsOf, nothingMade } from './groups';
import type { Settings } from './settings';
import type { Targets } from './targets';
import { isItemSuite, isPoolChosen } from './targets';

/** Reads a suite from each item and completes it with the node's settings. */
export async function draftsOfSuites(
	context: IExecuteFunctions,
	connection: Connection,
	settings: Settings,
	targets: Targets,
	sent: readonly SentRequest[],
): Promise<Made> {
	const made = nothingMade(false, sent);
	const pauses = { clock: systemClock, signal: connection.signal };
	const suites = await suitesOfItems(context, targets, made, pauses);
	await groupsOf(context, connection, targets, made, (item) => {
		const suite = suites[item];
		if (isFailure(suite)) throw suite;
		return (suite as SuiteJson).pool_id as string;
	});
	for (const group of made.groups) {
		const drafts = await mapWithPauses(group.items, pauses, (item) => {
			const read = withTaskValues(suites[item] as SuiteJson, group.rules.tasks);
			const { suite, problems, columns } = read;
			const named = columns.size > 0 ? new Map([[item, columns]]) : undefined;
			const draft = draftOf(suite, [item], 'suite', named);
			const { json, size } = draft;
			const most = maxTasks(settings.delivery !== 'sync');
			const ofValues = withAdviceOnExtra(problems, REMOVE_EXTRA);
			const found = [
				...priorityProblems(group, json, targets.frame(item)),
				...allProblems(ofValues, problemsOfSuite(json, group.rules, size, most)),
			];
			const isForMixing = group.rules.kind.name === 'tasks';
			addProblems(made, [item], isForMixing ? [notForMixing(group)] : (otherForm(json) ?? found));
			return draft;
		});
		group.drafts = drafts.filter(({ items: [item] }) => !made.problems.has(item));
	}
	return made;
}

/** Reads each item's suite, or the reason it has none, and records problems that need no pool. */
async function suitesOfItems(
	context: IExecuteFunctions,
	targets: Targets,
	made: Made,
	pauses: Pauses,
): Promise<Array<SuiteJson | string | TolokaFailure>> {
	const suiteAt = suiteReader(context);
	const misnamed = misnamedKeys();
	const read = (item: number): SuiteJson | string => {
		const suite = suiteFrom(suiteAt(item));
		if (typeof suite === 'string') return suite;
		addProblems(made, [item], misnamed(suite));
		return completed(context, targets, suite, item);
	};
	const items = [...context.getInputData().keys()];
	const suites = await mapWithPauses(items, pauses, (item) => readOrFailure(context, read, item));
	for (const [item, suite] of suites.entries()) {
		if (targets.isEmptyRow(item)) made.emptyRows.add(item);
		else if (!isFailure(suite)) addProblems(made, [item], problemsBefore(suite));
	}
	return suites;
}

const REMOVE_EXTRA = 'Remove fields that the project does not have from input_values';

function completed(
	context: IExecuteFunctions,
	targets: Targets,
	suite: SuiteJson,
	item: number,
): SuiteJson {
	const isPoolNamed = suite.pool_id !== undefined;
	const pool = isPoolNamed || !isPoolChosen(context, item) ? undefined : targets.pool(item);
	return withSettings(suite, { ...targets.frame(item), pool_id: pool });
}

/** Returns a reader of Task Suite; for `{{ $json }}`, it skips the expression engine. */
function suiteReader(context: IExecuteFunctions): (item: number) => unknown {
	const items = context.getInputData();
	if (isItemSuite(context)) return (item) => items[item].json;
	return perItem<unknown>(context, 'taskSuite', null);
}

const IS_ASSIGNMENT: Problem = {
	field: '',
	reason: 'the item is an assignment, not a task suite',
	advice: 'Keep only its tasks, with Edit Fields',
};

const POOL_ID = /^[0-9A-Za-z_-]{1,64}$/;

/** Returns the problems of a suite that can be found before its pool is read. */
function problemsBefore(suite: SuiteJson | string): Problem[] {
	if (typeof suite === 'string') {
		return [{ field: '', reason: suite, advice: 'Check the value of Task Suite for this item' }];
	}
	const { pool_id: id, solutions } = suite;
	// The `pool_id` of an assignment is the pool in which people have already answered.
	if (solutions !== undefined) return [IS_ASSIGNMENT];
	if (typeof id === 'string' && POOL_ID.test(id)) return [];
	if (id !== undefined) {
		const reason = isInexact(id) ? `is ${INEXACT}` : `is not the ID of a pool: ${shown(id)}`;
		return [{ field: 'pool_id', reason }];
	}
	const reason = 'is missing, and no Pool is chosen in the node';
	return [
		{ field: 'pool_id', reason, advice: 'Choose a Pool, or add a pool_id to the task suite' },
	];
}

const IS_TASK: Problem = {
	field: 'tasks',
	reason: MISSING,
	advice: 'If each item is a task, set Input to “Each Item Is a Task”',
};

/** Returns the problem of an item without `tasks`, which may be a task or a list of suites. */
function otherForm(suite: SuiteJson): Problem[] | undefined {
	if (suite.tasks !== undefined) return undefined;
	return [listProblem(suite, (one) => 'tasks' in one) ?? IS_TASK];
}

/** Refuses a priority set in the node if the pool does not say whether priorities count. */
function priorityProblems({ rules }: Group, json: SuiteJson, frame: SuiteJson): Problem[] {
	const isOfNode = json.issuing_order_override === frame.issuing_order_override;
	return isOfNode && rules.issuesInOrder === undefined ? problemsOfPriority(json, rules) : [];
}

function notForMixing({ pool }: Group): Problem {
	const reason = `the pool ${pool} mixes tasks by itself (smart mixing) and does not accept task suites: set Input to “Each Item Is a Task”`;
	return { field: '', reason };
}
