import type { TolokaFailure } from '../../service/failures';
import { namedItems, rangesOf } from '../../values/itemRanges';
import type { SentRequest } from './sentBefore';

/**
 * Adds to the failure of a canceled execution what it has sent: n8n does not retry it, and a new
 * execution would create the same again.
 *
 * @param isNamed whether a new execution finds the requests: a manual one, or one with the same
 * key.
 */
export function afterCancel(
	failure: TolokaFailure,
	count: number,
	requests: readonly SentRequest[],
	isNamed: boolean,
): TolokaFailure {
	const sent = requests.filter(({ isVoid }) => !isVoid);
	if (sent.length === 0) return failure;
	if (isNamed) {
		const advice = 'Run it again when you are ready: nothing is created twice.';
		return failure.with({ advice });
	}
	const settled = sent.filter((one) => !isUnclear(one));
	const ids = [...new Set(settled.flatMap(({ id }) => id ?? []))];
	const unclear = itemsOf(sent.filter(isUnclear));
	// Items refused together with others have been sent again without them.
	for (const item of itemsOf(settled)) unclear.delete(item);
	const items = itemsOf(sent);
	const others = [...Array(count).keys()].filter((item) => !items.has(item));
	const advice = [
		ids.length > 0 &&
			`These operations were started and continue: ${ids.join(', ')}. Toloka Wait for Operation tells what they create.`,
		unclear.size > 0 &&
			`It is unclear whether the task suites of ${namedItems(unclear)} were created: look for them in the pool, and run the workflow again for those that are missing there.`,
		others.length > 0 &&
			`To create the others, run the workflow again with these items only: ${rangesOf(others)}.`,
		others.length === 0 &&
			unclear.size < items.size &&
			`All ${unclear.size > 0 ? 'other ' : ''}items were sent: do not run the workflow again for them.`,
	];
	return failure.with({
		advice: advice.filter(Boolean).join(' '),
		isInDoubt: ids.length > 0 || unclear.size > 0,
		...(ids.length > 0 && { ids }),
	});
}

function isUnclear({ id, isUnseen, fates }: SentRequest): boolean {
	return isUnseen === true || (id === undefined && fates === undefined);
}

function itemsOf(requests: readonly SentRequest[]): Set<number> {
	return new Set(requests.flatMap(({ items }) => items.flat()));
}
