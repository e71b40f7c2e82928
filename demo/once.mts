import type { Execution } from './n8n/client/executions.mts';
import { failureOf, outputOf } from './n8n/client/executions.mts';
import type { OnProgress } from './n8n/progress.mts';
import { withProgress } from './n8n/progress.mts';
import { waitUntil } from './n8n/waitUntil.mts';
import type { Demo } from './setUp.mts';

export interface Summary {
	ok: boolean;
	stream: { pushed: number; received: number; lost: number; doubled: number; seconds: number };
	pool: {
		tasks: number;
		suites: number;
		solutions: number;
		lost: number;
		doubled: number;
		seconds: number;
	};
	/** Requests the service got, by endpoint. */
	requests: Record<string, number>;
	seconds: number;
}

const POOL_NAME = 'Animals, week 2';
const ITEM_LIST = 'GET /app-projects/{id}/items';

/** Runs both scenarios once and compares what came out with what the emulator knows. */
export async function runOnce(demo: Demo, onProgress: OnProgress): Promise<Summary> {
	const start = Date.now();
	const stream = await withProgress('Scenario A: rows out, answers back', onProgress, async () =>
		timed(async () => await runStream(demo)),
	);
	const pool = await withProgress(
		'Scenario B: rows, tasks, people, one answer per task',
		onProgress,
		async () => timed(async () => await runPool(demo)),
	);
	const faults = stream.lost + stream.doubled + pool.lost + pool.doubled;
	return {
		ok: faults === 0 && stream.pushed >= 1_000 && pool.solutions === pool.tasks,
		stream,
		pool,
		requests: demo.emulator.log.counts(),
		seconds: secondsSince(start),
	};
}

async function timed<T extends object>(work: () => Promise<T>): Promise<T & { seconds: number }> {
	const start = Date.now();
	return { ...(await work()), seconds: secondsSince(start) };
}

function secondsSince(start: number): number {
	return Math.round((Date.now() - start) / 100) / 10;
}

async function runStream({ client, workflows, emulator }: Demo) {
	const pushed = await runWorkflow({ client, id: workflows.push.id });
	const ids = idsIn(pushed, 'Toloka Push Items');
	const received = new Collector(client, workflows.receive.id);
	await waitUntil(
		'the trigger to deliver every answer',
		async () => {
			await received.read();
			return received.distinct().size >= ids.length;
		},
		180_000,
		1_000,
	);
	await twoMorePolls(emulator);
	await received.read();
	const distinct = received.distinct();
	return {
		pushed: ids.length,
		received: distinct.size,
		lost: ids.filter((id) => !distinct.has(id)).length,
		doubled: received.ids.length - distinct.size,
	};
}

async function runPool({ client, workflows, emulator }: Demo) {
	const execution = await runWorkflow({ client, id: workflows.pool.id });
	const rows = outputOf(execution, 'One item per row').length;
	const solutions = outputOf(execution, 'Toloka Get Aggregated Solutions');
	const poolId = emulator.catalogue.pools().find(({ name }) => name === POOL_NAME)?.id ?? '';
	const suites = emulator.truth.taskSuites(poolId);
	const tasks = suites.flatMap((suite) => suite.tasks.map(({ id }) => id));
	const answered = new Set(solutions.map(({ json }) => String(json.task_id)));
	return {
		tasks: rows,
		suites: suites.length,
		solutions: solutions.length,
		lost: tasks.filter((id) => !answered.has(id)).length,
		doubled: Math.max(0, tasks.length - rows) + solutions.length - answered.size,
	};
}

/** Whatever a poll might deliver a second time has been delivered after two more of them. */
async function twoMorePolls({ log }: Demo['emulator']): Promise<void> {
	const before = log.count(ITEM_LIST);
	await waitUntil('two more polls', async () => log.count(ITEM_LIST) >= before + 2, 60_000, 500);
}

/** Reads what the executions of a workflow received, each execution once. */
class Collector {
	readonly ids: string[] = [];
	private readonly done = new Set<string>();

	constructor(
		private readonly client: Demo['client'],
		private readonly workflowId: string,
	) {}

	async read(): Promise<void> {
		const list = await this.client.executions.list({
			workflowId: this.workflowId,
			status: ['success'],
		});
		for (const { id } of list) {
			if (this.done.has(id)) continue;
			this.done.add(id);
			const execution = await this.client.executions.get(id);
			this.ids.push(...idsIn(execution, 'Toloka Poll Finished Items Trigger'));
		}
	}

	distinct(): Set<string> {
		return new Set(this.ids);
	}
}

function idsIn(execution: Execution, node: string): string[] {
	return outputOf(execution, node).map(({ json }) => String(json.id));
}

async function runWorkflow({
	client,
	id,
}: {
	client: Demo['client'];
	id: string;
}): Promise<Execution> {
	const executionId = await client.workflows.run(id, { trigger: 'Execute workflow' });
	const execution = await client.executions.wait(executionId, { timeoutMs: 300_000 });
	if (execution.status === 'success') return execution;
	throw new Error(`A workflow of the demo ended with ${execution.status}: ${failureOf(execution)}`);
}
