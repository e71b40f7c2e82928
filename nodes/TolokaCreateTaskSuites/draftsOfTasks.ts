import type { IExecuteFunctions } from 'n8n-workflow';
import { refusal } from '../shared/toloka/service/failures';
import type { Problem } from '../shared/toloka/fields/check';
import { allProblems } from '../shared/toloka/fields/mapping';
import { mapWithPauses } from '../shared/toloka/flow/pauses';
import { problemsOfControl, problemsOfSettings } from '../shared/toloka/suites/check';
import { maxTasks } from '../shared/toloka/suites/requests';
import { draftOf, knownSolutionsFrom, withSettings } from '../shared/toloka/suites/drafts';
import { problemsOfSize } from '../shared/toloka/suites/size';
import type { SuiteJson } from '../shared/toloka/suites/taskSuites';
import { systemClock } from '../shared/n8n/clock';
import { mappedRows } from '../shared/n8n/mapping';
import { perItem, readOnceIfConstant, readId } from '../shared/n8n/parameters';
import type { Connection } from '../shared/n8n/transport';
import type { Drafts } from './drafts';
import { overlapConflict } from './draftsOfSuites';
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
	const pages = new Pages(tasksPerSuite(context));
	let emptyRows = 0;
	const tasks = await mapWithPauses(context.getInputData(), pauses, (_item, index) => {
		const read = readTask(index);
		if (read === undefined) {
			emptyRows++;
			return {};
		}
		const found = allProblems(read.row.problems, problemsOfControl(read.task));
		if (found.length > 0) problems.set(index, [...found]);
		else pages.add(index, read.ofSuite);
		return read.task;
	});
	const frameOf = frameReader(context, rules, settings, poolId);
	const most = maxTasks(settings.delivery !== 'sync');
	const drafts = await mapWithPauses(pages.all, pauses, ({ items, ofSuite }) => {
		const frame = frameOf(items[0], ofSuite);
		const suite = { ...frame.suite, tasks: items.map((item) => tasks[item]) };
		const draft = draftOf(suite, items, true);
		addProblems(problems, items, [...frame.problems, ...problemsOfSize(draft.size, most)]);
		return draft;
	});
	const sendable = drafts.filter(({ items }) => !problems.has(items[0]));
	return { drafts: sendable, problems, itemsAreTasks: true, emptyRows };
}

/** Keys of a task in Toloka's own files that belong to the suite here. */
const OF_SUITE = [
	...['overlap', 'infinite_overlap', 'latitude', 'longitude'],
	...['reserved_for', 'unavailable_for'],
];

/** Makes the task of an item; undefined for a row without any value. */
function taskReader(context: IExecuteFunctions, rules: PoolRules, settings: Settings) {
	const knowsFields = rules.inputSpec.size > 0;
	const extraFields = knowsFields ? settings.extraFields : 'refuse';
	const control = perItem<Record<string, unknown>>(context, 'controlTask', {});
	const readRow = mappedRows(context, 'fields', rules, extraFields);
	return (item: number) => {
		const row = readRow(item);
		if (row === undefined) return undefined;
		const { knownSolutions, messageOnUnknownSolution: hint } = control(item);
		const solutions = knownSolutionsFrom(knownSolutions);
		const task: SuiteJson = { input_values: row.input };
		if (solutions !== undefined) task.known_solutions = solutions;
		if ((hint ?? '') !== '') task.message_on_unknown_solution = hint;
		if (row.task === undefined) return { row, task, ofSuite: NOTHING };
		const ofSuite: SuiteJson = {};
		for (const [key, value] of Object.entries(row.task)) {
			(OF_SUITE.includes(key) ? ofSuite : task)[key] = value;
		}
		return { row, task, ofSuite };
	};
}

const NOTHING = {};

/** Items whose tasks share a suite. */
interface Page {
	items: number[];
	/** What they say of their suite; the same for all. */
	ofSuite: SuiteJson;
}

/** Suites in the making: each filled up by tasks that want the same of it. */
class Pages {
	readonly all: Page[] = [];
	private readonly open = new Map<string, Page>();

	constructor(private readonly size: number) {}

	add(item: number, ofSuite: SuiteJson): void {
		const key = JSON.stringify(ofSuite);
		const page = this.open.get(key);
		if (page !== undefined && page.items.length < this.size) {
			page.items.push(item);
			return;
		}
		const fresh = { items: [item], ofSuite };
		this.all.push(fresh);
		this.open.set(key, fresh);
	}
}

/** What a suite has around its tasks, and what is wrong with that. */
interface Frame {
	suite: SuiteJson;
	problems: Problem[];
}

/**
 * The frame of the suite that begins with an item; made once where all have the same settings. What
 * the items say of it themselves wins.
 */
function frameReader(
	context: IExecuteFunctions,
	rules: PoolRules,
	settings: Settings,
	poolId: string,
): (item: number, ofSuite: SuiteJson) => Frame {
	const settingsOf = suiteSettingsReader(context, settings);
	const frame = (item: number, ofSuite: SuiteJson): Frame => {
		const suite = withSettings(ofSuite, { ...settingsOf(item), pool_id: poolId });
		const conflict = overlapConflict(ofSuite, settings);
		return { suite, problems: [...conflict, ...problemsOfSettings(suite, rules)] };
	};
	const usual = readOnceIfConstant(context, SUITE_PARAMETERS, (item) => frame(item, NOTHING));
	return (item, ofSuite) =>
		Object.keys(ofSuite).length === 0 ? usual(item) : frame(item, ofSuite);
}

function tasksPerSuite(context: IExecuteFunctions): number {
	const count: unknown = context.getNodeParameter('tasksPerSuite', 0, 1);
	if (typeof count === 'number' && Number.isInteger(count) && count >= 1) return count;
	throw refusal('Tasks per Suite must be a whole number from 1', 'Correct it in the node.');
}
