import axios from 'axios';
import type { Execution } from '../../../demo/n8n/client/executions.mts';
import type { N8nClient } from '../../../demo/n8n/client/n8nClient.mts';
import { waitUntil } from '../../../demo/n8n/waitUntil.mts';
import { ROWS_ARRIVE as WEBHOOK, WEBHOOK_PATH } from './workflows.mts';

/** Rows that are sent together. */
export interface Upload {
	number: number;
	rows: Array<Record<string, string>>;
}

const SETTLED_MS = 120_000;

export function newUpload(number: number, size: number): Upload {
	const rows = Array.from({ length: size }, (_, index) => ({
		id: `${number}-${index}`,
		image_url: `https://example.com/${number}/${index}.jpg`,
	}));
	return { number, rows };
}

/**
 * Sends rows as a user would who looks after them: an upload whose execution was cut off is
 * retried in n8n, and one that n8n does not know is sent again.
 */
export class Uploads {
	retries = 0;
	private readonly finished = new Map<string, Execution>();

	constructor(
		private readonly client: N8nClient,
		private readonly url: string,
		private readonly workflowId: string,
		private readonly path = WEBHOOK_PATH,
	) {}

	/**
	 * Sends the rows to the webhook once n8n has it in service; a connection that breaks is no
	 * matter yet.
	 */
	async send(upload: Upload): Promise<void> {
		const options = { timeout: 60_000, validateStatus: () => true };
		await waitUntil(
			'the webhook to be in service',
			async () => {
				const sending = axios.post(`${this.url}/webhook/${this.path}`, upload, options);
				const answer = await sending.catch(() => undefined);
				return answer?.status !== 404;
			},
			SETTLED_MS,
			500,
		);
	}

	/** Sees to it that the upload succeeds, and returns when it has. */
	async complete(upload: Upload): Promise<void> {
		let states: string[] = [];
		await waitUntil(
			`upload ${upload.number} to succeed`,
			async () => {
				const tries = await this.triesOf(upload);
				states = tries.map(({ id, status, mode }) => `${id} ${mode} ${status}`);
				if (tries.some(({ status }) => status === 'success')) return true;
				const latest = tries[0];
				if (latest === undefined) await this.send(upload);
				else if (isOver(latest)) await this.retry(latest.id);
				return false;
			},
			SETTLED_MS,
			300,
		).catch((error: unknown) => {
			const reason = error instanceof Error ? error.message : String(error);
			throw new Error(`${reason} (its tries: ${states.join(', ')})`, { cause: error });
		});
	}

	/** Presses "Retry" on the upload's latest execution; answers when the new one has ended. */
	async retryOf(upload: Upload): Promise<void> {
		const [latest] = await waitUntil(
			`upload ${upload.number} to be known as cut off`,
			async () => {
				const tries = await this.triesOf(upload);
				return tries[0] !== undefined && isOver(tries[0]) ? tries : undefined;
			},
			SETTLED_MS,
			300,
		);
		if (latest !== undefined) await this.retry(latest.id);
	}

	private async retry(id: string): Promise<void> {
		this.retries += 1;
		await this.client.executions.retry(id).catch(() => undefined);
	}

	/** The executions of an upload, the latest first. */
	private async triesOf(upload: Upload): Promise<Execution[]> {
		const tries: Execution[] = [];
		for (const { id } of await this.client.executions.list({ workflowId: this.workflowId })) {
			const execution = this.finished.get(id) ?? (await this.client.executions.get(id));
			if (isOver(execution)) this.finished.set(id, execution);
			if (uploadNumber(execution) === upload.number) tries.push(execution);
		}
		return tries;
	}
}

function isOver({ status }: Execution): boolean {
	return ['success', 'error', 'canceled', 'crashed'].includes(status);
}

/** Which upload started an execution: its first node's item, run or still waiting to be. */
function uploadNumber({ data }: Execution): unknown {
	const runs = data.resultData.runData[WEBHOOK] ?? [];
	const ran = runs.flatMap((run) => run.data?.main[0] ?? []);
	const waiting = data.executionData?.nodeExecutionStack[0]?.data.main?.[0] ?? [];
	const bodies = [...ran, ...waiting].map(({ json }) => json.body as { number?: number });
	return bodies.find((body) => body?.number !== undefined)?.number;
}
