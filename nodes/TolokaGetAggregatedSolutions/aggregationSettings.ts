import type { IExecuteFunctions } from 'n8n-workflow';
import type { PerItem } from '../shared/n8n/parameters';
import { checkedPerItem, idOf, idPerItem, valueOf } from '../shared/n8n/parameters';
import { choiceOf, readChoice, readTexts, readWholeNumber } from '../shared/n8n/readers';
import { refusal } from '../shared/toloka/service/failures';
import type { Aggregation } from '../shared/toloka/solutions/aggregation';
import type { Vote } from '../shared/toloka/solutions/majorityVote';

/** Parameters of Aggregate Pool, read per input item. */

const METHODS = ['DAWID_SKENE', 'WEIGHTED_DYNAMIC_OVERLAP', 'MAJORITY_VOTE'] as const;
const IF_TIED = ['empty', 'fail', 'first'] as const;
const FIELD_LABELS = {
	outputField: 'Output Field Name or ID',
	outputFields: 'Output Field Names or IDs',
} as const;
const MIN_VOTES = { min: 1, max: 30_000, fallback: 1 };

export function aggregationPerItem(context: IExecuteFunctions): PerItem<Aggregation | Vote> {
	const poolOf = idPerItem(context, 'pool', 'Pool');
	const methodOf = checkedPerItem(context, 'method', 'Method', choiceOf(METHODS, 'DAWID_SKENE'));
	return (index) => {
		const poolId = poolOf(index);
		const method = methodOf(index);
		if (method === 'MAJORITY_VOTE') return { poolId, ...readVote(context, index) };
		if (method === 'DAWID_SKENE') {
			return { poolId, method, fields: onlyOne(readFields(context, 'outputField', index)) };
		}
		const skillId = idOf(context, 'skill', 'Skill', index);
		return { poolId, method, skillId, fields: readFields(context, 'outputFields', index) };
	};
}

/** Reads the settings of a majority vote; if no fields are chosen, it is on all of them. */
function readVote(context: IExecuteFunctions, index: number): Omit<Vote, 'poolId'> {
	const value = (parameter: string) => valueOf(context, parameter, index);
	const field = (label: string) => ({ label, itemIndex: index });
	return {
		fields: readTexts(value('outputFields'), field(FIELD_LABELS.outputFields)),
		minVotes: readWholeNumber(value('minVotes'), field('Minimum Votes'), MIN_VOTES),
		ifTied: readChoice(value('ifTied'), field('If Tied'), IF_TIED, 'empty'),
	};
}

function readFields(
	context: IExecuteFunctions,
	parameter: keyof typeof FIELD_LABELS,
	index: number,
): string[] {
	const field = { label: FIELD_LABELS[parameter], itemIndex: index };
	const names = readTexts(valueOf(context, parameter, index), field);
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
