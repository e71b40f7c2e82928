import type { IExecuteFunctions } from 'n8n-workflow';
import { refusal } from '../../toloka/service/failures';
import { clean } from '../../toloka/values/foreign';
import { readsOther } from '../expressions/namedColumns';

/** Whether the only item is what n8n outputs in place of none: no data and no file. */
export function isWithoutRows(context: IExecuteFunctions): boolean {
	const items = context.getInputData();
	if (items.length !== 1) return false;
	const [{ json, binary = {} }] = items;
	return Object.keys(json).length === 0 && Object.keys(binary).length === 0;
}

/** What to do if the input is such an item. */
export const CONNECT_ROWS =
	'If an earlier node found no rows, switch off Always Output Data in its settings: this node then does not run. Otherwise connect a node that outputs rows.';

/**
 * Refuses an empty id if the input says why it is empty: it is the item that n8n outputs in place
 * of rows, or one that an earlier node left out.
 *
 * @param entered the parameter as entered, as JSON.
 */
export function explainEmptyId(
	context: IExecuteFunctions,
	entered: string,
	label: string,
	index: number,
): void {
	if (entered.includes('$json') && !readsOther(entered) && isWithoutRows(context)) {
		const text = `${label} of item ${index} is empty: the input is an empty item, not a row`;
		throw refusal(text, CONNECT_ROWS, index);
	}
	const { problem, ...rest } = context.getInputData()[index]?.json ?? {};
	const isLeftOut = rest.id === null || rest.task_suite_id === null;
	if (typeof problem !== 'string' || !isLeftOut) return;
	throw refusal(
		`${label} of item ${index} is empty, because an earlier node left the item out: ${clean(problem)}`,
		'Correct its row, or put a Filter before this node that keeps the items whose “problem” does not exist.',
		index,
	);
}
