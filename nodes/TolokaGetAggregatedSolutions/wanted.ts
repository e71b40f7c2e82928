import type { IExecuteFunctions } from 'n8n-workflow';
import { readOperation } from '../shared/n8n/parameters/operation';
import { checkedOf, checkedPerItem, idOf } from '../shared/n8n/parameters/parameters';
import { choiceOf, numberWithin } from '../shared/n8n/parameters/readers';
import type { Aggregation } from '../shared/toloka/solutions/aggregation';
import type { Vote } from '../shared/toloka/solutions/majorityVote';
import type { SolutionQuery } from '../shared/toloka/solutions/pages';
import { aggregationPerItem } from './aggregationSettings';
import type { OutputSettings } from './settings';
import { outputPerItem, queryPerItem } from './settings';

/** What an input item wants; items that want the same are grouped. */
export interface Wanted {
	source: Source;
	query: SolutionQuery;
	output: OutputSettings;
}

/** Where solutions come from: an operation to read, an aggregation to start, or a vote. */
export type Source =
	| { operationId: string }
	| { aggregation: Aggregation; waitMs: number; returnsOperation: boolean }
	| { vote: Vote };

const MINUTE_MS = 60_000;
const OPERATIONS = ['aggregatePool', 'getMany'] as const;
const readDeadline = numberWithin({ min: 0, max: 24 * 60, fallback: 180 });

/** Reads everything an item wants, without sending a request. */
export function wantedPerItem(context: IExecuteFunctions): (index: number) => Wanted {
	const source = sourcePerItem(context);
	const query = queryPerItem(context);
	const output = outputPerItem(context);
	return (index) => ({ source: source(index), query: query(index), output: output(index) });
}

function sourcePerItem(context: IExecuteFunctions): (index: number) => Source {
	if (readOperation(context, OPERATIONS) === 'getMany') {
		return (index) => ({ operationId: idOf(context, 'operationId', 'Operation ID', index) });
	}
	const aggregation = aggregationPerItem(context);
	const readDelivery = choiceOf(['operation', 'wait'], 'wait');
	const delivery = checkedPerItem(context, 'delivery', 'Delivery', readDelivery);
	return (index) => {
		const asked = aggregation(index);
		if ('minVotes' in asked) return { vote: asked };
		const returnsOperation = delivery(index) === 'operation';
		const deadline = ['options.deadlineMinutes', 'Deadline (Minutes)'] as const;
		const minutes = checkedOf(context, ...deadline, readDeadline, index);
		return { aggregation: asked, waitMs: minutes * MINUTE_MS, returnsOperation };
	};
}
