import type { IExecuteFunctions } from 'n8n-workflow';
import { grouped } from '../shared/toloka/flow/split';
import { refusal } from '../shared/toloka/service/failures';
import type { Problem } from '../shared/toloka/fields/check';
import { mapWithPauses } from '../shared/toloka/flow/pauses';
import { problemsOfSettings, problemsOfTask } from '../shared/toloka/suites/check';
import { maxTasks } from '../shared/toloka/suites/requests';
import { draftOf, knownSolutionsFrom, withSettings } from '../shared/toloka/suites/drafts';
import { problemsOfSize } from '../shared/toloka/suites/size';
import type { SuiteJson } from '../shared/toloka/suites/taskSuites';
import { systemClock } from '../shared/n8n/clock';
import { inputReader } from '../shared/n8n/mapping';
import { perItem, readOnceIfConstant, readId } from '../shared/n8n/parameters';
import type { Connection } from '../shared/n8n/transport';
import type { Drafts } from './drafts';
import { addProblems, rulesOrThrow } from './drafts';
import type { Settings } from './settings';
import { SUITE_PARAMETERS, suiteSettingsReader } from './settings';
import type { PoolRules } from '../shared/toloka/suites/poolRules';
import { readPoolRules } from '../shared/toloka/suites/poolRules';

/** Makes a task of each item and puts them into suites, in their order, invalid ones left out. */
export async function draftsOfTasks(
	context: IExecuteFunctions,
	{ send, signal }: Connection,
	settings: Settings,
): Promise<Drafts> {
	const poolId = readId(context, 'pool', 'Pool');
	const rules = rulesOrThrow((await readPoolRules(send, [poolId])).get(poolId));
	const pauses = { clock: systemClock, signal };
	const problems = new Map<number, Problem[]>();
	const readTask = taskReader(context, rules, settings);
	const valid: number[] = [];
	const tasks = await mapWithPauses(context.getInputData(), pauses, (_item, index) => {
		const task = readTask(index);
		const found = problemsOfTask(task, rules);
		if (found.length === 0) valid.push(index);
		else problems.set(index, found.map(asKnownToUser));
		return task;
	});
	const frameOf = frameReader(context, rules, settings, poolId);
	const most = maxTasks(settings.delivery !== 'sync');
	const groups = grouped(valid, tasksPerSuite(context));
	const drafts = await mapWithPauses(groups, pauses, (items) => {
		const frame = frameOf(items[0]);
		const suite = { ...frame.suite, tasks: items.map((item) => tasks[item]) };
		const draft = draftOf(suite, items, true);
		addProblems(problems, items, [...frame.problems, ...problemsOfSize(draft.size, most)]);
		return draft;
	});
	const sendable = drafts.filter(({ items }) => !problems.has(items[0]));
	return { drafts: sendable, problems, itemsAreTasks: true };
}

/** Makes the task of an item. */
function taskReader(context: IExecuteFunctions, rules: PoolRules, settings: Settings) {
	const knowsFields = rules.inputSpec.size > 0;
	const extraFields = knowsFields ? settings.extraFields : 'refuse';
	const control = perItem<Record<string, unknown>>(context, 'controlTask', {});
	const readInput = inputReader(context, 'fields', rules.inputSpec, extraFields);
	return (item: number): SuiteJson => {
		const { knownSolutions, messageOnUnknownSolution: hint } = control(item);
		const solutions = knownSolutionsFrom(knownSolutions);
		const task: SuiteJson = { input_values: readInput(item) };
		if (solutions !== undefined) task.known_solutions = solutions;
		if ((hint ?? '') !== '') task.message_on_unknown_solution = hint;
		return task;
	};
}

/** What a suite has around its tasks, and what is wrong with that. */
interface Frame {
	suite: SuiteJson;
	problems: Problem[];
}

/** The frame of the suite that begins with an item; made once where all have the same settings. */
function frameReader(
	context: IExecuteFunctions,
	rules: PoolRules,
	settings: Settings,
	poolId: string,
): (item: number) => Frame {
	const settingsOf = suiteSettingsReader(context, settings);
	return readOnceIfConstant(context, SUITE_PARAMETERS, (item) => {
		const suite = withSettings({}, { ...settingsOf(item), pool_id: poolId });
		return { suite, problems: problemsOfSettings(suite, rules) };
	});
}

/** Where an item is a task, its fields are named as the user knows them. */
function asKnownToUser(problem: Problem): Problem {
	return { ...problem, field: problem.field.replace(/^input_values\./, '') };
}

function tasksPerSuite(context: IExecuteFunctions): number {
	const count: unknown = context.getNodeParameter('tasksPerSuite', 0, 1);
	if (typeof count === 'number' && Number.isInteger(count) && count >= 1) return count;
	throw refusal('Tasks per Suite must be a whole number from 1', 'Correct it in the node.');
}
