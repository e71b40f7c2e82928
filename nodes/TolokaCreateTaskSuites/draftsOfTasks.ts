import type { IExecuteFunctions } from 'n8n-workflow';
import { systemClock } from '../shared/n8n/clock';
import { readOrFailure } from '../shared/n8n/errors';
import { problemOf } from '../shared/n8n/rows/invalidItems';
import { mappedRows } from '../shared/n8n/rows/mapping';
import type { PerItem } from '../shared/n8n/parameters/parameters';
import { perItem, perItemOf } from '../shared/n8n/parameters/parameters';
import { isListOfRows } from '../shared/n8n/expressions/rowLists';
import type { Connection } from '../shared/n8n/transport/transport';
import type { Problem } from '../shared/toloka/fields/cells/check';
import type { ColumnNames, Row } from '../shared/toloka/fields/rows/row';
import { allProblems } from '../shared/toloka/fields/rows/row';
import { forEachWithPauses, mapWithPauses } from '../shared/toloka/flow/pauses';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure, outcomeOf } from '../shared/toloka/service/failures';
import { problemsBesideInput } from '../shared/toloka/suites/drafts/check';
import type { Draft } from '../shared/toloka/suites/drafts/drafts';
import { suiteFrom, withSettings } from '../shared/toloka/suites/drafts/drafts';
import { problemsOfFrame, problemsOfPriority } from '../shared/toloka/suites/drafts/frame';
import type { SuiteJson } from '../shared/toloka/suites/drafts/kinds';
import type { PoolRules } from '../shared/toloka/suites/drafts/poolRules';
import { maxTasks } from '../shared/toloka/suites/run/requests';
import type { SentRequest } from '../shared/toloka/suites/earlier/sentBefore';
import { groupsSentBefore } from '../shared/toloka/suites/earlier/sentBefore';
import { problemsOfSize } from '../shared/toloka/suites/drafts/size';
import type { Group, Made } from './groups';
import { addProblems, groupsOf, nothingMade } from './groups';
import type { ManualRuns } from './manualRuns';
import type { Settings } from './settings';
import type { Around, Tasks } from './suiteGroups';
import { draftFor, suitesOf } from './suiteGroups';
import type { Targets } from './targets';

/** What earlier tries of the run, and earlier manual runs, have sent. */
export interface Earlier {
	sent: readonly SentRequest[];
	manualRuns?: ManualRuns;
}

/** Builds a task from each item and groups the valid ones into suites, in order. */
export async function draftsOfTasks(
	context: IExecuteFunctions,
	connection: Connection,
	settings: Settings,
	targets: Targets,
	earlier: Earlier,
): Promise<Made> {
	const made = nothingMade(true, earlier.sent);
	await groupsOf(context, connection, targets, made, targets.pool);
	const pauses = { clock: systemClock, signal: connection.signal };
	const groups = groupsSentBefore(earlier.sent);
	const most = maxTasks(settings.delivery !== 'sync');
	const { length } = context.getInputData();
	const tasks: Tasks = {
		task: new Array(length),
		around: new Array(length),
		columns: new Map(),
		wholes: new Map(),
	};
	for (const group of made.groups) {
		const readTask = taskReader(context, group.rules, settings, targets);
		await forEachWithPauses(group.items, pauses, (item) =>
			keepTask(made, group, tasks, item, readOrFailure(context, readTask, item)),
		);
		if (made.emptyRows.size > 0) {
			group.items = group.items.filter((item) => !made.emptyRows.has(item));
			group.opensPool = group.items.every(targets.opensPool);
		}
		// Nothing needs to be found if invalid items stop the group.
		const manualRuns = isStopped(context, made, group, settings) ? undefined : earlier.manualRuns;
		const placed = { sent: groups, manualRuns, pauses };
		const suites = await outcomeOf(suitesOf(made.problems, group, tasks, placed));
		if (isFailure(suites)) {
			refuseUnread(context, made, group, suites);
			continue;
		}
		const frameProblems = frameChecker(group.rules);
		const drafts = await mapWithPauses(suites, pauses, (items) => {
			const draft = draftFor(group, items, tasks);
			const { frame } = tasks.around[items[0]];
			const found = [...frameProblems(frame, draft), ...problemsOfSize(draft.size, most)];
			addProblems(made, items, found);
			return draft;
		});
		group.drafts = drafts.filter(({ items }) => !made.problems.has(items[0]));
	}
	return made;
}

/** Whether invalid items stop a group: with On Error: Continue, only their own one. */
function isStopped(
	context: IExecuteFunctions,
	{ problems }: Made,
	{ items }: Group,
	{ skipInvalid }: Settings,
): boolean {
	if (skipInvalid || problems.size === 0) return false;
	return !context.continueOnFail() || items.some((item) => problems.has(item));
}

/** Refuses the items of a group for which it cannot be read what exists. */
function refuseUnread(
	context: IExecuteFunctions,
	{ failures, problems }: Made,
	group: Group,
	failure: TolokaFailure,
): void {
	if (!context.continueOnFail() || failure.kind === 'canceled') throw failure;
	for (const item of group.items) if (!problems.has(item)) failures.set(item, failure);
	group.isRefused = true;
}

/** A task, the settings of its suite, and the problems found while reading its row. */
interface Ready extends Pick<Row, 'problems'> {
	task: SuiteJson;
	around: Around;
	columns?: ColumnNames;
}

/** Keeps a valid task, or records the problems of its item. */
function keepTask(
	made: Made,
	group: Group,
	tasks: Tasks,
	item: number,
	ready: Ready | TolokaFailure | undefined,
): void {
	const found = problemsOfReady(ready, group);
	if (ready === undefined) made.emptyRows.add(item);
	else if (found.length > 0 || isFailure(ready)) {
		addProblems(made, [item], found);
		if (!isFailure(ready) && isUnfilled(ready.task)) made.unfilled.add(item);
	} else {
		[tasks.task[item], tasks.around[item]] = [ready.task, ready.around];
		if (ready.columns !== undefined) tasks.columns.set(item, ready.columns);
	}
}

/**
 * Returns a function that builds an item's task; undefined for a row without any value. Values in
 * the row override the node's settings.
 */
function taskReader(
	context: IExecuteFunctions,
	rules: PoolRules,
	{ extraFields }: Settings,
	targets: Targets,
): (item: number) => Ready | undefined {
	const setBeside = besideReader(context, rules);
	const setAround = aroundReader(targets);
	const readRow = mappedRows(context, rules, extraFields, suiteProblem);
	return (item) => {
		const row = readRow(item);
		if (row === undefined) return undefined;
		const set = setBeside(item);
		const ready: Ready = {
			problems: allProblems(row.problems, set.problems),
			task: { input_values: row.input, ...set.beside },
			around: setAround(item),
		};
		if (row.task === undefined) return ready;
		return { ...withSaid(ready, row.task), columns: row.columns };
	};
}

const IS_SUITE: Problem = {
	field: '',
	reason: 'the item is a task suite, not a task',
	advice: 'Set Input to “Each Item Is a Task Suite”',
};

/** Returns a problem if the item is a suite, even one whose tasks are text. */
function suiteProblem(json: object): Problem | undefined {
	const suite = suiteFrom(json);
	return typeof suite !== 'string' && isListOfRows(suite.tasks) ? IS_SUITE : undefined;
}

function isUnfilled({ input_values: input }: SuiteJson): boolean {
	return Object.keys(input as Row['input']).length === 0;
}

function aroundReader({ frame, hasOwnOverlap, tasksPerSuite }: Targets): PerItem<Around> {
	return perItemOf([frame, tasksPerSuite], (item) => ({
		frame: frame(item),
		hasOwnOverlap,
		tasksPerSuite: tasksPerSuite(item),
	}));
}

function besideReader(context: IExecuteFunctions, { tasks }: PoolRules) {
	const settings = perItem<Record<string, unknown>>(context, 'controlTask', {});
	return perItemOf([settings], (item) => {
		const set = settings(item);
		const problems: Problem[] = [];
		const beside = tasks.beside(
			{
				known_solutions: set.knownSolutions,
				message_on_unknown_solution: set.messageOnUnknownSolution,
				baseline_solutions: set.baselineSolutions,
			},
			problems,
		);
		return { beside, problems };
	});
}

/** Columns in Toloka's own files that describe the suite, not the task. */
const OF_SUITE = [
	...['overlap', 'infinite_overlap', 'latitude', 'longitude'],
	...['reserved_for', 'unavailable_for'],
];

/** Applies what the row says of its task and suite, which overrides the node's settings. */
function withSaid({ problems, task, around }: Ready, said: Required<Row>['task']): Ready {
	const ofTask = { ...task };
	const ofSuite: SuiteJson = {};
	for (const [key, value] of Object.entries(said)) {
		(OF_SUITE.includes(key) ? ofSuite : ofTask)[key] = value;
	}
	if (Object.keys(ofSuite).length === 0) return { problems, task: ofTask, around };
	const hasOwnOverlap = around.hasOwnOverlap || ofSuite.overlap !== undefined;
	const frame = withSettings(ofSuite, around.frame);
	return { problems, task: ofTask, around: { ...around, hasOwnOverlap, frame } };
}

function problemsOfReady(
	ready: Ready | TolokaFailure | undefined,
	{ rules, pool }: Group,
): readonly Problem[] {
	if (ready === undefined) return [];
	if (isFailure(ready)) return [problemOf(ready)];
	const found = allProblems(ready.problems, problemsBesideInput(ready.task, rules));
	if (rules.kind.name === 'suites' || ready.around.tasksPerSuite === 1) return found;
	const reason = `Tasks per Suite must be 1, because the pool ${pool} mixes tasks into suites by itself (smart mixing)`;
	return [...found, { field: '', reason }];
}

/** Returns a checker of suite settings that checks each shared settings object once. */
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
