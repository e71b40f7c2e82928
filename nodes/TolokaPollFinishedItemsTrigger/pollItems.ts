import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { environmentLabel } from '../shared/toloka/service/addresses';
import type { Item } from '../shared/toloka/items/items';
import { refusal } from '../shared/toloka/service/failures';
import { finishedItems } from '../shared/toloka/items/poll';
import { checkedId } from '../shared/toloka/service/requests';
import { isRecord } from '../shared/toloka/values/foreign';
import { readId, readOptions } from '../shared/n8n/parameters';
import { connect } from '../shared/n8n/transport';
import { upgraded } from './oldState';
import type { Followed } from './polling';
import { pollFeeds } from './polling';
import type { PollOptions } from './pollSettings';
import { pollTransport, readLimits } from './pollSettings';
import { readStart } from './pollStart';

interface TriggerOptions extends PollOptions {
	batch?: unknown;
}

/** One poll: the newly finished items, or null where there are none. */
export async function pollItems(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	return await pollFeeds(context, {
		follow,
		outputOf: (item, { name: projectId }) => [asOutput(item, projectId)],
	});
}

/** `dedupeKey` stays the same however often an item is delivered. */
function asOutput(item: Item, projectId: string): INodeExecutionData {
	const dedupeKey = `${projectId}:${item.id}`;
	return { json: { ...item, dedupeKey } as INodeExecutionData['json'] };
}

async function follow(context: IPollFunctions): Promise<Followed<Item>> {
	const options = readOptions<TriggerOptions>(context);
	const projectId = readId(context, 'project', 'project id');
	const wanted = {
		projectId,
		statuses: readStatuses(context),
		batchId: readBatchId(context, options.batch),
	};
	const limits = readLimits(context, options, 1);
	const connection = await connect(context, pollTransport(context, options));
	const scope = `${environmentLabel(connection.credentials)} ${projectId}`;
	return {
		scope,
		feeds: [finishedItems(connection.send, wanted)],
		start: readStart(context),
		limits,
		connection,
		upgraded: (stored) => upgraded(stored, scope, projectId),
		nothingYet: async () =>
			refusal(
				`The project ${projectId} has no finished items yet`,
				'Once people have labeled items, a test will show the newest ones. You can already publish the workflow.',
			),
	};
}

/** Nothing chosen yet means every batch; a workflow written by hand may hold the plain id. */
function readBatchId(context: IPollFunctions, batch: unknown): string | undefined {
	if (typeof batch === 'string') return batch === '' ? undefined : checkedId(batch, 'Batch');
	if (!isRecord(batch) || !batch.value) return undefined;
	return readId(context, 'options.batch', 'Batch');
}

function readStatuses(context: IPollFunctions): string[] {
	const statuses: unknown = context.getNodeParameter('statuses', []);
	const chosen: unknown[] = Array.isArray(statuses) ? statuses : [];
	const names = chosen.filter((status): status is string => typeof status === 'string');
	if (names.length > 0) return names.sort();
	throw refusal(
		'No status is chosen, so no item could be delivered',
		'Choose at least one status.',
	);
}
