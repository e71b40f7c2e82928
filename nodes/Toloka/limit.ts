import type { IExecuteFunctions } from 'n8n-workflow';
import { addHint } from '../shared/n8n/outputs';
import { checkedPerItem } from '../shared/n8n/parameters';
import { readBoolean, readWholeNumber } from '../shared/n8n/readers';

const LIMIT = { min: 1, max: Number.MAX_SAFE_INTEGER, fallback: 50 };

/** How many results to return at most. */
export function readLimit(context: IExecuteFunctions, index: number): number {
	const returnAll = checkedPerItem(context, 'returnAll', 'Return All', readBoolean);
	if (returnAll(index)) return Infinity;
	const limit = checkedPerItem(context, 'limit', 'Limit', (value, field) =>
		readWholeNumber(value, field, LIMIT),
	);
	return limit(index);
}

/** Says that there are more results than Limit lets through. */
export function addCutHint(context: IExecuteFunctions, limit: number): void {
	addHint(context, `The result was cut at ${limit} items. Turn on Return All to get the rest.`);
}
