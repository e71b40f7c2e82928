import type { Page } from '../service/paging';
import type { Send } from '../service/requests';
import { pathOf } from '../service/requests';
import type { NewItems, ItemQuery } from './items';
import { itemsBody, list, objectWithId } from './items';

export interface Batch {
	id: string;
	name?: string;
	status: string;
	[key: string]: unknown;
}

export async function listBatches(
	send: Send,
	projectId: string,
	query: ItemQuery,
): Promise<Page<Batch>> {
	return await list<Batch>(send, {
		path: pathOf`/app-projects/${projectId}/batches`,
		query: { limit: 100, ...query },
		doing: `listing the batches of the project ${projectId}`,
	});
}

export async function getBatch(
	send: Send,
	projectId: string,
	batchId: string,
	doing = `reading the batch ${batchId}`,
): Promise<Batch> {
	const path = pathOf`/app-projects/${projectId}/batches/${batchId}`;
	return objectWithId<Batch>(await send({ method: 'GET', api: 'apps', path, doing }), doing);
}

/** How to start a batch, for messages: “Start it …”. */
export const START_WITH = 'with Toloka (Batch: Start) or on the Toloka website';

/** Whether the batch still accepts items and was never started. */
export function isUnstarted({ status }: Batch): boolean {
	return status === 'NEW' || status === 'LOADING';
}

export type BatchAction = 'start' | 'stop' | 'resume';

const DOING = { start: 'starting', stop: 'stopping', resume: 'resuming' } as const;

/**
 * Starts, stops or resumes a batch. After a stop, items in progress are still labeled (toloka-api
 * §P7). The service refuses a repeat; the status of the batch then shows what was done.
 */
export async function changeBatch(
	send: Send,
	projectId: string,
	batchId: string,
	action: BatchAction,
): Promise<void> {
	await send({
		method: 'POST',
		api: 'apps',
		path: pathOf`/app-projects/${projectId}/batches/${batchId}/${action}`,
		repeatable: true,
		doing: `${DOING[action]} batch ${batchId}`,
	});
}

interface NewBatch extends NewItems {
	name?: string;
	priority?: string;
}

/** Creates a batch with items (toloka-api §5.8); must not be repeated after an unclear outcome. */
export async function postBatch(send: Send, projectId: string, batch: NewBatch): Promise<Batch> {
	const doing = `creating a batch in the project ${projectId}`;
	const reply = await send({
		method: 'POST',
		api: 'apps',
		path: pathOf`/app-projects/${projectId}/batches`,
		body: itemsBody(batch, { name: batch.name, priority_order: batch.priority }),
		doing,
	});
	return objectWithId<Batch>(reply, doing);
}
