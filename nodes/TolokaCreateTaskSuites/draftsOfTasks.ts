import type { IExecuteFunctions } from 'n8n-workflow';
import { systemClock } from '../shared/n8n/clock';
import { emptyRows, mappedRows } from '../shared/n8n/mapping';
import { perItem } from '../shared/n8n/parameters';
import type { Connection } from '../shared/n8n/transport';
import type { Problem } from '../shared/toloka/fields/check';
import { allProblems } from '../shared/toloka/fields/mapping';
import { mapWithPauses } from '../shared/toloka/flow/pauses';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure } from '../shared/toloka/service/failures';
import { sentences } from '../shared/toloka/service/sentences';
import { problemsOfControl } from '../shared/toloka/suites/check';
import type { Draft } from '../shared/toloka/suites/drafts';
import { draftOf, solutionsFrom, withSettings } from '../shared/toloka/suites/drafts';
import { problemsOfFrame, problemsOfPriority } from '../shared/toloka/suites/frame';
import type { SuiteJson } from '../shared/toloka/suites/kinds';
import type { PoolRules } from '../shared/toloka/suites/poolRules';
import { maxTasks } from '../shared/toloka/suites/requests';
import type { SentRequest } from '../shared/toloka/suites/sentBefore';
import { groupsSentBefore } from '../shared/toloka/suites/sentBefore';
import { problemsOfSize } from '../shared/toloka/suites/size';
import { taskForMixing } from '../shared/toloka/suites/tasks';
import type { Group, Made } from './groups';
import { addProblems, groupsOf, nothingMade, readOrFailure } from './groups';
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
	const made = nothingMade(true);
	const isEmpty = emptyRows(context, 'fields');
	await groupsOf(context, connection, targets, made, targets.pool, isEmpty);
	const pauses = { clock: systemClock, signal: connection.signal };
	const earlier = groupsSentBefore(sent);
	const most = maxTasks(settings.delivery !== 'sync');
	for (const group of made.groups) {
		const readTask = taskReader(context, group.rules, settings);
		const tasks = new Map<number, ReadyTask>();
		await mapWithPauses(group.items, pauses, (item) => {
			const ready = readOrFailure(() => readyTask(item, readTask(item), targets));
			const found = problemsOfReady(ready, group);
			if (found.length > 0) addProblems(made, [item], [...found]);
			else tasks.set(item, ready as ReadyTask);
		});
		const frameProblems = frameChecker(group.rules);
		const suites = await mapWithPauses(suitesIn(group, tasks, earlier), pauses, (items) => {
			const draft = draftFor(group, items, tasks);
			const { frame } = tasks.get(items[0]) as ReadyTask;
			const found = [...frameProblems(frame, draft), ...problemsOfSize(draft.size, most)];
			addProblems(made, items, found);
			return draft;
		});
		group.drafts = suites.filter(({ items }) => !made.problems.has(items[0]));
	}
	return made;
}

/** What an item says of its task and of what stands around it. */
interface ReadTask {
	task: SuiteJson;
	ofSuite: SuiteJson;
	problems: readonly Problem[];
}

/** Keys of a task in Toloka's own files that stand around it here. */
const OF_SUITE = [
	...['overlap', 'infinite_overlap', 'latitude', 'longitude'],
	...['reserved_for', 'unavailable_for'],
];

/** Makes the task of an item. */
function taskReader(context: IExecuteFunctions, rules: PoolRules, settings: Settings) {
	const knowsFields = rules.inputSpec.size > 0;
	const extraFields = knowsFields ? settings.extraFields : 'refuse';
	const control = perItem<Record<string, unknown>>(context, 'controlTask', {});
	const readRow = mappedRows(context, 'fields', rules, extraFields);
	return (item: number): ReadTask => {
		const row = readRow(item) ?? { input: {}, problems: [] };
		const { knownSolutions, messageOnUnknownSolution: hint, baselineSolutions } = control(item);
		const known = solutionsFrom(knownSolutions);
		const baseline = solutionsFrom(baselineSolutions);
		const task: SuiteJson = { input_values: row.input };
		const ofSuite: SuiteJson = {};
		if (known !== undefined) task.known_solutions = known;
		if (baseline !== undefined) task.baseline_solutions = baseline;
		if ((hint ?? '') !== '') task.message_on_unknown_solution = hint;
		for (const [key, value] of Object.entries(row.task ?? {})) {
			(OF_SUITE.includes(key) ? ofSuite : task)[key] = value;
		}
		return { task, ofSuite, problems: allProblems(row.problems, problemsOfControl(task, rules)) };
	};
}

interface CheckedTask extends ReadyTask {
	problems: readonly Problem[];
}

/** What an item says itself wins over what is set in the node. */
function readyTask(
	item: number,
	{ task, ofSuite, problems }: ReadTask,
	{ frame, tasksPerSuite, hasOwnOverlap }: Targets,
): CheckedTask {
	const isOwn = Object.keys(ofSuite).length > 0;
	return {
		task,
		problems,
		frame: isOwn ? withSettings(ofSuite, frame(item)) : frame(item),
		tasksPerSuite: tasksPerSuite(item),
		hasOwnOverlap: hasOwnOverlap || ofSuite.overlap !== undefined,
	};
}

function problemsOfReady(
	ready: CheckedTask | TolokaFailure,
	{ rules, pool }: Group,
): readonly Problem[] {
	if (isFailure(ready)) return [{ field: '', reason: sentences(ready).message }];
	const found = ready.problems;
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
	items: number[],
	tasks: ReadonlyMap<number, ReadyTask>,
): Draft {
	const [{ frame, task, hasOwnOverlap }] = items.map((item) => tasks.get(item) as ReadyTask);
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
