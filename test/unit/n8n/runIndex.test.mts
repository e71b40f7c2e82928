import type { IExecuteFunctions } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { runIndex } from '../../../nodes/shared/n8n/execution/execution.ts';

/** Creates a node's context with these parts and what it has kept. */
function contextOf(parts: object, kept: object = {}): IExecuteFunctions {
	return { getContext: () => kept, ...parts } as unknown as IExecuteFunctions;
}

describe("the index of the node's run", () => {
	it('is read from the context itself if possible', () => {
		const getWorkflowDataProxy = () => expect.unreachable();
		expect(runIndex(contextOf({ runIndex: 0, getWorkflowDataProxy }))).toBe(0);
	});

	it('is read from the data of expressions if the context does not have it', () => {
		const kept = {};
		const at = ($runIndex: number) =>
			runIndex(contextOf({ getWorkflowDataProxy: () => ({ $runIndex }) }, kept));
		expect([at(1), at(2), at(3)]).toEqual([0, 1, 2]);
	});
});
