import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Problem } from '../../toloka/fields/cells/check';
import { problemText } from '../../toloka/fields/cells/check';
import type { TolokaFailure } from '../../toloka/service/failures';
import { refusal } from '../../toloka/service/failures';
import { sentences } from '../../toloka/service/sentences';
import { addHint, failedItem, paired } from '../outputs/outputs';

/** Words of a node about the items that it sends. */
export interface Wording {
	/** Completes “Nothing was …”: “pushed”. */
	done: string;
	/** Name of the choice in Invalid Items that leaves invalid items out. */
	validOnly: string;
	/** Completes “Correct this item and … again”: “push it”. */
	again: string;
}

const CORRECT = 'Correct the data';

/**
 * Returns the failure of the first invalid item, before anything is sent.
 *
 * @param problems by index of the input item; at least one.
 */
export function invalidItemsFailure(
	problems: ReadonlyMap<number, readonly Problem[]>,
	total: number,
	{ done, validOnly }: Wording,
): TolokaFailure {
	const [first = 0] = [...problems.keys()].sort((one, other) => one - other);
	const found = problems.get(first) ?? [];
	const [advice = CORRECT, ...more] = new Set(found.map((one) => one.advice || CORRECT));
	const orLeaveOut = problems.size < total ? `, or set Invalid Items to “${validOnly}”` : '';
	return refusal(
		`Item ${first}: ${problemText(found)}. Nothing was ${done}`,
		`${extent(problems.size, total)} ${[`${advice}${orLeaveOut}`, ...more].join('. ')}.`,
		first,
	);
}

/** Turns a failure to read an item into a problem, without the item's number: messages add it. */
export function problemOf(failure: TolokaFailure): Problem {
	const { advice, itemIndex } = failure.details;
	const ofItem = new RegExp(` (?:of|for) item ${itemIndex}(?!\\d)`);
	const reason = sentences(failure).message.replace(ofItem, '');
	return { field: '', reason, advice: advice?.replace(/\.$/, '') };
}

/** Returns the problems of those of the given items that have any, in the items' order. */
export function problemsAmong(
	items: readonly number[],
	problems: ReadonlyMap<number, readonly Problem[]>,
): Map<number, readonly Problem[]> {
	const found = new Map<number, readonly Problem[]>();
	for (const item of items) {
		const reasons = problems.get(item);
		if (reasons !== undefined) found.set(item, reasons);
	}
	return found;
}

/** The failure of a valid item stopped by invalid ones; arguments as in `invalidItemsFailure`. */
export function stoppedByInvalid(
	problems: ReadonlyMap<number, readonly Problem[]>,
	total: number,
	wording: Wording,
): TolokaFailure {
	const { details } = invalidItemsFailure(problems, total, wording);
	const reason = `Not ${wording.done}, because item ${details.itemIndex} is invalid`;
	return refusal(reason, details.advice ?? '');
}

function extent(count: number, total: number): string {
	if (total === 1) return 'The item is invalid.';
	if (count === total) return `All ${total} items are invalid.`;
	return count === 1
		? `1 of ${total} items is invalid.`
		: `${count} of ${total} items are invalid.`;
}

/** Outputs an item that was left out on purpose; as an error only if the node continues on fail. */
export function refusedItem(
	context: IExecuteFunctions,
	item: number,
	problem: string,
	json: object,
	{ again }: Wording,
): INodeExecutionData {
	if (!context.continueOnFail()) return paired({ ...json, problem }, item);
	const failure = refusal(`Item ${item}: ${problem}`, `Correct this item and ${again} again.`);
	return failedItem(context, failure, item);
}

/** Adds a hint about items left out because of a problem; rows without any value do not count. */
export function hintAtLeftOut(context: IExecuteFunctions, count: number, total: number): void {
	if (count === 0) return;
	const items = `${count} of ${total} ${total === 1 ? 'item' : 'items'}`;
	const were = count === 1 ? 'was' : 'were';
	addHint(context, `${items} ${were} left out: the field “problem” says why.`);
}
