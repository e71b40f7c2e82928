import type { IExecuteFunctions } from 'n8n-workflow';
import { systemClock } from '../shared/n8n/clock';
import { readOrFailure } from '../shared/n8n/errors';
import { perItem, rawParameter } from '../shared/n8n/parameters';
import type { Connection } from '../shared/n8n/transport';
import type { Problem } from '../shared/toloka/fields/check';
import { allProblems } from '../shared/toloka/fields/mapping';
import { mapWithPauses } from '../shared/toloka/flow/pauses';
import { isFailure, refusal } from '../shared/toloka/service/failures';
import { sentences } from '../shared/toloka/service/sentences';
import { problemsOfSuite } from '../shared/toloka/suites/check';
import { draftOf, suiteFrom, withSettings, withTaskValues } from '../shared/toloka/suites/drafts';
import { problemsOfPriority } from '../shared/toloka/suites/frame';
import type { SuiteJson } from '../shared/toloka/suites/kinds';
import { maxTasks } from '../shared/toloka/suites/requests';
import type { Group, Made } from './groups';
import { addProblems, groupsOf } from './groups';
import type { Settings } from './settings';
import type { Targets } from './targets';
import { isPoolChosen } from './targets';

/** Reads a suite from each item and completes it by the settings of the node. */
export async function draftsOfSuites(
	context: IExecuteFunctions,
	connection: Connection,
	settings: Settings,
	targets: Targets,
): Promise<Made> {
	const made: Made = {
		groups: [],
		problems: new Map(),
		failures: new Map(),
		emptyRows: new Set(),
		itemsAreTasks: false,
	};
	const pauses = { clock: systemClock, signal: connection.signal };
	const suiteAt = suiteReader(context);
	const items = [...context.getInputData().keys()];
	const suites = await mapWithPauses(items, pauses, (item) =>
		readOrFailure(context, () => suiteOf(context, targets, suiteAt(item), item), item),
	);
	await groupsOf(context, connection, targets, made, (item) => {
		const suite = suites[item];
		if (isFailure(suite)) throw suite;
		return poolOf(suite);
	});
	for (const group of made.groups) {
		const drafts = await mapWithPauses(group.items, pauses, (item) => {
			const { suite, problems } = withTaskValues(suites[item] as SuiteJson, group.rules.tasks);
			const draft = draftOf(suite, [item], 'suite');
			const { json, size } = draft;
			const most = maxTasks(settings.delivery !== 'sync');
			const found = [
				...priorityProblems(group, json, targets.frame(item)),
				...allProblems(problems, problemsOfSuite(json, group.rules, size, most)),
			];
			addProblems(made, [item], group.rules.kind.name === 'tasks' ? [notForMixing(group)] : found);
			return draft;
		});
		group.drafts = drafts.filter(({ items: [item] }) => !made.problems.has(item));
	}
	return made;
}

/** The suite of an item; a failure where there is none, so that its item is in no group. */
function suiteOf(
	context: IExecuteFunctions,
	targets: Targets,
	value: unknown,
	item: number,
): SuiteJson {
	const suite = suiteFrom(value);
	if (typeof suite === 'string') throw refusal(suite, '');
	const isPoolNamed = (suite.pool_id ?? '') !== '';
	const pool = isPoolNamed || !isPoolChosen(context, item) ? undefined : targets.pool(item);
	return withSettings(suite, { ...targets.frame(item), pool_id: pool });
}

const ITEM_JSON = /^=\s*\{\{\s*\$json\s*\}\}\s*$/;

/** Reads the field Task Suite for any item; the item itself is not evaluated for it. */
function suiteReader(context: IExecuteFunctions): (item: number) => unknown {
	const raw = rawParameter(context, 'taskSuite', '={{ $json }}');
	const items = context.getInputData();
	if (typeof raw === 'string' && ITEM_JSON.test(raw)) return (item) => items[item].json;
	return perItem<unknown>(context, 'taskSuite', null);
}

const POOL_ID = /^[0-9A-Za-z_-]{1,64}$/;

function poolOf({ pool_id: id }: SuiteJson): string {
	if (id === undefined || id === '') {
		throw refusal('field “pool_id” is missing, and no Pool is chosen in the node', '');
	}
	if (typeof id === 'string' && POOL_ID.test(id)) return id;
	throw refusal('field “pool_id” is not the ID of a pool', '');
}

/** A priority from the node is refused where the pool does not say that it has an effect. */
function priorityProblems({ rules }: Group, json: SuiteJson, frame: SuiteJson): Problem[] {
	const isOfNode = json.issuing_order_override === frame.issuing_order_override;
	return isOfNode && rules.issuesInOrder === undefined ? problemsOfPriority(json, rules) : [];
}

function notForMixing({ pool }: Group): Problem {
	const text = `the pool ${pool} mixes tasks by itself (smart mixing) and does not accept task suites: set Input to “Each Item Is a Task”`;
	return { field: '', reason: sentences(refusal(text, '')).message };
}
