import { TolokaFailure } from '../service/failures';
import type { Draft } from './drafts';
import type { FieldError } from '../service/fieldErrors';
import type { Facts, Fate } from './fates';

/** The reason for each refused item. */
export function refusedItems(drafts: readonly Draft[], fates: Facts): Map<number, string> {
	const reasons = new Map<number, string>();
	for (const [position, draft] of drafts.entries()) {
		const errors = fates.get(position)?.errors;
		if (errors === undefined) continue;
		const own = ownReasons(draft, errors);
		const [culprit] = own.keys();
		const others = `not created, because item ${culprit} of the same task suite is invalid`;
		for (const item of draft.items) reasons.set(item, own.get(item) ?? others);
	}
	return reasons;
}

const SHOWN_REASONS = 5;

/** Errors of a task belong to its item, all others to every item of the suite. */
function ownReasons({ items, isGroup }: Draft, errors: readonly FieldError[]): Map<number, string> {
	const texts = new Map<number, string[]>();
	for (const error of errors) {
		const [, place, field] = /^tasks\.(\d+)\.(?:input_values\.)?(.+)$/.exec(error.path) ?? [];
		const item = isGroup && place !== undefined ? items[Number(place)] : undefined;
		const text = textOf(item === undefined ? error : { ...error, path: field });
		for (const target of item === undefined ? items : [item]) {
			texts.set(target, [...(texts.get(target) ?? []), text]);
		}
	}
	return new Map([...texts].map(([item, list]) => [item, joined(list)]));
}

function joined(texts: readonly string[]): string {
	const more = texts.length - SHOWN_REASONS;
	const shown = texts.slice(0, SHOWN_REASONS).join('; ');
	return more > 0 ? `${shown}; and ${more} more` : shown;
}

function textOf({ path, message, code }: FieldError): string {
	const words = [message, code && `(${code})`].filter(Boolean).join(' ');
	return path === '' ? words : `field “${path}”: ${words}`;
}

/**
 * The failure of a run that stops at invalid suites, about the first item with a reason of its own.
 *
 * @param answer the refusal of the service, where there is one.
 */
export function refusedFailure(
	drafts: readonly Draft[],
	fates: Facts,
	answer?: TolokaFailure,
): TolokaFailure | undefined {
	const refused = [...fates].filter(([, { errors }]) => errors !== undefined);
	if (refused.length === 0) return undefined;
	const invalid = refused.find(hasFieldError);
	const [position, { errors = [] }] = invalid ?? refused[0];
	const [[item, reason]] = ownReasons(drafts[position], errors);
	const extent = invalid === undefined ? '' : '. The service refused the whole request';
	return new TolokaFailure(answer?.kind ?? 'operation-failed', {
		...answer?.details,
		payload: undefined,
		headline: `Item ${item}: ${reason}${extent}`,
		advice: 'Correct the data, or set Invalid Items to “Create the Valid Ones”.',
		itemIndex: item,
	});
}

function hasFieldError([, { errors }]: [number, Fate]): boolean {
	return errors?.some(({ path }) => path !== '') === true;
}
