import axios from 'axios';
import type { Switches } from '../../../emulator/steering/switches.mts';
import type { Service } from './service.mts';
import { FAR_WORK, type Task, type Work, type WorkloadId } from './task.mts';

export interface Workload {
	id: WorkloadId;
	work: Work;
	/** Whether the service is distant. */
	isFar: boolean;
	title: string;
	rows: number;
	/** Whether a run changes the service, so that each run needs a fresh one. */
	isWriting: boolean;
	/** Prepares the service; returns what the contestants work on. */
	prepare(service: Service, rows: number): Promise<Target>;
}

/** The subject of a workload. */
type Target = Pick<Task, 'target' | 'pool'>;

const PAGE = 100_000;
const TASK_PAGE = 10_000;
const ASSIGNMENT_PAGE = 1_000;
/** Number of answers in an assignment of W10. */
const ANSWERS = 10;
/** Number of items that the triggers of W11 have delivered. */
const DELIVERED = 500;
/** Longer ago than any window of the trigger. */
const BACKLOG_FROM_MS = 3 * 3_600_000;
const BACKLOG_TO_MS = 3_600_000;
/** Only requests take time, not the service's own work in an operation. */
const AT_ONCE: Partial<Switches> = { operationPendingMs: 0, operationRunMs: 0 };
/** The official client requests this size; other sources allow 300 (toloka-api §P2.7). */
const LARGE_PAGES: Partial<Switches> = { tasksMaxLimit: PAGE, assignmentsMaxLimit: PAGE };

const NEAR: ReadonlyArray<Omit<Workload, 'id' | 'isFar'>> = [
	{
		work: 'W1',
		title: 'Read aggregated solutions as items',
		rows: 1_000_000,
		isWriting: false,
		prepare: prepareSolutions,
	},
	{
		work: 'W2',
		title: 'Read aggregated solutions into a file',
		rows: 1_000_000,
		isWriting: false,
		prepare: prepareSolutions,
	},
	{
		work: 'W3',
		title: 'Push items',
		rows: 100_000,
		isWriting: true,
		prepare: prepareProject,
	},
	{
		work: 'W4',
		title: 'Create task suites',
		rows: 100_000,
		isWriting: true,
		prepare: async (service) => {
			await service.reset(AT_ONCE);
			const { pools } = await service.status();
			const pool = pools.find(({ status, type }) => status === 'CLOSED' && type === 'REGULAR');
			return { target: idOf(pool) };
		},
	},
	{
		work: 'W5',
		title: 'Drain a backlog of finished items through the trigger',
		rows: 100_000,
		isWriting: false,
		prepare: prepareBacklog,
	},
	{
		work: 'W6',
		title: 'Wait for operations that end at random over 10 minutes (virtual time)',
		rows: 1_000,
		isWriting: false,
		prepare: async () => await Promise.resolve({ target: '' }),
	},
	{
		work: 'W8',
		title: 'Push items, a few',
		rows: 100,
		isWriting: true,
		prepare: prepareProject,
	},
	{
		work: 'W9',
		title: 'Read aggregated solutions with input values into files',
		rows: 1_000_000,
		isWriting: false,
		prepare: prepareSolutionsWithTasks,
	},
	{
		work: 'W10',
		title: 'Read the answers of assignments into files',
		rows: 1_000_000,
		isWriting: false,
		prepare: prepareAssignments,
	},
	{
		work: 'W11',
		title: 'Poll with triggers that find nothing new',
		rows: 100,
		isWriting: false,
		prepare: async (service) => await prepareBacklog(service, DELIVERED),
	},
];

/** W12: the same with a distant service. */
const FAR = NEAR.filter(({ work }) => FAR_WORK.some((one) => one === work));

export const WORKLOADS: readonly Workload[] = [
	...NEAR.map((one) => ({ ...one, id: one.work, isFar: false })),
	...FAR.map((one) => ({ ...one, id: `W12-${one.work}` as WorkloadId, isFar: true })),
];

/** W7: how the time of reading and pushing grows. */
export const GROWTH: { workloads: readonly WorkloadId[]; sizes: readonly number[] } = {
	workloads: ['W1', 'W3'],
	sizes: [1_000, 10_000, 100_000, 1_000_000],
};

export function taskOf(
	{ work, isFar }: Workload,
	service: Service,
	rows: number,
	target: Target,
): Task {
	const { baseUrl, token, far } = service;
	return { workload: work, rows, token, baseUrl, ...(isFar && far), ...target };
}

async function prepareProject(service: Service): Promise<Target> {
	await service.reset();
	return { target: await readyProject(service) };
}

async function prepareBacklog(service: Service, count: number): Promise<Target> {
	const { target } = await prepareProject(service);
	const now = Date.now();
	const [finishedFromMs, finishedToMs] = [now - BACKLOG_FROM_MS, now - BACKLOG_TO_MS];
	await service.seed({ items: { project: target, count, finishedFromMs, finishedToMs } });
	return { target };
}

async function prepareSolutions(service: Service, rows: number): Promise<Target> {
	await service.reset();
	const { aggregation } = await service.seed({ aggregation: { rows } });
	await readOnce(service, solutionsOf(aggregation));
	return { target: String(aggregation) };
}

async function prepareSolutionsWithTasks(service: Service, rows: number): Promise<Target> {
	await service.reset(LARGE_PAGES);
	const pool = idOf((await service.status()).pools.at(0));
	const { aggregation } = await service.seed({ aggregation: { rows, pool, withTasks: true } });
	await readOnce(service, solutionsOf(aggregation));
	const params = { pool_id: pool, sort: 'id', limit: TASK_PAGE };
	await readOnce(service, { path: '/tasks', key: 'id', params });
	return { target: String(aggregation), pool };
}

async function prepareAssignments(service: Service, rows: number): Promise<Target> {
	await service.reset(LARGE_PAGES);
	const target = idOf((await service.status()).pools.at(0));
	const count = Math.ceil(rows / ANSWERS);
	await service.seed({ bulkAssignments: { pool: target, count, tasksPerSuite: ANSWERS } });
	const params = { pool_id: target, sort: 'id', limit: ASSIGNMENT_PAGE };
	await readOnce(service, { path: '/assignments', key: 'id', params });
	return { target };
}

interface List {
	path: string;
	/** Field by which the list is sorted. */
	key: string;
	params: Record<string, string | number>;
}

function solutionsOf(operationId: string | string[]): List {
	const params = { sort: 'task_id', limit: PAGE };
	return { path: `/aggregated-solutions/${String(operationId)}`, key: 'task_id', params };
}

/** Reads a list once, because the emulator creates and caches its pages on the first read. */
async function readOnce(service: Service, { path, key, params }: List): Promise<void> {
	let after: string | undefined;
	for (let hasMore = true; hasMore;) {
		const { data } = await axios.get<{ items: Array<Record<string, string>>; has_more: boolean }>(
			`${service.baseUrl}/api/v1${path}`,
			{
				params: { ...params, [`${key}_gt`]: after },
				headers: { Authorization: `ApiKey ${service.token}` },
			},
		);
		hasMore = data.has_more;
		after = data.items.at(-1)?.[key];
	}
}

async function readyProject(service: Service): Promise<string> {
	const { projects } = await service.status();
	return idOf(projects.find(({ status }) => status === 'READY'));
}

function idOf(found: { id: string } | undefined): string {
	if (found === undefined) throw new Error('The emulator has nothing to work on');
	return found.id;
}
