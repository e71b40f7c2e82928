import { failureOf, outputOf, type Execution } from '../n8n/client/executions.mts';
import type { N8nClient } from '../n8n/client/n8nClient.mts';

const RUN_MS = 300_000;

/** Runs a workflow as “Execute workflow” does; returns its execution or throws if it fails. */
export async function runWorkflow(client: N8nClient, id: string): Promise<Execution> {
	const executionId = await client.workflows.run(id, { trigger: 'Execute workflow' });
	const execution = await client.executions.wait(executionId, { timeoutMs: RUN_MS });
	if (execution.status === 'success') return execution;
	throw new Error(`A workflow of the demo ended with ${execution.status}: ${failureOf(execution)}`);
}

/** Values of a field in all runs of a node; each branch that leads to the node is a run. */
export function valuesOf(execution: Execution, node: string, field = 'id'): string[] {
	const runs = execution.data.resultData.runData[node] ?? [];
	return runs
		.flatMap((_, run) => outputOf(execution, node, { run }))
		.map(({ json }) => String(json[field]));
}

/** Reads what the executions of a workflow output, each execution once. */
export class Collector {
	private readonly done = new Set<string>();
	private readonly found = new Map<string, string[]>();

	constructor(
		private readonly client: N8nClient,
		private readonly workflowId: string,
		/** The field to read from each node's output. */
		private readonly fields: Record<string, string>,
	) {}

	async read(): Promise<void> {
		const { workflowId } = this;
		const list = await this.client.executions.list({ workflowId, status: ['success'] });
		for (const { id } of list) {
			if (this.done.has(id)) continue;
			this.done.add(id);
			const execution = await this.client.executions.get(id);
			for (const [node, field] of Object.entries(this.fields))
				this.found.set(node, [...this.of(node), ...valuesOf(execution, node, field)]);
		}
	}

	/** The values of a node so far, including repetitions. */
	of(node: string): string[] {
		return this.found.get(node) ?? [];
	}
}
