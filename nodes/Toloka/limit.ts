import type { IExecuteFunctions } from 'n8n-workflow';
import { checkedPerItem } from '../shared/n8n/parameters';
import { readBoolean, wholeNumberWithin } from '../shared/n8n/readers';

const LIMIT = { min: 1, max: Number.MAX_SAFE_INTEGER, fallback: 50 };

/** How many results to return at most. */
export function readLimit(context: IExecuteFunctions, index: number): number {
	const returnAll = checkedPerItem(context, 'returnAll', 'Return All', readBoolean);
	if (returnAll(index)) return Infinity;
	return checkedPerItem(context, 'limit', 'Limit', wholeNumberWithin(LIMIT))(index);
}
