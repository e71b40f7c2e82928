import { earlyBatchEnd, lookAtBatch } from '../shared/toloka/items/batchEnd';
import type { Batch } from '../shared/toloka/items/batches';
import { clean } from '../shared/toloka/values/foreign';
import { readId } from '../shared/n8n/parameters';
import type { Connection } from '../shared/n8n/transport';
import type { People } from './watchPeople';

/** Batches of app projects, until they are completed or end otherwise. */
export function batches({ send }: Connection): People<Batch> {
	return {
		noun: 'batch',
		readId: (context, itemIndex) =>
			`${readId(context, 'project', 'project id', itemIndex)}/${readId(context, 'batch', 'batch id', itemIndex)}`,
		lookAt: async (key) => {
			const [projectId, batchId] = key.split('/');
			return await lookAtBatch(send, projectId, batchId);
		},
		earlyEnd: earlyBatchEnd,
		shown: (batch) => ({
			batch_id: batch.id,
			...batch,
			ended_early: earlyBatchEnd(batch) !== undefined,
		}),
		describe: ({ id, status }) => `batch ${clean(id)} is ${clean(status)}`,
		slim: ({ status }) => ({ status }),
	};
}
