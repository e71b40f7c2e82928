import { outputOf, type Execution } from '../../../demo/n8n/client/executions.mts';
import { printProgress, withProgress, type OnProgress } from '../../../demo/n8n/progress.mts';
import { waitUntil } from '../../../demo/n8n/waitUntil.mts';
import { readLedger } from '../kill/ledger.mts';
import { twoMorePolls } from '../kill/moments.mts';
import { PoolWork, type PoolFigures } from '../kill/poolWork.mts';
import { CUT_OFF as POOL_ROUTES } from '../kill/poolWorkflows.mts';
import { receiveWorkflow } from '../kill/workflows.mts';
import { count, rows, sum, tasks, type Count } from './counts.mts';
import { beginPoolWait, endElsewhere, type PoolWaitFigures } from './poolWait.mts';
import { QueueStack } from './queueStack.mts';
import type { RowsMessage } from './workflows.mts';
import {
	AGGREGATE,
	POOL_TASKS_ID,
	WAIT,
	poolWorkflow,
	pushWorkflow,
	suspendWorkflow,
} from './workflows.mts';

/** The measurements of one pass through queue mode. */
export interface PassFigures {
	seed: number;
	seconds: number;
	/** From rows to items to answers, and from rows to tasks to aggregated answers. */
	pipelines: { items: Count; received: Count; tasks: Count; solutions: Count };
	/** Two executions whose workers were killed during a request, and which then ran again. */
	killedWorkers: { workers: number; ended: string[]; items: Count; tasks: Count };
	/** Simultaneous executions on two workers, with a limit that one worker alone would keep. */
	refusals: { executions: number; succeeded: number; refused: number; items: Count };
	/** An execution that was suspended when every process was killed. */
	suspended: { statusWhenKilled: string; status: string; tasks: Count; suites: number };
	/**
	 * Tasks, reviews and clones whose workers were killed, and the answers that arrived meanwhile.
	 */
	pools: PoolFigures;
	poolWait: PoolWaitFigures;
}

interface PassOptions {
	seed: number;
	onProgress?: OnProgress;
}

const UPLOAD = 'POST /app-projects/{id}/items/bulk';
const CREATION = 'POST /task-suites';
const MINUTE = 60_000;
const LONG_MS = 30 * MINUTE;

/** Tests everything that queue mode promises once, on its own processes. */
export async function runPass({ seed, onProgress = printProgress }: PassOptions) {
	const start = Date.now();
	const stack = await QueueStack.start(seed, onProgress);
	try {
		const pass = await Pass.prepare(stack);
		const step = async <T,>(name: string, work: () => Promise<T>) =>
			await withProgress(name, onProgress, work);
		const cutOff = await step('Workers killed', async () => await pass.killWorkers(seed));
		const suspendedId = await pass.suspend();
		const killedWorkers = await step('New runs', async () => await pass.runAnew(cutOff));
		const waiting = await beginPoolWait(stack);
		const pipelines = await step('Both pipelines', async () => await pass.pipelines());
		const refusals = await step('Two workers refused', async () => await pass.refusals());
		const poolWait = await step('Another worker', async () => {
			return await endElsewhere(stack, waiting);
		});
		const suspended = await step('Every process killed', async () => {
			return await pass.killEverything(suspendedId);
		});
		const pools = await step('Answers of a pool', async () => await pass.pools());
		const seconds = Math.round((Date.now() - start) / 1000);
		const figures: PassFigures = {
			...{ seed, seconds, pipelines, killedWorkers, refusals, suspended, pools, poolWait },
		};
		return figures;
	} catch (error) {
		const { main, workers } = stack.queueMode;
		const logs = [main, ...workers].map((process) => `${process.name}:\n${process.logTail(40)}`);
		const reason = error instanceof Error ? error.message : String(error);
		throw new Error([reason, ...logs].join('\n'), { cause: error });
	} finally {
		await stack.stop();
	}
}

/** Executions whose workers were killed. */
interface CutOff {
	executions: string[];
	workers: number;
}

/** n8n keeps no rows of an execution whose worker died, so only a new run can continue. */
const CUT_OFF_OF_POOLS = ['tasks', 'accept'] as const;

const CUT_OFF = { items: rows('killed', 100), tasks: tasks('killed', 40) };

interface Ids {
	project: string;
	pool: string;
	receive: string;
	push: string;
	label: string;
	suspend: string;
}

class Pass {
	private constructor(
		private readonly stack: QueueStack,
		private readonly ids: Ids,
		private readonly poolWork: PoolWork,
	) {}

	static async prepare(stack: QueueStack): Promise<Pass> {
		const { emulator, credential } = stack;
		const project = emulator.catalogue.appProject().id;
		const pool = emulator.seedData.addPool({ name: 'Queue', status: 'CLOSED' }).id;
		const place = { projectId: project, credential };
		const receive = await stack.publish(receiveWorkflow(place, 'normal'));
		const push = await stack.publish(pushWorkflow(project, credential));
		const label = await stack.publish(poolWorkflow(pool, credential));
		const suspend = await stack.publish(suspendWorkflow(pool, credential));
		const { client, queueMode } = stack;
		const ground = { client, credential, emulator, n8n: queueMode.main };
		const poolWork = await PoolWork.prepare(ground, 'normal', POOL_TASKS_ID);
		await twoMorePolls(emulator);
		return new Pass(stack, { project, pool, receive, push, label, suspend }, poolWork);
	}

	/** Starts an execution whose operation does not end before every process has been killed. */
	async suspend(): Promise<string> {
		const { emulator } = this.stack;
		const creations = emulator.log.count(CREATION);
		emulator.switches.set({ operationRunMs: LONG_MS });
		const id = await this.stack.send(this.ids.suspend, tasks('suspended', 20));
		await waitUntil('its operation', () => emulator.log.count(CREATION) > creations, MINUTE);
		emulator.switches.set({ operationRunMs: 1_000 });
		return id;
	}

	async pipelines(): Promise<PassFigures['pipelines']> {
		const items = rows('stream', 200);
		const labeled = tasks('labeled', 50);
		const [, label] = await this.stack.ends([
			await this.stack.send(this.ids.push, items),
			await this.stack.send(this.ids.label, labeled),
		]);
		return {
			items: this.items(items),
			received: await this.received(items),
			tasks: this.tasks(labeled),
			solutions: this.solutions(label),
		};
	}

	/** Makes both workers send more requests per second than the service accepts. */
	async refusals(): Promise<PassFigures['refusals']> {
		const { emulator } = this.stack;
		const messages = Array.from({ length: 4 }, (_, index) => rows(`refused ${index}`, 10));
		emulator.switches.set({ requestsPerSecond: 3 });
		const ids: string[] = [];
		for (const message of messages) ids.push(await this.stack.send(this.ids.push, message));
		const ended = await this.stack.ends(ids);
		emulator.switches.set({ requestsPerSecond: 300 });
		const refused = emulator.log.entries().filter(({ status }) => status === 429).length;
		return {
			executions: ids.length,
			succeeded: ended.filter(({ status }) => status === 'success').length,
			refused,
			items: sum(messages.map((message) => this.items(message))),
		};
	}

	/** Kills workers during requests that the service either carries out or never receives. */
	async killWorkers(seed: number): Promise<CutOff> {
		const { emulator } = this.stack;
		const applied = seed % 2 === 1;
		for (const route of [UPLOAD, CREATION, ...CUT_OFF_OF_POOLS.map((kind) => POOL_ROUTES[kind])]) {
			emulator.faults.add({ kind: 'hang', applied, match: { route } });
		}
		const executions = await this.sendBoth();
		await this.poolWork.send(1, CUT_OFF_OF_POOLS);
		const struck = () => emulator.faults.list().every((fault) => fault.struck > 0);
		await waitUntil('all requests to be under way', struck, MINUTE);
		const workers = this.stack.workersOf(executions);
		await this.stack.replaceWorkers([...this.stack.queueMode.workers.keys()]);
		return { executions, workers: workers.length };
	}

	/** Runs the interrupted work again, which finds what already exists. */
	async runAnew({ executions, workers }: CutOff): Promise<PassFigures['killedWorkers']> {
		const ended = await this.stack.ends(executions);
		await this.stack.ends(await this.sendBoth());
		await this.poolWork.complete();
		return {
			workers,
			ended: ended.map(({ status }) => status),
			items: this.items(CUT_OFF.items),
			tasks: this.tasks(CUT_OFF.tasks),
		};
	}

	/**
	 * Does work on pools whose first responses are lost; counts answers from after the kills, too.
	 */
	async pools(): Promise<PoolFigures> {
		for (const route of this.poolWork.routes) {
			this.stack.emulator.faults.add({ kind: 'lost-answer', match: { route } });
		}
		await this.poolWork.send(2);
		await this.poolWork.complete();
		return await this.poolWork.figures();
	}

	private async sendBoth(): Promise<string[]> {
		return [
			await this.stack.send(this.ids.push, CUT_OFF.items),
			await this.stack.send(this.ids.label, CUT_OFF.tasks),
		];
	}

	async killEverything(suspendedId: string): Promise<PassFigures['suspended']> {
		const { client, emulator } = this.stack;
		const { executions } = client;
		const before = await executions.wait(suspendedId, {
			until: ['waiting', 'success', 'error'],
		});
		this.poolWork.answer();
		await this.stack.replaceEverything();
		emulator.clock.advance(LONG_MS);
		const execution = await executions.wait(suspendedId, { timeoutMs: 5 * MINUTE });
		return {
			statusWhenKilled: before.status,
			status: execution.status,
			tasks: this.tasks(tasks('suspended', 20)),
			suites: suitesIn(execution),
		};
	}

	/** Counts how often each row became an item. */
	private items({ rows: sent }: RowsMessage): Count {
		const made = this.stack.emulator.truth.items(this.ids.project);
		return count(
			sent.map(({ id }) => String(id)),
			made.map(({ input }) => String(input.id)),
		);
	}

	/** Counts how often each row became a task. */
	private tasks({ rows: sent }: RowsMessage): Count {
		const suites = this.stack.emulator.truth.taskSuites(this.ids.pool);
		const made = suites.flatMap((suite) => suite.tasks.map(({ input }) => String(input.image)));
		return count(
			sent.map(({ image }) => String(image)),
			made,
		);
	}

	/** Counts how often each task of the pool was returned with its answer. */
	private solutions(label: Execution | undefined): Count {
		const suites = this.stack.emulator.truth.taskSuites(this.ids.pool);
		const ids = suites.flatMap((suite) => suite.tasks.map(({ id }) => id));
		const solutions = label === undefined ? [] : outputOf(label, AGGREGATE);
		return count(
			ids,
			solutions.map(({ json }) => String(json.task_id)),
		);
	}

	/** Counts how often the trigger delivered the items of these rows. */
	private async received({ rows: sent }: RowsMessage): Promise<Count> {
		const { client, emulator } = this.stack;
		const wanted = new Set(sent.map(({ id }) => id));
		const ids = emulator.truth
			.items(this.ids.project)
			.filter(({ input }) => wanted.has(String(input.id)))
			.map(({ id }) => id);
		const read = async () => (await readLedger(client, this.ids.receive)).delivered;
		const all = async () => ids.every((id) => delivered.has(id));
		let delivered = await read();
		await waitUntil(
			'every answer',
			async () => {
				delivered = await read();
				return await all();
			},
			2 * MINUTE,
			1_000,
		).catch(() => undefined);
		await twoMorePolls(emulator);
		const repeated = [...(await read())].flatMap(([id, times]) => Array<string>(times).fill(id));
		return count(ids, repeated);
	}
}

function suitesIn({ data }: Execution): number {
	const done = (data.resultData.runData[WAIT] ?? []).at(-1);
	const ids = done?.data?.main[1]?.[0]?.json.task_suite_ids;
	return Array.isArray(ids) ? ids.length : 0;
}
