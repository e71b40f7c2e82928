import { getBatch as readBatch } from '../../shared/toloka/items/batches';
import { zoned } from '../../shared/toloka/values/times';
import { paired } from '../../shared/n8n/outputs/outputs';
import { idOf } from '../../shared/n8n/parameters/parameters';
import type { ItemOperation } from '../operation';

/** Gets the batch as it is now, with the number of app items in each status. */
export const getBatch: ItemOperation = ({ context, connection: { send }, once }, index) => {
	const projectId = idOf(context, 'project', 'Project', index);
	const batchId = idOf(context, 'batch', 'Batch', index);
	return async () => {
		const read = async () => await readBatch(send, projectId, batchId);
		return [paired(zoned(await once(`${projectId}/${batchId}`, read)), index)];
	};
};
