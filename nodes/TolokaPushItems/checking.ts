import type { IExecuteFunctions } from 'n8n-workflow';
import type { Problem } from '../shared/toloka/fields/cells/check';
import type { ExtraFields, Row } from '../shared/toloka/fields/rows/row';
import { forEachWithPauses } from '../shared/toloka/flow/pauses';
import { assertAcceptsItems, getAppProject, getInputSpec } from '../shared/toloka/items/projects';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure, outcomeOf } from '../shared/toloka/service/failures';
import { onceByName } from '../shared/toloka/values/onceByName';
import { systemClock } from '../shared/n8n/clock';
import { readOrFailure } from '../shared/n8n/errors';
import type { Wording } from '../shared/n8n/rows/invalidItems';
import { problemOf } from '../shared/n8n/rows/invalidItems';
import { mappedRows } from '../shared/n8n/rows/mapping';
import { checkedPerItem } from '../shared/n8n/parameters/parameters';
import { choiceOf } from '../shared/n8n/parameters/readers';
import type { Connection } from '../shared/n8n/transport/transport';
import type { TargetGroup } from './targets';

/** The node's words in messages about its items. */
export const WORDING: Wording = {
	done: 'pushed',
	validOnly: 'Push Valid Items Only',
	again: 'push it',
};

/** The inputs built from the items and the problems found, by index of the item. */
export interface Checked {
	inputs: Array<Record<string, unknown> | undefined>;
	problems: Map<number, readonly Problem[]>;
	/** Rows without any value, which do not count as items. */
	emptyRows: Set<number>;
	/** Why nothing can be pushed to a project, by its id. */
	failures: Map<string, TolokaFailure>;
}

/** Returns the number of items, not counting rows without any value. */
export function itemCount({ emptyRows, inputs }: Checked): number {
	return inputs.length - emptyRows.size;
}

/** Reads and checks an item for one project; returns undefined for a row without any value. */
type ReadRow = (item: number) => Row | TolokaFailure | undefined;

/** Builds and checks the input of every item; pushes nothing. */
export async function checkItems(
	context: IExecuteFunctions,
	{ send, signal }: Connection,
	groups: readonly TargetGroup[],
): Promise<Checked> {
	const count = context.getInputData().length;
	const inputs = new Array<Record<string, unknown> | undefined>(count);
	const checked: Checked = {
		inputs,
		problems: new Map(),
		emptyRows: new Set(),
		failures: new Map(),
	};
	const readerOf = rowReaders(context, send);
	for (const { target, items } of groups) {
		const readRow = await readerOf(target.projectId);
		if (isFailure(readRow)) {
			checked.failures.set(target.projectId, readRow);
			continue;
		}
		await forEachWithPauses(items, { clock: systemClock, signal }, (item) =>
			checkItem(checked, readRow, item),
		);
	}
	return checked;
}

function checkItem({ emptyRows, inputs, problems }: Checked, readRow: ReadRow, item: number): void {
	const row = readRow(item);
	if (isFailure(row)) problems.set(item, [problemOf(row)]);
	else if (row === undefined) emptyRows.add(item);
	else {
		inputs[item] = row.input;
		if (row.problems.length > 0) problems.set(item, row.problems);
	}
}

/** Returns the row reader of a project; each project and its fields are read once. */
function rowReaders(
	context: IExecuteFunctions,
	send: Connection['send'],
): (projectId: string) => Promise<ReadRow | TolokaFailure> {
	const readExtra = choiceOf<ExtraFields>(['refuse', 'leaveOut'], 'leaveOut');
	const extraFields = checkedPerItem(context, 'options.extraFields', 'Extra Fields', readExtra);
	const readerOf = async (projectId: string): Promise<ReadRow> => {
		const project = await getAppProject(send, projectId);
		assertAcceptsItems(project);
		const specs = { inputSpec: await getInputSpec(send, project.app_id) };
		const refusing = mappedRows(context, specs, 'refuse');
		const leavingOut = mappedRows(context, specs, 'leaveOut');
		const read = (item: number) => (extraFields(item) === 'refuse' ? refusing : leavingOut)(item);
		return (item: number) => readOrFailure(context, read, item);
	};
	return onceByName(async (projectId) => await outcomeOf(readerOf(projectId)));
}
