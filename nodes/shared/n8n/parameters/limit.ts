import type { IExecuteFunctions } from 'n8n-workflow';
import { checkedOf } from './parameters';
import { readBoolean, wholeNumberWithin } from './readers';

const readCount = wholeNumberWithin({ min: 1, max: Number.MAX_SAFE_INTEGER, fallback: 50 });

/** Reads Return All and Limit; Infinity for all. */
export function readLimit(context: IExecuteFunctions, itemIndex: number): number {
	if (checkedOf(context, 'returnAll', 'Return All', readBoolean, itemIndex)) return Infinity;
	return checkedOf(context, 'limit', 'Limit', readCount, itemIndex);
}
