import { earlyBatchEnd, lookAtBatch } from '../shared/toloka/items/batchEnd';
import type { Batch } from '../shared/toloka/items/batches';
import { clean } from '../shared/toloka/values/foreign';
import { idOf } from '../shared/n8n/parameters/parameters';
import type { Connection } from '../shared/n8n/transport/transport';
import type { People } from './watchPeople';

/** Batches of app projects, watched until they are completed or end otherwise. */
export function batches({ send }: Connection): People<Batch> {
	return {
		noun: 'batch',
		readId: (context, itemIndex) =>
			`${idOf(context, 'project', 'Project', itemIndex)}/${idOf(context, 'batch', 'Batch', itemIndex)}`,
		lookAt: async (key) => {
			const [projectId, batchId] = key.split('/');
			return await lookAtBatch(send, projectId, batchId);
		},
		earlyEnd: earlyBatchEnd,
		shown: (batch, isOver) => {
			const { id, status, ...rest } = batch;
			const endedEarly = isOver && earlyBatchEnd(batch) !== undefined;
			return { batch_id: id, status, ended: isOver, ended_early: endedEarly, id, ...rest };
		},
		describe: ({ id, status }) => `batch ${clean(id)} is ${clean(status)}`,
		slim: ({ status }) => ({ status }),
	};
}
