import axios from 'axios';
import type { Execution } from '../../../demo/n8n/client/executions.mts';
import type { N8nClient } from '../../../demo/n8n/client/n8nClient.mts';
import { waitUntil } from '../../../demo/n8n/waitUntil.mts';
import { ROWS_ARRIVE as WEBHOOK, WEBHOOK_PATH } from './workflows.mts';

/** Rows that are sent in one request to the webhook. */
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
 * Sends rows like a careful user: retries an upload whose execution was interrupted, and sends it
 * again if n8n does not know it.
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

	/** Sends the rows once n8n has activated the webhook; a broken connection is not an error yet. */
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

	/** Retries the upload until it has succeeded. */
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

	/**
	 * Presses “Retry” on the upload's latest execution once that has ended; resolves when n8n
	 * responds.
	 */
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

	/** Lists the executions of an upload, latest first. */
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

/**
 * Reads which upload started an execution, from the first node's item, whether it has run or not.
 */
function uploadNumber({ data }: Execution): unknown {
	const runs = data.resultData.runData[WEBHOOK] ?? [];
	const ran = runs.flatMap((run) => run.data?.main[0] ?? []);
	const waiting = data.executionData?.nodeExecutionStack[0]?.data.main?.[0] ?? [];
	const bodies = [...ran, ...waiting].map(({ json }) => json.body as { number?: number });
	return bodies.find((body) => body?.number !== undefined)?.number;
}
