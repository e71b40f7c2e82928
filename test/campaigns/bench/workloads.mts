import axios from 'axios';
import type { Switches } from '../../../emulator/steering/switches.mts';
import type { Service } from './service.mts';
import type { Task, WorkloadId } from './task.mts';

export interface Workload {
	id: WorkloadId;
	title: string;
	rows: number;
	/** Whether a run leaves something behind, so that each needs a service as new. */
	isWriting: boolean;
	/** Readies the service and tells on what the contestants work. */
	prepare(service: Service, rows: number): Promise<string>;
}

const PAGE = 100_000;
/** Longer ago than any window of the trigger. */
const BACKLOG_FROM_MS = 3 * 3_600_000;
const BACKLOG_TO_MS = 3_600_000;
/** Only the requests cost time, not the service's own work behind an operation. */
const AT_ONCE: Partial<Switches> = { operationPendingMs: 0, operationRunMs: 0 };

export const WORKLOADS: readonly Workload[] = [
	{
		id: 'W1',
		title: 'Read aggregated solutions as items',
		rows: 1_000_000,
		isWriting: false,
		prepare: prepareSolutions,
	},
	{
		id: 'W2',
		title: 'Read aggregated solutions into a file',
		rows: 1_000_000,
		isWriting: false,
		prepare: prepareSolutions,
	},
	{
		id: 'W3',
		title: 'Push items',
		rows: 100_000,
		isWriting: true,
		prepare: async (service) => {
			await service.reset();
			return await readyProject(service);
		},
	},
	{
		id: 'W4',
		title: 'Create task suites',
		rows: 100_000,
		isWriting: true,
		prepare: async (service) => {
			await service.reset(AT_ONCE);
			const { pools } = await service.status();
			return idOf(pools.find(({ status, type }) => status === 'CLOSED' && type === 'REGULAR'));
		},
	},
	{
		id: 'W5',
		title: 'Drain a backlog of finished items through the trigger',
		rows: 100_000,
		isWriting: false,
		prepare: async (service, rows) => {
			await service.reset();
			const project = await readyProject(service);
			const now = Date.now();
			const [finishedFromMs, finishedToMs] = [now - BACKLOG_FROM_MS, now - BACKLOG_TO_MS];
			await service.seed({ items: { project, count: rows, finishedFromMs, finishedToMs } });
			return project;
		},
	},
	{
		id: 'W6',
		title: 'Wait for operations that end at random over 10 minutes (virtual time)',
		rows: 1_000,
		isWriting: false,
		prepare: async () => await Promise.resolve(''),
	},
];

/** W7: how the time of reading and of pushing grows. */
export const GROWTH: { workloads: readonly WorkloadId[]; sizes: readonly number[] } = {
	workloads: ['W1', 'W3'],
	sizes: [1_000, 10_000, 100_000, 1_000_000],
};

export function taskOf(workload: Workload, service: Service, rows: number, target: string): Task {
	const { baseUrl, token } = service;
	return { workload: workload.id, rows, baseUrl, token, target };
}

/** The emulator makes its pages at the first reading and keeps them; that is no contestant's work. */
async function prepareSolutions(service: Service, rows: number): Promise<string> {
	await service.reset();
	const operationId = String((await service.seed({ aggregation: { rows } })).aggregation);
	let after: string | undefined;
	for (let hasMore = true; hasMore;) {
		const { data } = await axios.get<{ items: Array<{ task_id: string }>; has_more: boolean }>(
			`${service.baseUrl}/api/v1/aggregated-solutions/${operationId}`,
			{
				params: { sort: 'task_id', limit: PAGE, task_id_gt: after },
				headers: { Authorization: `ApiKey ${service.token}` },
			},
		);
		hasMore = data.has_more;
		after = data.items.at(-1)?.task_id;
	}
	return operationId;
}

async function readyProject(service: Service): Promise<string> {
	const { projects } = await service.status();
	return idOf(projects.find(({ status }) => status === 'READY'));
}

function idOf(found: { id: string } | undefined): string {
	if (found === undefined) throw new Error('The emulator has nothing to work on');
	return found.id;
}
