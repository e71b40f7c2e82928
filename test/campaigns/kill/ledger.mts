import type { INodeExecutionData } from 'n8n-workflow';
import type { Execution, ExecutionSummary } from '../../../demo/n8n/client/executions.mts';
import { outputOf } from '../../../demo/n8n/client/executions.mts';
import type { N8nClient } from '../../../demo/n8n/client/n8nClient.mts';
import { ONCE, TRIGGER } from './workflows.mts';

/** What the executions of the receiving workflow contain. */
export interface Ledger {
	executions: number;
	/** Executions that did not finish because n8n was killed. */
	crashed: number;
	/** How often each item was delivered, by ID. */
	delivered: Map<string, number>;
	/** How often each item passed Remove Duplicates, by ID. */
	passed: Map<string, number>;
}

/**
 * Reads every execution that the trigger started. An item counts as delivered if an execution's
 * data contains it, whatever the outcome: an interrupted execution is kept with its items and can
 * be retried. A retry contains the items of the execution that it repeats, so it does not count as
 * a delivery.
 */
export async function readLedger(client: N8nClient, workflowId: string): Promise<Ledger> {
	const ledger: Ledger = { executions: 0, crashed: 0, delivered: new Map(), passed: new Map() };
	for (const { id } of await client.executions.list({ workflowId })) {
		const execution = await client.executions.get(id);
		if (!isRetry(execution)) {
			ledger.executions += 1;
			if (execution.status === 'crashed') ledger.crashed += 1;
			for (const item of deliveredIn(execution)) count(ledger.delivered, item);
		}
		if (execution.status === 'success') {
			for (const { json } of outputOf(execution, ONCE)) count(ledger.passed, String(json.id));
		}
	}
	return ledger;
}

function isRetry({ mode }: ExecutionSummary): boolean {
	return mode === 'retry';
}

/**
 * Finds the items of a finished execution in its run data, those of an unfinished one on its stack.
 */
function deliveredIn({ data }: Execution): Set<string> {
	const runs = data.resultData.runData[TRIGGER] ?? [];
	const ran = runs.flatMap((run) => run.data?.main[0] ?? []);
	const stack = data.executionData?.nodeExecutionStack ?? [];
	const waiting = stack
		.filter(({ node }) => node.name === TRIGGER)
		.flatMap((entry) => entry.data.main?.[0] ?? []);
	return new Set([...ran, ...waiting].flatMap(itemIds));
}

function itemIds({ json }: INodeExecutionData): string[] {
	return typeof json.dedupeKey === 'string' ? [String(json.id)] : [];
}

function count(counts: Map<string, number>, key: string): void {
	counts.set(key, (counts.get(key) ?? 0) + 1);
}
