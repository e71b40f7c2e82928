import type { IExecuteFunctions } from 'n8n-workflow';
import { expect, it } from 'vitest';
import { earlierTryBegan } from '../../../nodes/shared/n8n/execution/execution.ts';

/** Creates the context of a node after Start, which began at 70. */
function contextIn(mode: string, parts: object = {}): IExecuteFunctions {
	return {
		getContext: () => ({}),
		getMode: () => mode,
		getExecuteData: () => ({ source: { main: [{ previousNode: 'Start' }] } }),
		runExecutionData: { resultData: { runData: { Start: [{ startTime: 70 }] } } },
		runIndex: 0,
		...parts,
	} as unknown as IExecuteFunctions;
}

it('a retry may follow others since its execution began, in n8n 1 since the node before', () => {
	const n8n2 = { getExecutionContext: () => ({ establishedAt: 50 }) };
	expect(earlierTryBegan(contextIn('retry', n8n2))).toBe(50);
	expect(earlierTryBegan(contextIn('retry'))).toBe(70);
	expect(earlierTryBegan(contextIn('trigger', n8n2))).toBeUndefined();
	expect(earlierTryBegan(contextIn('manual'))).toBeUndefined();
});
