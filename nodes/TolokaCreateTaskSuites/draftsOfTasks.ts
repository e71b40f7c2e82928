import type { IExecuteFunctions } from 'n8n-workflow';
import { systemClock } from '../shared/n8n/clock';
import { readOrFailure } from '../shared/n8n/errors';
import { mappedRows } from '../shared/n8n/mapping';
import { perItem } from '../shared/n8n/parameters';
import type { Connection } from '../shared/n8n/transport';
import type { Problem } from '../shared/toloka/fields/check';
import type { Row } from '../shared/toloka/fields/mapping';
import { allProblems } from '../shared/toloka/fields/mapping';
import { mapWithPauses } from '../shared/toloka/flow/pauses';
import { isFailure } from '../shared/toloka/service/failures';
import { sentences } from '../shared/toloka/service/sentences';
import { problemsBesideInput } from '../shared/toloka/suites/check';
import type { Draft } from '../shared/toloka/suites/drafts';
import { draftOf, withSettings } from '../shared/toloka/suites/drafts';
import { problemsOfFrame, problemsOfPriority } from '../shared/toloka/suites/frame';
import type { SuiteJson } from '../shared/toloka/suites/kinds';
import type { PoolRules } from '../shared/toloka/suites/poolRules';
import { maxTasks } from '../shared/toloka/suites/requests';
import type { SentRequest } from '../shared/toloka/suites/sentBefore';
import { groupsSentBefore } from '../shared/toloka/suites/sentBefore';
import { problemsOfSize } from '../shared/toloka/suites/size';
import { taskForMixing } from '../shared/toloka/suites/tasks';
import type { Group, Made } from './groups';
import { addProblems, groupsOf } from './groups';
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
	const made: Made = {
		groups: [],
		problems: new Map(),
		failures: new Map(),
		emptyRows: new Set(),
		itemsAreTasks: true,
	};
	await groupsOf(context, connection, targets, made, targets.pool);
	const pauses = { clock: systemClock, signal: connection.signal };
	const earlier = groupsSentBefore(sent);
	const most = maxTasks(settings.delivery !== 'sync');
	for (const group of made.groups) {
		const readTask = taskReader(context, group.rules, settings);
		const tasks = new Map<number, ReadyTask>();
		await mapWithPauses(group.items, pauses, (item) => {
			const ready = readOrFailure(context, () => readyTask(item, readTask, targets));
			const found = problemsOfReady(ready, group);
			if (ready === undefined) made.emptyRows.add(item);
			else if (found.length > 0) addProblems(made, [item], [...found]);
			else tasks.set(item, ready as ReadyTask);
		});
		group.items = group.items.filter((item) => !made.emptyRows.has(item));
		const frameProblems = frameChecker(group.rules);
		const places = await suitesIn(group, tasks, earlier);
		const suites = await mapWithPauses(places, pauses, (items) => {
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

/** A task that was read, and what is wrong with its row. */
interface ReadTask extends Pick<Row, 'problems'> {
	task: SuiteJson;
	/** What the row says of the suite: an object of its own only where it says something. */
	ofSuite: SuiteJson;
}

const NOTHING: SuiteJson = {};

/** What a row of Toloka's own files may say, that stands around the tasks of a suite. */
const OF_SUITE = [
	...['overlap', 'infinite_overlap', 'latitude', 'longitude'],
	...['reserved_for', 'unavailable_for'],
];

/** Makes the task of an item; undefined for a row without any value. What the row says wins. */
function taskReader(context: IExecuteFunctions, rules: PoolRules, settings: Settings) {
	const control = perItem<Record<string, unknown>>(context, 'controlTask', {});
	const readRow = mappedRows(context, 'fields', rules, settings.extraFields);
	return (item: number): ReadTask | undefined => {
		const row = readRow(item);
		if (row === undefined) return undefined;
		const { knownSolutions, messageOnUnknownSolution, baselineSolutions } = control(item);
		const set = {
			known_solutions: knownSolutions,
			message_on_unknown_solution: messageOnUnknownSolution,
			baseline_solutions: baselineSolutions,
		};
		const ofSet: Problem[] = [];
		const task: SuiteJson = { input_values: row.input, ...rules.tasks.beside(set, ofSet) };
		const problems = allProblems(row.problems, ofSet);
		if (row.task === undefined) return { problems, task, ofSuite: NOTHING };
		const ofSuite: SuiteJson = {};
		for (const [key, value] of Object.entries(row.task)) {
			(OF_SUITE.includes(key) ? ofSuite : task)[key] = value;
		}
		return { problems, task, ofSuite };
	};
}

/** A task with what stands around it, and what the reading of its row found wrong. */
type Ready = ReadyTask & Pick<Row, 'problems'>;

function readyTask(
	item: number,
	readTask: (item: number) => ReadTask | undefined,
	{ frame, hasOwnOverlap, tasksPerSuite }: Targets,
): Ready | undefined {
	const read = readTask(item);
	if (read === undefined) return undefined;
	const { problems, task, ofSuite } = read;
	const saysNothing = Object.keys(ofSuite).length === 0;
	return {
		problems,
		task,
		// The frame of all items without expressions is one object, by which it is recognized.
		frame: saysNothing ? frame(item) : withSettings(ofSuite, frame(item)),
		hasOwnOverlap: hasOwnOverlap || ofSuite.overlap !== undefined,
		tasksPerSuite: tasksPerSuite(item),
	};
}

function problemsOfReady(
	ready: ReturnType<typeof readOrFailure<Ready | undefined>>,
	{ rules, pool }: Group,
): readonly Problem[] {
	if (ready === undefined) return [];
	if (isFailure(ready)) return [{ field: '', reason: sentences(ready).message }];
	const found = allProblems(ready.problems, problemsBesideInput(ready.task, rules));
	if (rules.kind.name === 'suites' || ready.tasksPerSuite === 1) return found;
	const reason = `Tasks per Suite must be 1, because the pool ${pool} mixes tasks into suites by itself (smart mixing)`;
	return [...found, { field: '', reason }];
}

/** The items of each suite; where the pool mixes, each task is sent by itself. */
async function suitesIn(
	{ rules }: Group,
	tasks: ReadonlyMap<number, ReadyTask>,
	earlier: ReadonlyArray<readonly number[]>,
): Promise<number[][]> {
	if (rules.kind.name === 'tasks') return [...tasks.keys()].map((item) => [item]);
	return await grouped(tasks, earlier);
}

function draftFor(
	{ pool, rules }: Group,
	items: number[],
	tasks: ReadonlyMap<number, ReadyTask>,
): Draft {
	const [{ frame, hasOwnOverlap, task }] = items.map((item) => tasks.get(item) as ReadyTask);
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
