import type { FieldError } from './failures';
import { TolokaFailure } from './failures';
import type { Problem } from './inputSpec';
import type { Draft } from './suiteDrafts';
import type { Fate, Fates } from './suiteResults';

/** Which input items the service refused, and why. */

/** The reason for each refused item, in order of the items' suites. */
export function refusedItems(drafts: readonly Draft[], fates: Fates): Map<number, string> {
	const reasons = new Map<number, string>();
	for (const [position, { items, isGroup }] of drafts.entries()) {
		const errors = fates.get(position)?.errors;
		if (errors === undefined) continue;
		for (const [item, reason] of reasonsByItem(items, isGroup, errors)) reasons.set(item, reason);
	}
	return reasons;
}

/** Errors of a task belong to its item, all others to every item of the suite. */
function reasonsByItem(
	items: readonly number[],
	isGroup: boolean,
	errors: readonly FieldError[],
): Map<number, string> {
	const own = new Map<number, string[]>();
	for (const error of errors) {
		const [, place, field] = /^tasks\.(\d+)\.(?:input_values\.)?(.+)$/.exec(error.path) ?? [];
		const item = isGroup && place !== undefined ? items[Number(place)] : undefined;
		const targets = item === undefined ? items : [item];
		const text = textOf(item === undefined ? error : { ...error, path: field });
		for (const target of targets) own.set(target, [...(own.get(target) ?? []), text]);
	}
	const [culprit] = own.keys();
	return new Map(
		items.map((item) => [
			item,
			own.get(item)?.join('; ') ??
				`not created, because item ${culprit} of the same task suite is invalid`,
		]),
	);
}

function textOf({ path, message, code }: FieldError): string {
	const words = [message, code && `(${code})`].filter(Boolean).join(' ');
	return path === '' ? words : `field “${path}”: ${words}`;
}

/** What the node itself found wrong, as one text. */
export function problemText(problems: readonly Problem[]): string {
	return problems
		.map(({ field, reason }) => (field === '' ? reason : `field “${field}” ${reason}`))
		.join('; ');
}

/**
 * The failure of a run that stops at invalid suites, about the first item with a reason of its own.
 *
 * @param answer the refusal of the service, where there is one.
 */
export function refusedFailure(
	drafts: readonly Draft[],
	fates: Fates,
	answer?: TolokaFailure,
): TolokaFailure | undefined {
	const refused = [...fates.entries()].filter(([, fate]) => fate.errors !== undefined);
	if (refused.length === 0) return undefined;
	const reasons = refusedItems(drafts, new Map([refused.find(hasOwnReason) ?? refused[0]]));
	const [item, reason] = [...reasons][0];
	return new TolokaFailure(answer?.kind ?? 'operation-failed', {
		...answer?.details,
		payload: undefined,
		headline: `Item ${item}: ${reason}. The service refused the whole request`,
		advice: 'Correct the data, or set Invalid Items to “Create the Valid Ones”.',
		itemIndex: item,
	});
}

function hasOwnReason([, { errors }]: [number, Fate]): boolean {
	return errors?.some(({ path }) => path !== '') === true;
}
