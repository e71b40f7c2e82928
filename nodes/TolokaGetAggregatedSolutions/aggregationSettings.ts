import type { IExecuteFunctions } from 'n8n-workflow';
import type { PerItem } from '../shared/n8n/parameters';
import { checkedPerItem, idPerItem } from '../shared/n8n/parameters';
import { readChoice } from '../shared/n8n/readers';
import { refusal } from '../shared/toloka/service/failures';
import type { Aggregation } from '../shared/toloka/solutions/aggregation';
import { textOf } from '../shared/toloka/values/foreign';

/** The parameters of Aggregate Pool, as each input item fills them in. */

const METHODS = ['DAWID_SKENE', 'WEIGHTED_DYNAMIC_OVERLAP'] as const;

export function aggregationPerItem(context: IExecuteFunctions): PerItem<Aggregation> {
	const poolId = idPerItem(context, 'pool', 'Pool');
	const methodOf = checkedPerItem(context, 'method', 'Method', (value, name) =>
		readChoice(value, name, METHODS, 'DAWID_SKENE'),
	);
	return (index) => {
		const method = methodOf(index);
		if (method === 'DAWID_SKENE') {
			const fields = onlyOne(readFields(context, 'outputField', index));
			return { poolId: poolId(index), method, fields };
		}
		return {
			poolId: poolId(index),
			method,
			skillId: idPerItem(context, 'skill', 'Skill')(index),
			fields: readFields(context, 'outputFields', index),
		};
	};
}

/** An expression may give a list, or the names with commas between. */
function readFields(context: IExecuteFunctions, parameter: string, index: number): string[] {
	const value = context.getNodeParameter(parameter, index, '') as unknown;
	const names = (Array.isArray(value) ? value : textOf(value).split(','))
		.map(textOf)
		.filter((name) => name !== '');
	if (names.length > 0) return names;
	throw refusal('No output field is chosen', 'Choose the output field to aggregate.');
}

function onlyOne(fields: string[]): string[] {
	if (fields.length === 1) return fields;
	throw refusal(
		`${fields.length} output fields are chosen, but Dawid-Skene aggregates one`,
		'Choose one output field, or set Method to By Skill.',
	);
}
