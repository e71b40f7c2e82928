import type { IExecuteFunctions } from 'n8n-workflow';
import { readNumber } from '../shared/n8n/parameters';

const LIMIT = { min: 1, max: Number.MAX_SAFE_INTEGER, fallback: 50 };

/** How many results to return at most. */
export function readLimit(context: IExecuteFunctions, index: number): number {
	if (context.getNodeParameter('returnAll', index, false) === true) return Infinity;
	return readNumber(context.getNodeParameter('limit', index, LIMIT.fallback), 'Limit', LIMIT);
}
