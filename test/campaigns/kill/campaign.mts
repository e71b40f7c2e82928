import { startStack, type Stack } from '../../../demo/stack.mts';
import { printProgress, type OnProgress } from '../../../demo/n8n/progress.mts';
import { waitUntil } from '../../../demo/n8n/waitUntil.mts';
import { createRandom, type Random } from '../../../emulator/random.mts';
import { figuresOf, type Figures, type Kill } from './figures.mts';
import { readLedger } from './ledger.mts';
import type { Moment } from './moments.mts';
import { ITEM_UPLOAD, cutOff, delivery, drawMoment, twoMorePolls } from './moments.mts';
import { PoolWork } from './poolWork.mts';
import { newUpload, Uploads, type Upload } from './uploads.mts';
import { pushWorkflow, receiveWorkflow } from './workflows.mts';

/** The settings of n8n and the trigger. */
export type Mode = 'durable' | 'default' | 'atLeastOnce';

export const MODES: Mode[] = ['durable', 'default', 'atLeastOnce'];

interface CampaignOptions {
	mode: Mode;
	kills: number;
	seed: number;
	onProgress?: OnProgress;
}

/**
 * If n8n was killed while it activated a workflow, it waits for a lease of two minutes to expire
 * before it tries again. Nothing is lost by that, but every campaign would take an hour longer.
 */
const SHORT_LEASE = { N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '30' };

const ROWS = { min: 20, more: 60 };
const ALL_DELIVERED_MS = 180_000;

/**
 * Kills n8n (SIGKILL) repeatedly while items stream through Push Items and the trigger, then
 * compares the contents of its executions with the service.
 */
export async function runCampaign(options: CampaignOptions): Promise<Figures> {
	const { mode, kills, seed, onProgress = printProgress } = options;
	const start = Date.now();
	const stack = await startStack({
		emulator: {
			seed,
			switches: { labelDelayMs: 500, labelJitterMs: 12_000, tieShare: 0.2, lateShare: 0.2 },
		},
		n8n: { durableCursors: mode === 'durable', env: SHORT_LEASE },
		onProgress,
	});
	stack.emulator.switches.set({ lateMs: 3_000, tieGridMs: 1_000 });
	try {
		const campaign = await Campaign.prepare(stack, mode, createRandom(seed));
		await campaign.strike(kills, onProgress);
		return await campaign.finish(mode, seed, start);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new Error(`${reason}\n${stack.n8n.logTail()}`, { cause: error });
	} finally {
		await stack.stop();
	}
}

class Campaign {
	private readonly uploads: Upload[] = [];
	private readonly kills: Kill[] = [];

	private constructor(
		private readonly stack: Stack,
		private readonly projectId: string,
		private readonly receiverId: string,
		private readonly sender: Uploads,
		private readonly poolWork: PoolWork,
		private readonly random: Random,
	) {}

	/** Activates both workflows; when this returns, the trigger has its starting point. */
	static async prepare(stack: Stack, mode: Mode, random: Random): Promise<Campaign> {
		const { client, emulator, credential, n8n } = stack;
		const projectId = emulator.catalogue.appProject().id;
		const place = { projectId, credential };
		const delivery_ = mode === 'atLeastOnce' ? 'atLeastOnce' : 'normal';
		const receiver = await client.workflows.create(receiveWorkflow(place, delivery_));
		const pusher = await client.workflows.create(pushWorkflow(place));
		await client.workflows.activate(receiver.id);
		await client.workflows.activate(pusher.id);
		const poolWork = await PoolWork.prepare(stack, delivery_);
		await twoMorePolls(emulator);
		const sender = new Uploads(client, n8n.url, pusher.id);
		return new Campaign(stack, projectId, receiver.id, sender, poolWork, random);
	}

	async strike(kills: number, onProgress: OnProgress): Promise<void> {
		for (let index = 0; this.kills.length < kills; index += 1) {
			const moment = drawMoment(index, this.random);
			const upload = newUpload(index, ROWS.min + this.random.integer(ROWS.more));
			this.uploads.push(upload);
			this.poolWork.answer();
			await this.killAt(moment, upload);
			await this.sender.complete(upload);
			onProgress(`Kill ${this.kills.length} of ${kills}: ${moment.kind} + ${moment.afterMs} ms`);
		}
	}

	private async killAt(moment: Moment, upload: Upload): Promise<void> {
		if (moment.kind === 'retry') return await this.killRetry(moment, upload);
		const { emulator } = this.stack;
		if (moment.kind === 'push') {
			const routes = [ITEM_UPLOAD, ...this.poolWork.routes];
			await cutOff(emulator, moment, routes, async () => {
				await this.sender.send(upload);
				await this.poolWork.send(upload.number);
			});
			await this.kill(moment);
			await this.poolWork.complete();
			return;
		} else {
			await this.sender.send(upload);
			await this.sender.complete(upload);
			await delivery(emulator, this.projectId, moment);
		}
		await this.kill(moment);
	}

	/**
	 * Kills n8n during an upload that never reaches the service, then again during the retry that
	 * sends it.
	 */
	private async killRetry(moment: Moment, upload: Upload): Promise<void> {
		const { emulator } = this.stack;
		const first = { ...moment, applied: false };
		await cutOff(emulator, first, [ITEM_UPLOAD], async () => await this.sender.send(upload));
		await this.kill(first);
		const retrying: Array<Promise<void>> = [];
		await cutOff(
			emulator,
			moment,
			[ITEM_UPLOAD],
			() => void retrying.push(this.sender.retryOf(upload)),
		);
		await this.kill(moment);
		await Promise.all(retrying);
	}

	private async kill({ kind }: Moment): Promise<void> {
		await this.stack.n8n.kill();
		const { clock, faults } = this.stack.emulator;
		this.kills.push({ kind, at: clock.now() });
		faults.clear();
		this.stack.n8n = await this.stack.n8n.startAgain();
	}

	async finish(mode: Mode, seed: number, start: number): Promise<Figures> {
		const { client, emulator } = this.stack;
		const wanted = () => emulator.truth.items(this.projectId);
		await waitUntil(
			'every item to be finished',
			() => wanted().every(({ finished }) => finished),
			60_000,
		);
		await waitUntil(
			'every item to be delivered',
			async () => {
				const { delivered } = await readLedger(client, this.receiverId);
				return wanted().every(({ id }) => delivered.has(id));
			},
			ALL_DELIVERED_MS,
			1_000,
		).catch(() => undefined);
		await twoMorePolls(emulator);
		await retryCrashed(client, this.receiverId);
		await retryCrashed(client, this.poolWork.receiver);
		return figuresOf({
			...{ mode, seed, kills: this.kills, retries: this.sender.retries },
			seconds: Math.round((Date.now() - start) / 1000),
			rows: this.uploads.flatMap(({ rows }) => rows.map(({ id }) => id)),
			items: wanted(),
			ledger: await readLedger(client, this.receiverId),
			pools: await this.poolWork.figures(),
		});
	}
}

/** Presses “Retry” on every execution that a kill interrupted. */
async function retryCrashed(client: Stack['client'], workflowId: string): Promise<void> {
	for (const { id } of await client.executions.list({ workflowId, status: ['crashed'] })) {
		await client.executions.retry(id);
	}
}
