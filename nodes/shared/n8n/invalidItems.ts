import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Problem } from '../toloka/fields/check';
import { problemText } from '../toloka/fields/check';
import type { TolokaFailure } from '../toloka/service/failures';
import { refusal } from '../toloka/service/failures';
import { sentences } from '../toloka/service/sentences';
import { addHint, failedItem, paired } from './outputs';

/** How a node speaks of the items that it sends. */
export interface Wording {
	/** What did not happen: “Nothing was pushed”. */
	done: string;
	/** The value of Invalid Items that leaves invalid items out. */
	validOnly: string;
	/** What to do with an item that was refused: “push it again”. */
	again: string;
}

const CORRECT = 'Correct the data';

/**
 * The failure about the first of some invalid items, before anything is sent.
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

/** Why an item cannot be read, as a problem of it: what shows problems names their item. */
export function problemOf(failure: TolokaFailure): Problem {
	const { advice, itemIndex } = failure.details;
	const ofItem = new RegExp(` (?:of|for) item ${itemIndex}(?!\\d)`);
	const reason = sentences(failure).message.replace(ofItem, '');
	return { field: '', reason, advice: advice?.replace(/\.$/, '') };
}

/** What is wrong with those of some items that have a problem, in the order of these items. */
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

/** The failure of a valid item that other ones have stopped; arguments as of invalidItemsFailure. */
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

/** An item that was left out on purpose; on the error path only where the user asked for that. */
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

/** Tells beside the output of items that came out with a problem; rows without any value are no items. */
export function hintAtLeftOut(context: IExecuteFunctions, count: number, total: number): void {
	if (count === 0) return;
	const items = `${count} of ${total} ${total === 1 ? 'item' : 'items'}`;
	const were = count === 1 ? 'was' : 'were';
	addHint(context, `${items} ${were} left out: the field “problem” says why.`);
}
