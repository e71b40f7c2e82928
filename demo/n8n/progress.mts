/** Called with one line of progress at a time. */
export type OnProgress = (line: string) => void;

const BEAT_MS = 15_000;

/** Progress goes to standard error: standard output may be JSON for another program. */
export const printProgress: OnProgress = (line) => void process.stderr.write(`${line}\n`);

/** Runs a long step and reports every 15 s that it is still running. */
export async function withProgress<T>(
	step: string,
	onProgress: OnProgress,
	work: () => Promise<T>,
): Promise<T> {
	const start = Date.now();
	onProgress(`${step} ...`);
	const timer = setInterval(() => onProgress(`${step} ... ${elapsed(start)}`), BEAT_MS);
	try {
		const result = await work();
		onProgress(`${step}: done in ${elapsed(start)}`);
		return result;
	} finally {
		clearInterval(timer);
	}
}

function elapsed(start: number): string {
	const seconds = Math.round((Date.now() - start) / 1000);
	return seconds < 60
		? `${seconds} s`
		: `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}
