import type { IExecuteFunctions } from 'n8n-workflow';
import type { PerItem } from '../shared/n8n/parameters/parameters';
import { checkedOf, checkedPerItem, idOf, idPerItem } from '../shared/n8n/parameters/parameters';
import { choiceOf, readTexts, wholeNumberWithin } from '../shared/n8n/parameters/readers';
import { refusal } from '../shared/toloka/service/failures';
import type { Aggregation } from '../shared/toloka/solutions/aggregation';
import type { Vote } from '../shared/toloka/solutions/majorityVote';

/** Parameters of Aggregate Pool, read per input item. */

const METHODS = ['DAWID_SKENE', 'WEIGHTED_DYNAMIC_OVERLAP', 'MAJORITY_VOTE'] as const;
const readIfTied = choiceOf(['empty', 'fail', 'first'] as const, 'empty');
const FIELD_LABELS = {
	outputField: 'Output Field Name or ID',
	outputFields: 'Output Field Names or IDs',
} as const;
const readMinVotes = wholeNumberWithin({ min: 1, max: 30_000, fallback: 1 });

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
	return {
		fields: checkedOf(context, 'outputFields', FIELD_LABELS.outputFields, readTexts, index),
		minVotes: checkedOf(context, 'minVotes', 'Minimum Votes', readMinVotes, index),
		ifTied: checkedOf(context, 'ifTied', 'If Tied', readIfTied, index),
	};
}

function readFields(
	context: IExecuteFunctions,
	parameter: keyof typeof FIELD_LABELS,
	index: number,
): string[] {
	const names = checkedOf(context, parameter, FIELD_LABELS[parameter], readTexts, index);
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
