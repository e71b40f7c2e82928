import { waitUntil } from '../../../demo/n8n/waitUntil.mts';
import type { Stack } from '../../../demo/stack.mts';
import type { N8nProcess } from '../../../demo/n8n/n8n.mts';
import { countFaults, type Faults } from './figures.mts';
import { readLedger, type Ledger } from './ledger.mts';
import {
	CUT_OFF,
	POOL_WORK,
	answersWorkflow,
	poolWorkflow,
	type PoolWorkKind,
} from './poolWorkflows.mts';
import { Uploads, type Upload } from './uploads.mts';

const MIXER = { real_tasks_count: 4, golden_tasks_count: 1, training_tasks_count: 0 };
const ROWS = 12;
const DELIVERED_MS = 60_000;

/** The results of the work on pools: nothing may be doubled or missing. */
export interface PoolFigures {
	tasks: Faults & { wanted: number };
	/** Assignments to accept; `others` were accepted without a request. */
	accepted: { wanted: number; lost: number; others: number };
	clones: { wanted: number; lost: number; doubled: number };
	/** Answers, compared with those in the executions of the Pool Trigger's workflow. */
	answers: Faults & { wanted: number; missing: number };
}

/** The n8n and the service used for the work. */
type Place = Pick<Stack, 'client' | 'credential' | 'emulator'> & {
	n8n: Pick<N8nProcess, 'url'>;
};

/**
 * Pool work besides the items: tasks for a pool with smart mixing, reviews, clones, new answers.
 */
export class PoolWork {
	readonly #uploads: Record<PoolWorkKind, Upload[]> = { tasks: [], accept: [], clone: [] };
	#asked: string[] = [];

	private constructor(
		private readonly stack: Place,
		private readonly pools: Record<PoolWorkKind, string>,
		private readonly senders: Record<PoolWorkKind, Uploads>,
		private readonly receiverId: string,
	) {}

	static async prepare(stack: Place, delivery: string, operationId?: string): Promise<PoolWork> {
		const { client, credential, emulator, n8n } = stack;
		const { seedData } = emulator;
		const inputSpec = { image: { type: 'url' } };
		const mixing = { name: 'Mixing', mixerConfig: MIXER, defaultTaskOverlap: 1, inputSpec };
		const pools: Record<PoolWorkKind, string> = {
			tasks: seedData.addPool(mixing).id,
			accept: seedData.addPool({ name: 'Reviewed', status: 'OPEN', autoAccept: false }).id,
			clone: seedData.addPool({ name: 'Cloned', defaultOverlap: 1 }).id,
		};
		const receiver = await client.workflows.create(
			answersWorkflow(pools.accept, credential, delivery),
		);
		await client.workflows.activate(receiver.id);
		const sender = async (kind: PoolWorkKind) => {
			const workflow = poolWorkflow(kind, pools[kind], credential, operationId);
			const { id } = await client.workflows.create(workflow);
			await client.workflows.activate(id);
			return new Uploads(client, n8n.url, id, kind);
		};
		const [tasks, accept, clone] = [
			await sender('tasks'),
			await sender('accept'),
			await sender('clone'),
		];
		return new PoolWork(stack, pools, { tasks, accept, clone }, receiver.id);
	}

	/** The routes whose requests are interrupted. */
	readonly routes = POOL_WORK.map((kind) => CUT_OFF[kind]);

	/** Submits some answers. */
	answer(): string[] {
		const { clock, seedData } = this.stack.emulator;
		const toMs = clock.now();
		const times = { fromMs: toMs - 1_000, toMs };
		return seedData.addAssignments(this.pools.accept, {
			count: ROWS,
			status: 'SUBMITTED',
			...times,
		});
	}

	/** Starts one piece of work of each kind. */
	async send(number: number, kinds: readonly PoolWorkKind[] = POOL_WORK): Promise<void> {
		const ids = this.answer().slice(0, ROWS / 2);
		if (kinds.includes('accept')) this.#asked.push(...ids);
		const image = (index: number) => `https://example.com/pool/${number}/${index}.jpg`;
		const uploads: Record<PoolWorkKind, Upload> = {
			tasks: { number, rows: ids.map((_id, index) => ({ image: image(index) })) },
			accept: { number, rows: ids.map((id) => ({ id })) },
			clone: { number, rows: [{ name: `clone ${number}` }] },
		};
		for (const kind of kinds) {
			this.#uploads[kind].push(uploads[kind]);
			await this.senders[kind].send(uploads[kind]);
		}
	}

	/** Retries interrupted work until all of it has succeeded. */
	async complete(): Promise<void> {
		for (const kind of POOL_WORK) {
			const latest = this.#uploads[kind].at(-1);
			if (latest !== undefined) await this.senders[kind].complete(latest);
		}
	}

	async figures(): Promise<PoolFigures> {
		const { client, emulator } = this.stack;
		const { catalogue, truth } = emulator;
		const assignments = truth.assignments(this.pools.accept);
		const ids = assignments.map(({ id }) => id);
		let ledger: Ledger = await readLedger(client, this.receiverId);
		await waitUntil(
			'every answer to be delivered',
			async () => {
				ledger = await readLedger(client, this.receiverId);
				return ids.every((id) => ledger.delivered.has(id));
			},
			DELIVERED_MS,
			1_000,
		).catch(() => undefined);
		const images = this.#uploads.tasks.flatMap(({ rows }) => rows.map(({ image }) => image));
		const made = truth.tasks(this.pools.tasks).map(({ input }) => String(input.image));
		const names = this.#uploads.clone.map(({ number }) => `clone ${number}`);
		const clones = catalogue.pools().map(({ name }) => name);
		const cloned = clones.filter((name) => name.startsWith('clone ') || name === 'Cloned');
		const accepted = assignments.filter(({ status }) => status === 'ACCEPTED').map(({ id }) => id);
		return {
			tasks: { wanted: images.length, ...countFaults(images, made) },
			accepted: {
				wanted: this.#asked.length,
				lost: this.#asked.filter((id) => !accepted.includes(id)).length,
				others: accepted.filter((id) => !this.#asked.includes(id)).length,
			},
			clones: {
				wanted: names.length,
				lost: names.filter((name) => !clones.includes(name)).length,
				// The original pool is one of them.
				doubled: cloned.length - 1 - names.length,
			},
			answers: {
				wanted: ids.length,
				...countFaults(
					ids,
					[...ledger.delivered].flatMap(([id, times]) => Array<string>(times).fill(id)),
				),
				missing: ids.filter((id) => !ledger.passed.has(id)).length,
			},
		};
	}

	/** ID of the workflow that receives the answers. */
	get receiver(): string {
		return this.receiverId;
	}
}
