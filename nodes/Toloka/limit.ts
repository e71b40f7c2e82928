import type { IExecuteFunctions } from 'n8n-workflow';
import { readBoolean, readNumber } from '../shared/n8n/readers';

const LIMIT = { min: 1, max: Number.MAX_SAFE_INTEGER, fallback: 50 };

/** How many results to return at most. */
export function readLimit(context: IExecuteFunctions, index: number): number {
	const returnAll = context.getNodeParameter('returnAll', index, false) as unknown;
	if (readBoolean(returnAll, 'Return All', false)) return Infinity;
	return readNumber(context.getNodeParameter('limit', index, LIMIT.fallback), 'Limit', LIMIT);
}
