import type { OnProgress } from './n8n/progress.mts';
import { withProgress } from './n8n/progress.mts';
import { runPool, type PoolSummary } from './scenarios/pool.mts';
import { runReview, type ReviewSummary } from './scenarios/review.mts';
import { runStream, type StreamSummary } from './scenarios/stream.mts';
import type { Demo } from './setUp.mts';

type Timed<Scenario> = Scenario & { seconds: number };

export interface Summary {
	ok: boolean;
	stream: Timed<StreamSummary>;
	pool: Timed<PoolSummary>;
	review: Timed<ReviewSummary>;
	/** Requests that the emulator received, by endpoint. */
	requests: Record<string, number>;
	seconds: number;
}

const NAMES = {
	stream: 'Scenario A: send rows, get answers back',
	pool: 'Scenario B: create tasks from rows, get one answer per task',
	review: 'Scenario C: add tasks to an open pool, accept or reject each answer',
};

/** Runs the scenarios once and compares their results with the emulator's truth. */
export async function runOnce(demo: Demo, onProgress: OnProgress): Promise<Summary> {
	const start = Date.now();
	const run = async <T extends object>(name: string, scenario: (demo: Demo) => Promise<T>) =>
		await withProgress(name, onProgress, async () => await timed(async () => await scenario(demo)));
	const stream = await run(NAMES.stream, runStream);
	const pool = await run(NAMES.pool, runPool);
	const review = await run(NAMES.review, runReview);
	const wrong = [stream, pool, review].some(({ lost, doubled }) => lost + doubled > 0);
	return {
		ok:
			!wrong &&
			stream.pushed >= 1_000 &&
			pool.solutions === pool.tasks &&
			pool.votes === pool.tasks &&
			review.accepted + review.rejected === review.sent,
		stream,
		pool,
		review,
		requests: demo.emulator.log.counts(),
		seconds: secondsSince(start),
	};
}

async function timed<T extends object>(work: () => Promise<T>): Promise<Timed<T>> {
	const start = Date.now();
	return { ...(await work()), seconds: secondsSince(start) };
}

function secondsSince(start: number): number {
	return Math.round((Date.now() - start) / 100) / 10;
}
