import { runInChild, type ChildOptions } from './children/process.mts';
import type { BenchHost } from './n8n/benchHost.mts';
import { drainInN8n } from './n8n/drainInN8n.mts';
import { runHttpRequest, runOwnNode } from './n8n/runInN8n.mts';
import {
	FAR_WORK,
	type Failed,
	type Measurement,
	type Task,
	type Work,
	type WorkloadId,
} from './task.mts';

export type ContestantId = 'axios' | 'bare' | 'engine' | 'n8n' | 'http' | 'httpMost';

/** A program or node that can perform the workloads. */
export interface Contestant {
	id: ContestantId;
	title: string;
	/** Starting n8n takes time, so contestants in n8n are measured less often. */
	isInN8n: boolean;
	workloads: readonly WorkloadId[];
	/** Whether it is measured from a thousand rows to a million. */
	grows: boolean;
	run(task: Task, means: Means): Promise<Measurement | Failed>;
}

/** What runs need; n8n is installed only if a contestant runs in it. */
export interface Means extends ChildOptions {
	benchHost(): Promise<BenchHost>;
}

const FLOOR = new URL('./children/floor.mts', import.meta.url);
const BARE = new URL('./children/bare.mts', import.meta.url);
const ENGINE = new URL('./children/engine.mts', import.meta.url);
const SPEED: readonly WorkloadId[] = ['W1', 'W2', 'W3', 'W4', 'W5'];
const MORE: readonly WorkloadId[] = [
	'W8',
	'W9',
	'W10',
	...FAR_WORK.map((work) => `W12-${work}` as const),
];

/** Items per request: a common choice, and the most that the service accepts. */
const USUAL_BATCH = 100;
const LARGEST_BATCH: Partial<Record<Work, number>> = { W3: 10_000, W4: 5_000 };

export const CONTESTANTS: readonly Contestant[] = [
	{
		id: 'axios',
		title: 'axios loop with keep-alive (floor)',
		isInN8n: false,
		workloads: [...SPEED, ...MORE],
		grows: true,
		run: async (task, means) => await runInChild(FLOOR, task, means),
	},
	{
		id: 'bare',
		title: 'a node without checks in n8n-core',
		isInN8n: false,
		workloads: ['W1', 'W3', 'W4', 'W5', 'W12-W1', 'W12-W3', 'W12-W4', 'W12-W5'],
		grows: false,
		run: async (task, means) => await runInChild(BARE, task, means),
	},
	{
		id: 'engine',
		title: 'our node in n8n-core',
		isInN8n: false,
		workloads: [...SPEED, ...MORE, 'W6', 'W11'],
		grows: true,
		run: async (task, means) => await runInChild(ENGINE, task, means),
	},
	{
		id: 'n8n',
		title: 'our node in n8n',
		isInN8n: true,
		workloads: SPEED,
		grows: false,
		run: async (task, { benchHost }) =>
			task.workload === 'W5'
				? await drainInN8n(await benchHost(), task)
				: await runOwnNode(await benchHost(), task),
	},
	{
		id: 'http',
		title: `HTTP Request in n8n, batches of ${USUAL_BATCH} or full pages`,
		isInN8n: true,
		workloads: SPEED,
		grows: false,
		run: async (task, { benchHost }) => await runHttpRequest(await benchHost(), task, USUAL_BATCH),
	},
	{
		id: 'httpMost',
		title: 'HTTP Request in n8n, the largest batches',
		isInN8n: true,
		workloads: ['W3', 'W4'],
		grows: false,
		run: async (task, { benchHost }) =>
			await runHttpRequest(await benchHost(), task, LARGEST_BATCH[task.workload] ?? USUAL_BATCH),
	},
];
