import type { IExecuteFunctions } from 'n8n-workflow';
import type { Problem } from '../../toloka/fields/cells/check';
import { MISSING } from '../../toloka/fields/cells/rules';
import type { TolokaFailure } from '../../toloka/service/failures';
import { refusal } from '../../toloka/service/failures';
import { clean, isRecord } from '../../toloka/values/foreign';
import { listedFirst } from '../../toloka/values/lists';
import { readsOther } from '../expressions/namedColumns';
import { CONNECT_ROWS, isWithoutRows } from '../parameters/emptyInput';
import type { Wording } from './invalidItems';
import { isMappedAutomatically } from './mapping';
import { rawParameter } from '../parameters/parameters';
import { isEmpty } from '../parameters/readers';

/** Labels of the mapper's parts in n8n, which does not show the parameter's own name. */
const MODE = 'Mapping Column Mode';
const VALUES = 'Values to Send';

/** Invalid items, and whether an item has none of the project's fields. */
export interface Invalid {
	/** By index of the input item. */
	problems: ReadonlyMap<number, readonly Problem[]>;
	isUnfilled: (item: number) => boolean;
}

/**
 * Returns a failure with the next step if all items are invalid only because no field is filled
 * (checked on the first item); otherwise undefined.
 */
export function nothingMapped(
	context: IExecuteFunctions,
	{ problems, isUnfilled }: Invalid,
	total: number,
	wording: Wording,
): TolokaFailure | undefined {
	const [first = 0] = problems.keys();
	const found = problems.get(first) ?? [];
	const isExplained = found.some(({ reason }) => reason !== MISSING);
	if (!isUnfilled(first) || isExplained || problems.size < total) return undefined;
	const fields = found.map(({ field }) => field);
	return isMappedAutomatically(context)
		? noColumn(context, first, fields, wording)
		: noValue(context, first, fields, wording);
}

function noColumn(
	context: IExecuteFunctions,
	item: number,
	fields: readonly string[],
	{ done }: Wording,
): TolokaFailure | undefined {
	if (isWithoutRows(context)) return noRow(item, done);
	const columns = Object.keys(context.getInputData()[item].json);
	// If a column has a field's name, it is empty, not misnamed.
	const isThere = columns.some((name) => fields.includes(name.replace(/^.*:/, '')));
	if (columns.length === 0 || isThere) return undefined;
	return refusal(
		`No column is named ${listed(fields)}. Nothing was ${done}`,
		`Set ${MODE} to “Map Each Column Manually”, or rename the columns with Edit Fields.`,
		item,
	);
}

function noValue(
	context: IExecuteFunctions,
	item: number,
	fields: readonly string[],
	{ done }: Wording,
): TolokaFailure {
	const raw: unknown = rawParameter(context, 'fields.value', null);
	const mapped = fields.filter((field) => !isRecord(raw) || !isEmpty(raw[field]));
	if (mapped.length > 0) {
		const readsItem = isRecord(raw) && mapped.some((field) => !readsOther(String(raw[field])));
		if (readsItem && isWithoutRows(context)) return noRow(item, done);
		return refusal(
			`Item ${item}: the expressions return no value for ${listed(mapped)}. Nothing was ${done}`,
			`Check under ${VALUES} whether the input has the columns that the expressions name.`,
			item,
		);
	}
	return refusal(
		`Nothing is mapped to ${listed(fields)}. Nothing was ${done}`,
		`Fill in the fields under ${VALUES}, or set ${MODE} to “Map Automatically”.`,
		item,
	);
}

function noRow(item: number, done: string): TolokaFailure {
	return refusal(`The input is an empty item, not a row. Nothing was ${done}`, CONNECT_ROWS, item);
}

function listed(fields: readonly string[]): string {
	return listedFirst(
		fields.map((field) => clean(field, 80)),
		5,
	);
}
