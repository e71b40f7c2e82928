import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { environmentLabel } from '../shared/toloka/service/access';
import type { Item } from '../shared/toloka/items/items';
import { itemOutput, simplifiedItem } from '../shared/toloka/items/itemOutput';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure, outcomeOf, refusal } from '../shared/toloka/service/failures';
import type { FinishedItems } from '../shared/toloka/items/poll';
import { finishedItems, hasFinished } from '../shared/toloka/items/poll';
import { NOT_ACCEPTING, getAppProject } from '../shared/toloka/items/projects';
import type { Send } from '../shared/toloka/service/requests';
import { checkedId } from '../shared/toloka/service/requests';
import { clean, isRecord, textOf } from '../shared/toloka/values/foreign';
import { isEmpty, readBoolean, readChoices } from '../shared/n8n/parameters/readers';
import { connect } from '../shared/n8n/transport/transport';
import { STATUSES } from './fields';
import { upgraded } from './oldState';
import { pollFeeds } from '../shared/n8n/polling/polling';
import type { Followed, PollOptions } from '../shared/n8n/polling/settings';
import {
	isExpression,
	pollTransport,
	readId,
	readLimits,
	readOptions,
	readStart,
	returnsNothing,
} from '../shared/n8n/polling/settings';

interface TriggerOptions extends PollOptions {
	batch?: unknown;
}

/** Runs one poll: returns the newly finished items, or null if there are none. */
export async function pollItems(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	return await pollFeeds(context, () => {
		const simplify = readBoolean(context.getNodeParameter('simplify', false), 'Simplify');
		return {
			follow: async () => await follow(context),
			outputOf: (item, { name: projectId }) => [asOutput(item, projectId, simplify)],
		};
	});
}

/** `dedupeKey` stays the same however often an item is delivered. */
function asOutput(item: Item, projectId: string, simplify: boolean): INodeExecutionData {
	const row = simplify ? simplifiedItem(item) : itemOutput(item);
	return { json: { ...row, dedupeKey: `${projectId}:${item.id}` } as INodeExecutionData['json'] };
}

async function follow(context: IPollFunctions): Promise<Followed<Item>> {
	const options = readOptions<TriggerOptions>(context);
	const projectId = readId(context, 'project', 'Project');
	const wanted = {
		projectId,
		statuses: readStatuses(context),
		batchId: readBatchId(context, options.batch),
		onUnknown: (item: Item) => warnOfUnknown(context, item),
	};
	const limits = readLimits(context, options, 1);
	const connection = await connect(context, pollTransport(context, options));
	const scope = `${environmentLabel(connection.credentials)} ${projectId}`;
	return {
		scope,
		feeds: [finishedItems(connection.send, wanted)],
		start: readStart(context, 'Finished Since'),
		limits,
		connection,
		upgraded: (stored) => upgraded(stored, scope, projectId),
		nothingYet: async () => await nothingFinished(connection.send, wanted),
	};
}

/** Statuses that a trigger was warned of: within the window, each poll reads a row again. */
const warnedOf = new Set<string>();

function warnOfUnknown(context: IPollFunctions, { id, status }: Item): void {
	const node = context.getNode();
	const key = JSON.stringify([context.getWorkflow().id, node.id, status]);
	if (warnedOf.has(key)) return;
	warnedOf.add(key);
	context.logger.warn(
		`Item ${clean(id)} is finished with the status ${clean(textOf(status)) || '(none)'}, which is not among the Statuses of “${node.name}”: items with it are not delivered`,
	);
}

/** Explains why a test has nothing to show: perhaps nothing will ever come. */
async function nothingFinished(
	send: Send,
	{ projectId, batchId }: FinishedItems,
): Promise<TolokaFailure> {
	const project = await outcomeOf(getAppProject(send, projectId));
	if (isFailure(project)) return project;
	const name = textOf(project.name);
	const title = name === '' ? projectId : `“${clean(name, 80)}”`;
	if (await hasFinished(send, projectId)) {
		const filters = batchId === undefined ? 'Statuses' : 'Statuses and Batch';
		return refusal(
			`Project ${title} has finished items, but none that matches ${filters}`,
			`Change ${filters} to see them in a test. You can already publish the workflow.`,
		);
	}
	const state = STATES.get(project.status);
	if (state !== undefined) {
		const [what, advice] = state;
		return refusal(`Project ${title} ${what} and has no finished items`, advice);
	}
	return refusal(
		`Project ${title} has no finished items yet`,
		'Once people have labeled items, a test will show the newest ones. You can already publish the workflow.',
	);
}

/** By status of the project: what keeps people from labeling (toloka-api §5.2, §12, 17). */
const STATES = new Map([
	...NOT_ACCEPTING,
	[
		'CREATING',
		[
			'is still being checked (status CREATING)',
			'Once its status is READY, people can label items. You can already publish the workflow.',
		],
	],
]);

/** None chosen means every batch; a workflow written by hand may contain the plain id. */
function readBatchId(context: IPollFunctions, batch: unknown): string | undefined {
	const chosen = isRecord(batch) ? batch.value : batch;
	if (!isEmpty(chosen)) {
		return isRecord(batch) ? readId(context, 'options.batch', 'Batch') : checkedId(batch, 'Batch');
	}
	const entered: unknown = context.getNodeParameter('options', {}, { rawExpressions: true });
	const raw = isRecord(entered) ? entered.batch : undefined;
	if (!isExpression(isRecord(raw) ? raw.value : raw)) return undefined;
	throw returnsNothing('Batch', 'remove the option Batch to follow all batches');
}

function readStatuses(context: IPollFunctions): string[] {
	const allowed = STATUSES.map(({ value }) => value);
	const statuses = readChoices(context.getNodeParameter('statuses', []), 'Statuses', allowed);
	if (statuses.length > 0) return statuses.sort();
	throw refusal(
		'No status is chosen, so no item could be delivered',
		'Choose at least one status.',
	);
}
