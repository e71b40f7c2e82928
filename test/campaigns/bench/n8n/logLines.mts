import { GiveUp, waitUntil } from '../../../../demo/n8n/waitUntil.mts';

/** What the probe (`probe.mts`) reports. */
interface ProbeReport {
	cpuSeconds: number;
	longestBlockMs: number;
}

interface LogLine {
	message?: string;
	metadata?: { timestamp?: string };
	benchProbe?: ProbeReport;
}

const FINISHED = 'Workflow execution finished successfully';
const FAILED = /^(Workflow execution finished with error|Running node .* finished with error)/;

/**
 * Reads the times of single nodes from n8n's debug log in JSON, so that no execution has to be
 * saved.
 */
export class LogLines {
	private lines: LogLine[] = [];
	private errors: string[] = [];

	readonly take = (text: string): void => {
		const line = parsed(text);
		if (line === undefined) return;
		this.lines.push(line);
		if (line.message !== undefined && FAILED.test(line.message)) this.errors.push(text);
	};

	clear(): void {
		this.lines = [];
		this.errors = [];
	}

	/** Measures the seconds from the end of the node `after` to the end of the workflow. */
	async secondsAfter(after: string, timeoutMs: number, hasEnded: () => boolean): Promise<number> {
		const end = await waitUntil(
			'the workflow to end',
			() => {
				if (this.errors.length > 0) throw new GiveUp(this.errors[0].slice(0, 600));
				if (hasEnded()) throw new GiveUp('n8n ended');
				return this.timeOf(FINISHED);
			},
			timeoutMs,
		);
		const start = this.timeOf(`Running node "${after}" finished successfully`);
		if (start === undefined) throw new Error(`n8n did not log the end of the node ${after}`);
		return (end - start) / 1000;
	}

	async probeReport(): Promise<ProbeReport> {
		return await waitUntil(
			'the probe to answer',
			() => this.lines.find(({ benchProbe }) => benchProbe !== undefined)?.benchProbe,
			60_000,
		);
	}

	private timeOf(message: string): number | undefined {
		const line = this.lines.find((found) => found.message === message);
		const timestamp = line?.metadata?.timestamp;
		return timestamp === undefined ? undefined : Date.parse(timestamp);
	}
}

function parsed(text: string): LogLine | undefined {
	if (!text.startsWith('{')) return undefined;
	try {
		return JSON.parse(text) as LogLine;
	} catch {
		return undefined;
	}
}
