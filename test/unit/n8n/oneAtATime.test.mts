import type { IExecuteFunctions } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { oneAtATime } from '../../../nodes/shared/n8n/execution/execution.ts';

/** A call of a tool by an MCP client: n8n gives it no execution ID (n8n §10). */
function mcpCall(memory: object = {}): IExecuteFunctions {
	return {
		getNode: () => ({ id: 'node', name: 'Tool', type: 'n8n-nodes-toloka.tolokaTool' }),
		getMode: () => 'webhook',
		getExecutionId: () => undefined,
		getExecutionCancelSignal: () => undefined,
		getContext: () => memory,
		runExecutionData: {},
		runIndex: 0,
	} as unknown as IExecuteFunctions;
}

const forever = new Promise<string>(() => undefined);

describe('calls of MCP clients', () => {
	it('do not wait for a call of another client', async () => {
		void oneAtATime(mcpCall(), async () => await forever);
		expect(await oneAtATime(mcpCall(), async () => await Promise.resolve('second'))).toBe('second');
	});

	it('run one after the other within one request', async () => {
		const memory = {};
		const order: string[] = [];
		const call = (name: string) => async () => {
			order.push(`${name} begins`);
			await Promise.resolve();
			order.push(`${name} ends`);
		};
		await Promise.all(['a', 'b'].map((name) => oneAtATime(mcpCall(memory), call(name))));
		expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
	});
});
