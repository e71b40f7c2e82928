import type { IExecuteFunctions } from 'n8n-workflow';
import type { InputCheck, Problem } from '../shared/toloka/fields/check';
import { inputCheck } from '../shared/toloka/fields/check';
import type { ExtraFields } from '../shared/toloka/fields/mapping';
import { pausing } from '../shared/toloka/flow/pauses';
import { assertTakesItems, getAppProject, getInputSpec } from '../shared/toloka/items/projects';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure, outcomeOf } from '../shared/toloka/service/failures';
import { clean } from '../shared/toloka/values/foreign';
import { systemClock } from '../shared/n8n/clock';
import { inputReader } from '../shared/n8n/mapping';
import { checkedPerItem } from '../shared/n8n/parameters';
import { readChoice } from '../shared/n8n/readers';
import type { Connection } from '../shared/n8n/transport';
import type { TargetGroup } from './targets';

/** What the items become and what is wrong with them, by index of the item. */
export interface Checked {
	inputs: Array<Record<string, unknown> | undefined>;
	problems: Map<number, readonly Problem[]>;
	/** Why nothing can be pushed to a project, by its id. */
	failures: Map<string, TolokaFailure>;
}

/** Makes and checks the items of one project. */
interface Rules {
	readInput(item: number): Record<string, unknown>;
	check: InputCheck;
}

/** Makes what is sent of every item and checks it; nothing is pushed yet. */
export async function checkItems(
	context: IExecuteFunctions,
	{ send, signal }: Connection,
	groups: readonly TargetGroup[],
): Promise<Checked> {
	const count = context.getInputData().length;
	const inputs = new Array<Record<string, unknown> | undefined>(count).fill(undefined);
	const checked: Checked = { inputs, problems: new Map(), failures: new Map() };
	const pauseIfDue = pausing({ clock: systemClock, signal });
	const read = rulesReader(context, send);
	for (const { target, items } of groups) {
		const rules = await read(target.projectId);
		if (isFailure(rules)) {
			checked.failures.set(target.projectId, rules);
			continue;
		}
		for (const item of items) {
			checkItem(checked, rules, item);
			await pauseIfDue();
		}
	}
	return checked;
}

function checkItem({ inputs, problems }: Checked, { readInput, check }: Rules, item: number): void {
	try {
		const input = readInput(item);
		inputs[item] = input;
		const found = check(input);
		if (found.length > 0) problems.set(item, found);
	} catch (error) {
		problems.set(item, [problemOf(error)]);
	}
}

/** An expression that fails for one item concerns that item only. */
function problemOf(error: unknown): Problem {
	if (!(error instanceof Error) || error.name !== 'ExpressionError') throw error;
	return { field: '', reason: clean(error.message) };
}

/** Reads each project, and the fields that it declares, once. */
function rulesReader(
	context: IExecuteFunctions,
	send: Connection['send'],
): (projectId: string) => Promise<Rules | TolokaFailure> {
	const known = new Map<string, Promise<Rules | TolokaFailure>>();
	const extraFields = checkedPerItem(
		context,
		'options.extraFields',
		'Extra Fields',
		(value, field) => readChoice<ExtraFields>(value, field, ['refuse', 'leaveOut'], 'leaveOut'),
	);
	const rulesOf = async (projectId: string): Promise<Rules> => {
		const project = await getAppProject(send, projectId);
		assertTakesItems(project);
		const specs = await getInputSpec(send, project.app_id);
		const refusing = inputReader(context, 'fields', specs, 'refuse');
		const leavingOut = inputReader(context, 'fields', specs, 'leaveOut');
		return {
			readInput: (item) => (extraFields(item) === 'refuse' ? refusing : leavingOut)(item),
			check: inputCheck(specs),
		};
	};
	return async (projectId) => {
		const rules = known.get(projectId) ?? outcomeOf(rulesOf(projectId));
		known.set(projectId, rules);
		return await rules;
	};
}
