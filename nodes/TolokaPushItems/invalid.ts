import type { IExecuteFunctions } from 'n8n-workflow';
import { MISSING } from '../shared/toloka/fields/rules';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { refusal } from '../shared/toloka/service/failures';
import { clean } from '../shared/toloka/values/foreign';
import type { Wording } from '../shared/n8n/invalidItems';
import { invalidItemsFailure } from '../shared/n8n/invalidItems';
import { isMappedAutomatically } from '../shared/n8n/mapping';
import type { Checked } from './checking';

export const WORDING: Wording = {
	done: 'pushed',
	validOnly: 'Push Valid Items Only',
	again: 'push it',
};

/** The failure about invalid items; where no field is filled at all, it names the next step. */
export function invalidFailure(
	context: IExecuteFunctions,
	problems: Checked['problems'],
	inputs: Checked['inputs'],
	total: number,
): TolokaFailure {
	return (
		nothingMapped(context, problems, inputs, total) ?? invalidItemsFailure(problems, total, WORDING)
	);
}

/** The failure that names the next step, where no field of any item is filled. */
export function nothingMapped(
	context: IExecuteFunctions,
	problems: Checked['problems'],
	inputs: Checked['inputs'],
	total: number,
): TolokaFailure | undefined {
	const [first = 0] = problems.keys();
	const found = problems.get(first) ?? [];
	const fields = found.map(({ field }) => clean(field, 80));
	const isFilled = Object.keys(inputs[first] ?? { none: true }).length > 0;
	const isExplained = found.some(({ reason }) => reason !== MISSING);
	if (isFilled || isExplained || problems.size < total || hasColumn(context, first, fields)) {
		return undefined;
	}
	const names = fields.slice(0, 5).join(', ');
	return isMappedAutomatically(context, 'fields')
		? refusal(
				`No column is named ${names}. Nothing was pushed`,
				'Choose Map Each Column Manually in Item Fields, or rename the columns with Edit Fields.',
				first,
			)
		: refusal(
				`Nothing is mapped to ${names}. Nothing was pushed`,
				'Map the fields in Item Fields, or choose Map Automatically there.',
				first,
			);
}

/** A column that is there and empty is no column of another name. */
function hasColumn(context: IExecuteFunctions, item: number, fields: readonly string[]): boolean {
	if (!isMappedAutomatically(context, 'fields')) return false;
	const columns = Object.keys(context.getInputData()[item].json);
	return columns.length === 0 || columns.some((name) => fields.includes(name.replace(/^.*:/, '')));
}
