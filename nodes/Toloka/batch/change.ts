import type { Batch, BatchAction } from '../../shared/toloka/items/batches';
import { changeBatch, getBatch } from '../../shared/toloka/items/batches';
import {
	TolokaFailure,
	isOutcomeUnclear,
	outcomeOf,
	isFailure,
} from '../../shared/toloka/service/failures';
import type { Send } from '../../shared/toloka/service/requests';
import { clean } from '../../shared/toloka/values/foreign';
import { zoned } from '../../shared/toloka/values/times';
import { paired } from '../../shared/n8n/outputs';
import { idPerItem } from '../../shared/n8n/parameters';
import type { ItemOperation } from '../operation';

/** Statuses in which there is nothing left to do for an action (toloka-api §5.8, §P7). */
const DONE: Record<BatchAction, readonly string[]> = {
	start: ['QUEUED', 'PROCESSING', 'COMPLETED'],
	stop: ['STOPPING', 'STOPPED', 'COMPLETED'],
	resume: ['QUEUED', 'PROCESSING', 'COMPLETED'],
};

function change(action: BatchAction): ItemOperation {
	return ({ context, connection: { send } }, index) => {
		const projectId = idPerItem(context, 'project', 'Project')(index);
		const batchId = idPerItem(context, 'batch', 'Batch')(index);
		return async () => {
			const { batch, changed } = await changeOnce(send, projectId, batchId, action);
			return [paired({ ...zoned(batch), changed }, index)];
		};
	};
}

export const startBatch = change('start');
export const stopBatch = change('stop');
export const resumeBatch = change('resume');

/** A refusal or a lost response is judged by the batch itself: in the wanted state all is well. */
async function changeOnce(
	send: Send,
	projectId: string,
	batchId: string,
	action: BatchAction,
): Promise<{ batch: Batch; changed: boolean }> {
	const sent = await outcomeOf(changeBatch(send, projectId, batchId, action));
	if (!isFailure(sent)) {
		return { batch: await getBatch(send, projectId, batchId), changed: true };
	}
	const inDoubt = isOutcomeUnclear(sent);
	if (sent.kind !== 'conflict' && !inDoubt) throw sent;
	const batch = await outcomeOf(getBatch(send, projectId, batchId));
	if (isFailure(batch)) throw sent;
	if (DONE[action].includes(batch.status)) return { batch, changed: inDoubt };
	throw new TolokaFailure(sent.kind, {
		...sent.details,
		headline: `Batch ${batchId} was not ${DONE_WORDS[action]}: its status is ${clean(batch.status)}`,
		advice: inDoubt
			? 'Run the node again: an action that has been done is not repeated.'
			: ADVICE[action],
	});
}

const DONE_WORDS = { start: 'started', stop: 'stopped', resume: 'resumed' } as const;

const ADVICE: Record<BatchAction, string> = {
	start:
		'Only a new batch of a project that is READY can be started. A stopped one is continued with Resume.',
	stop: 'Only a batch that is being labeled can be stopped.',
	resume: 'Only a stopped batch can be resumed. A new one is started with Start.',
};
