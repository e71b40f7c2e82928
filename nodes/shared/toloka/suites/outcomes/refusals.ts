import type { FieldError } from '../../service/fieldErrors';
import { errorWords } from '../../service/fieldErrors';
import { TolokaFailure } from '../../service/failures';
import { firstOf } from '../../values/lists';
import type { Draft } from '../drafts/drafts';
import type { Facts } from '../run/fates';

export function refusedItems(drafts: readonly Draft[], fates: Facts): Map<number, string> {
	const reasons = new Map<number, string>();
	for (const [position, draft] of drafts.entries()) {
		const errors = fates.get(position)?.errors;
		if (errors === undefined) continue;
		for (const [item, reason] of reasonsFor(draft, errors)) reasons.set(item, reason);
	}
	return reasons;
}

export function reasonsFor(draft: Draft, errors: readonly FieldError[]): Map<number, string> {
	const own = ownReasons(draft, errors);
	const [culprit] = own.keys();
	const others = `not created, because item ${culprit} of the same task suite is invalid`;
	return new Map(draft.items.map((item) => [item, own.get(item) ?? others]));
}

const SHOWN_REASONS = 5;

/** The first reasons for one item, and how many there are. */
interface Reasons {
	shown: string[];
	count: number;
}

/** Errors of a task belong to its item, all others to every item of the suite. */
function ownReasons(draft: Draft, errors: readonly FieldError[]): Map<number, string> {
	const byItem = new Map<number, Reasons>();
	for (const error of errors) {
		const { items, text } = reasonOf(draft, error);
		for (const item of items) {
			const reasons = byItem.get(item) ?? { shown: [], count: 0 };
			byItem.set(item, reasons);
			if (++reasons.count <= SHOWN_REASONS) reasons.shown.push(text());
		}
	}
	return new Map([...byItem].map(([item, { shown, count }]) => [item, firstOf(shown, count)]));
}

/** Fields are named as in the user's data: as their columns, and without a path in a task. */
function reasonOf(
	draft: Draft,
	error: FieldError,
): { items: readonly number[]; text: () => string } {
	const { items, form } = draft;
	const [, place, field] = /^tasks\.(\d+)\.(.+)$/.exec(error.path) ?? [];
	const item = form === 'group' && place !== undefined ? items[Number(place)] : undefined;
	if (item === undefined) {
		return { items, text: () => textOf(error, nameOf(draft, items[0], error.path)) };
	}
	return { items: [item], text: () => textOf(error, nameOf(draft, item, field)) };
}

function nameOf({ form, columns }: Draft, item: number, path: string): string {
	for (const [ofColumn, column] of columns?.get(item) ?? []) {
		if (path === ofColumn) return column;
		if (path.startsWith(`${ofColumn}.`)) return `${column}${path.slice(ofColumn.length)}`;
	}
	return form === 'suite' ? path : path.replace(/^input_values\./, '');
}

function textOf(error: FieldError, path: string): string {
	const words = errorWords(error);
	return path === '' ? words : `field “${path}”: ${words}`;
}

/** The failure of a run that stops at invalid items, about the first with a reason of its own. */
export function refusedFailure(
	drafts: readonly Draft[],
	fates: Facts,
	refusal?: TolokaFailure,
): TolokaFailure | undefined {
	const refused: Array<[position: number, errors: readonly FieldError[]]> = [];
	for (const [position, { errors }] of fates)
		if (errors !== undefined) refused.push([position, errors]);
	if (refused.length === 0) return undefined;
	const invalid = refused.find(([, errors]) => errors.some(({ path }) => path !== ''));
	const [position, errors] = invalid ?? refused[0];
	const [[item, reason]] = ownReasons(drafts[position], errors);
	const extent = invalid === undefined ? '' : '. Toloka refused the whole request';
	return new TolokaFailure(refusal?.kind ?? 'operation-failed', {
		...refusal?.details,
		payload: undefined,
		headline: `Item ${item}: ${reason}${extent}`,
		advice: 'Correct the data, or set Invalid Items to “Create Valid Items Only”.',
		itemIndex: item,
	});
}
