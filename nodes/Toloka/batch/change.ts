import type { Batch } from '../../shared/toloka/items/batches';
import { changeBatch, getBatch, startBatch as start } from '../../shared/toloka/items/batches';
import {
	TolokaFailure,
	isOutcomeUnclear,
	outcomeOf,
	isFailure,
} from '../../shared/toloka/service/failures';
import type { Send } from '../../shared/toloka/service/requests';
import { paired } from '../../shared/n8n/outputs';
import { readId } from '../../shared/n8n/parameters';
import type { ItemOperation } from '../operation';

type Action = 'start' | 'stop' | 'resume';

/** Statuses in which there is nothing left to do for an action (toloka-api §5.8, §P7). */
const DONE: Record<Action, readonly string[]> = {
	start: ['QUEUED', 'PROCESSING', 'COMPLETED'],
	stop: ['STOPPING', 'STOPPED'],
	resume: ['QUEUED', 'PROCESSING', 'COMPLETED'],
};

function change(action: Action): ItemOperation {
	return async ({ context, connection: { send } }, index) => {
		const projectId = readId(context, 'project', 'project id', index);
		const batchId = readId(context, 'batch', 'batch id', index);
		const { batch, changed } = await changeOnce(send, projectId, batchId, action);
		return [paired({ ...batch, changed }, index)];
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
	action: Action,
): Promise<{ batch: Batch; changed: boolean }> {
	const request =
		action === 'start'
			? start(send, projectId, batchId)
			: changeBatch(send, projectId, batchId, action);
	const sent = await outcomeOf(request);
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
		headline: `Batch ${batchId} did not ${action}: its status is ${batch.status}`,
		advice: inDoubt
			? 'Run the node again: an action that has been done is not repeated.'
			: ADVICE[action],
	});
}

const ADVICE: Record<Action, string> = {
	start: 'Only a new batch of a project that is READY can be started.',
	stop: 'Only a batch that is being labeled can be stopped.',
	resume: 'Only a stopped batch can be resumed.',
};
