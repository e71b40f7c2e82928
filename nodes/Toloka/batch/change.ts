import type { Batch, BatchAction } from '../../shared/toloka/items/batches';
import { changeBatch, getBatch } from '../../shared/toloka/items/batches';
import { SHOWN_WITHIN_MS, lookUntilSettled } from '../../shared/toloka/flow/settling';
import {
	TolokaFailure,
	afterWrite,
	isOutcomeUnclear,
	mayBeCarriedOut,
	outcomeOf,
	isFailure,
} from '../../shared/toloka/service/failures';
import type { Send } from '../../shared/toloka/service/requests';
import { clean } from '../../shared/toloka/values/foreign';
import { zoned } from '../../shared/toloka/values/times';
import { systemClock } from '../../shared/n8n/clock';
import { paired } from '../../shared/n8n/outputs/outputs';
import { idOf } from '../../shared/n8n/parameters/parameters';
import type { ItemOperation } from '../operation';

/** Statuses in which an action has nothing left to do (toloka-api §5.8, §P7). */
const DONE: Record<BatchAction, readonly string[]> = {
	start: ['QUEUED', 'PROCESSING', 'COMPLETED'],
	stop: ['STOPPING', 'STOPPED', 'COMPLETED'],
	resume: ['QUEUED', 'PROCESSING', 'COMPLETED'],
};

/** Changes each batch once, however many input items name it. */
function change(action: BatchAction): ItemOperation {
	return ({ context, connection: { send, signal }, once, ownChanges }, index) => {
		const projectId = idOf(context, 'project', 'Project', index);
		const batchId = idOf(context, 'batch', 'Batch', index);
		return async () => {
			const order = { send, projectId, batchId, action, signal };
			const key = `${projectId}/${batchId}`;
			const changing = once(key, async () => await changeOnce(order));
			const { batch } = await ownChanges.made(key, changing, ({ changed }) => changed);
			return [paired({ ...zoned(batch), changed: ownChanges.has(key) }, index)];
		};
	};
}

export const startBatch = change('start');
export const stopBatch = change('stop');
export const resumeBatch = change('resume');

interface Order {
	send: Send;
	projectId: string;
	batchId: string;
	action: BatchAction;
	signal?: AbortSignal;
}

/** After a refusal or a lost response, reads the batch: in the wanted state, all is well. */
async function changeOnce(order: Order): Promise<{ batch: Batch; changed: boolean }> {
	const { send, projectId, batchId, action } = order;
	const sent = await outcomeOf(changeBatch(send, projectId, batchId, action));
	if (!isFailure(sent)) return { batch: await afterWrite(confirmed(order)), changed: true };
	const inDoubt = mayBeCarriedOut(sent);
	if (sent.kind !== 'conflict' && !inDoubt) throw sent;
	const batch = await outcomeOf(getBatch(send, projectId, batchId));
	if (isFailure(batch)) throw sent;
	if (isDone(batch, action)) return { batch, changed: inDoubt };
	if (sent.kind !== 'conflict' && !isOutcomeUnclear(sent)) throw sent;
	const headline = notDone(batch, action);
	const advice = inDoubt ? RUN_AGAIN : ADVICE[action];
	throw sent.with({ headline, advice });
}

/**
 * Returns the batch once it is in the wanted state: an empty response, of a proxy for example, is
 * no proof of that.
 */
async function confirmed({ send, projectId, batchId, action, signal }: Order): Promise<Batch> {
	const doing = `reading the batch ${batchId}, which was ${DONE_WORDS[action]}`;
	const look = async () => await getBatch(send, projectId, batchId, doing);
	const patienceMs = (batch: Batch) => (isDone(batch, action) ? 0 : SHOWN_WITHIN_MS);
	const batch = await lookUntilSettled(look, patienceMs, systemClock, signal);
	if (isDone(batch, action)) return batch;
	const headline = notDone(batch, action);
	throw new TolokaFailure('contradiction', { headline, advice: RUN_AGAIN });
}

const isDone = ({ status }: Batch, action: BatchAction) => DONE[action].includes(status);

const notDone = ({ id, status }: Batch, action: BatchAction) =>
	`Batch ${id} was not ${DONE_WORDS[action]}: its status is ${clean(status)}`;

const RUN_AGAIN = 'Run the node again: an action that has been done is not repeated.';

const DONE_WORDS = { start: 'started', stop: 'stopped', resume: 'resumed' } as const;

const ADVICE: Record<BatchAction, string> = {
	start:
		'Only a new batch of a project that is READY can be started. A stopped one is continued with Resume.',
	stop: 'Only a batch that is being labeled can be stopped.',
	resume: 'Only a stopped batch can be resumed. A new one is started with Start.',
};
