import type { IExecuteFunctions } from 'n8n-workflow';
import { systemClock } from '../shared/n8n/clock';
import { inputReader } from '../shared/n8n/mapping';
import { perItem } from '../shared/n8n/parameters';
import type { Connection } from '../shared/n8n/transport';
import type { Problem } from '../shared/toloka/fields/check';
import { mapWithPauses } from '../shared/toloka/flow/pauses';
import { isFailure } from '../shared/toloka/service/failures';
import { sentences } from '../shared/toloka/service/sentences';
import { problemsOfTask } from '../shared/toloka/suites/check';
import type { Draft } from '../shared/toloka/suites/drafts';
import { draftOf, solutionsFrom } from '../shared/toloka/suites/drafts';
import { problemsOfFrame, problemsOfPriority } from '../shared/toloka/suites/frame';
import type { SuiteJson } from '../shared/toloka/suites/kinds';
import type { PoolRules } from '../shared/toloka/suites/poolRules';
import { maxTasks } from '../shared/toloka/suites/requests';
import type { SentRequest } from '../shared/toloka/suites/sentBefore';
import { groupsSentBefore } from '../shared/toloka/suites/sentBefore';
import { problemsOfSize } from '../shared/toloka/suites/size';
import { taskForMixing } from '../shared/toloka/suites/tasks';
import type { Group, Made } from './groups';
import { addProblems, groupsOf, readOrFailure } from './groups';
import type { Settings } from './settings';
import type { ReadyTask } from './suiteGroups';
import { grouped } from './suiteGroups';
import type { Targets } from './targets';

/** Makes a task of each item and puts them into suites, in their order, invalid ones left out. */
export async function draftsOfTasks(
	context: IExecuteFunctions,
	connection: Connection,
	settings: Settings,
	targets: Targets,
	sent: readonly SentRequest[],
): Promise<Made> {
	const made: Made = { groups: [], problems: new Map(), failures: new Map(), itemsAreTasks: true };
	await groupsOf(context, connection, targets, made, targets.pool);
	const pauses = { clock: systemClock, signal: connection.signal };
	const earlier = groupsSentBefore(sent);
	const most = maxTasks(settings.delivery !== 'sync');
	for (const group of made.groups) {
		const readTask = taskReader(context, group.rules, settings);
		const tasks = new Map<number, ReadyTask>();
		await mapWithPauses(group.items, pauses, (item) => {
			const ready = readOrFailure(() => readyTask(item, readTask, targets));
			const found = problemsOfReady(ready, group);
			if (found.length > 0) addProblems(made, [item], found.map(asKnownToUser));
			else tasks.set(item, ready as ReadyTask);
		});
		const frameProblems = frameChecker(group.rules);
		const suites = await mapWithPauses(suitesIn(group, tasks, earlier), pauses, (items) => {
			const draft = draftFor(group, targets, items, tasks);
			const { frame } = tasks.get(items[0]) as ReadyTask;
			const found = [...frameProblems(frame, draft), ...problemsOfSize(draft.size, most)];
			addProblems(made, items, found);
			return draft;
		});
		group.drafts = suites.filter(({ items }) => !made.problems.has(items[0]));
	}
	return made;
}

/** Makes the task of an item. */
function taskReader(context: IExecuteFunctions, rules: PoolRules, settings: Settings) {
	const knowsFields = rules.inputSpec.size > 0;
	const extraFields = knowsFields ? settings.extraFields : 'refuse';
	const control = perItem<Record<string, unknown>>(context, 'controlTask', {});
	const readInput = inputReader(context, 'fields', rules.inputSpec, extraFields);
	return (item: number): SuiteJson => {
		const { knownSolutions, messageOnUnknownSolution: hint, baselineSolutions } = control(item);
		const known = solutionsFrom(knownSolutions);
		const baseline = solutionsFrom(baselineSolutions);
		const task: SuiteJson = { input_values: readInput(item) };
		if (known !== undefined) task.known_solutions = known;
		if (baseline !== undefined) task.baseline_solutions = baseline;
		if ((hint ?? '') !== '') task.message_on_unknown_solution = hint;
		return task;
	};
}

function readyTask(
	item: number,
	readTask: (item: number) => SuiteJson,
	{ frame, tasksPerSuite }: Targets,
): ReadyTask {
	return { task: readTask(item), frame: frame(item), tasksPerSuite: tasksPerSuite(item) };
}

function problemsOfReady(
	ready: ReturnType<typeof readOrFailure<ReadyTask>>,
	{ rules, pool }: Group,
): readonly Problem[] {
	if (isFailure(ready)) return [{ field: '', reason: sentences(ready).message }];
	const found = problemsOfTask(ready.task, rules);
	if (rules.kind.name === 'suites' || ready.tasksPerSuite === 1) return found;
	const reason = `Tasks per Suite must be 1, because the pool ${pool} mixes tasks into suites by itself (smart mixing)`;
	return [...found, { field: '', reason }];
}

/** The items of each suite; where the pool mixes, each task is sent by itself. */
function suitesIn(
	{ rules }: Group,
	tasks: ReadonlyMap<number, ReadyTask>,
	earlier: ReadonlyArray<readonly number[]>,
): number[][] {
	if (rules.kind.name === 'tasks') return [...tasks.keys()].map((item) => [item]);
	return grouped(tasks, earlier);
}

function draftFor(
	{ pool, rules }: Group,
	{ hasOwnOverlap }: Targets,
	items: number[],
	tasks: ReadonlyMap<number, ReadyTask>,
): Draft {
	const [{ frame, task }] = items.map((item) => tasks.get(item) as ReadyTask);
	if (rules.kind.name === 'tasks') {
		const json = taskForMixing({ pool_id: pool, ...frame, ...task }, hasOwnOverlap);
		return draftOf(json, items, 'task');
	}
	const all = items.map((item) => (tasks.get(item) as ReadyTask).task);
	return draftOf({ pool_id: pool, ...frame, tasks: all }, items, 'group');
}

/** What is wrong with what stands around the tasks; looked for once per frame. */
function frameChecker(rules: PoolRules): (frame: SuiteJson, draft: Draft) => readonly Problem[] {
	const known = new WeakMap<SuiteJson, readonly Problem[]>();
	const problemsOf = (json: SuiteJson) => [
		...problemsOfFrame(json, rules),
		...problemsOfPriority(json, rules),
	];
	return (frame, { json, form }) => {
		if (form === 'task') return problemsOf(json);
		const found = known.get(frame) ?? problemsOf(frame);
		known.set(frame, found);
		return found;
	};
}

/** Where an item is a task, its fields are named as the user knows them. */
function asKnownToUser(problem: Problem): Problem {
	return { ...problem, field: problem.field.replace(/^input_values\./, '') };
}
