import type { FieldError } from '../service/fieldErrors';
import { errorWords, fieldErrors } from '../service/fieldErrors';
import type { TolokaFailure } from '../service/failures';
import { clean } from '../values/foreign';
import type { Run } from './run';

/** What the service says about one field of an entry, or about the whole entry. */
interface Refusal {
	position: number;
	field: string;
	error: Pick<FieldError, 'code' | 'message'>;
}

/** Which entries a failure refuses: a 400 names `input_data.N.field` (toloka-api §3.5). */
function refusals(positions: readonly number[], { kind, details }: TolokaFailure): Refusal[] {
	if (kind === 'too-large' && positions.length === 1) {
		const code = String(details.status ?? '');
		const error = { code, message: 'The item is too large for a request' };
		return [{ position: positions[0], field: '', error }];
	}
	if (kind !== 'invalid') return [];
	return fieldErrors(details.payload).flatMap(({ path, ...error }) => {
		const [, place, field] = PLACE.exec(path) ?? [];
		const position = positions[Number(place)];
		return position === undefined ? [] : [{ position, field, error }];
	});
}

const PLACE = /^(?:input_?data\.)?(\d+)\.?(?:input_?data\.)?(.*)$/i;

function reasonText({ field, error }: Refusal): string {
	const reason = errorWords(error);
	return field === '' ? reason : `field “${clean(field)}”: ${reason}`;
}

/** Records the entries that the service refused, and returns the others. */
export function withoutRefused(
	{ progress }: Run,
	positions: readonly number[],
	failure: TolokaFailure,
): readonly number[] {
	for (const refusal of refusals(positions, failure)) {
		if (progress.refused.has(refusal.position)) continue;
		progress.refused.set(refusal.position, reasonText(refusal));
	}
	return positions.filter((position) => !progress.refused.has(position));
}

/** Rewords the failure to name input items instead of places in a request. */
export function namingItems(
	{ plan }: Run,
	positions: readonly number[],
	failure: TolokaFailure,
): TolokaFailure {
	const [first, ...others] = refusals(positions, failure);
	if (first === undefined) return failure;
	const itemOf = ({ position }: Refusal) => plan.items[position];
	const named = others.map((one) => [`Item ${itemOf(one)}, ${one.field}`, one.error]);
	return failure.with({
		headline: `Item ${itemOf(first)}: ${reasonText(first)}`,
		payload: Object.fromEntries(named),
		itemIndex: itemOf(first),
	});
}
