import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { tryToParseDateTime } from 'n8n-workflow';
import { environmentLabel } from '../shared/toloka/service/addresses';
import type { Item } from '../shared/toloka/items/items';
import type { CursorState } from '../shared/toloka/items/cursor';
import { freshState } from '../shared/toloka/items/cursor';
import { isFailure, isTransient, outcomeOf, refusal } from '../shared/toloka/service/failures';
import type { PollPlan } from '../shared/toloka/items/poll';
import { pollFinishedItems, probe, sampleFinishedItems } from '../shared/toloka/items/poll';
import { checkedId } from '../shared/toloka/service/requests';
import { BEGINNING, timeKey, timeKeyAt } from '../shared/toloka/values/times';
import { systemClock } from '../shared/n8n/clock';
import { toNodeError } from '../shared/n8n/errors';
import type { Watch } from './watch';
import { handOver, isHandingOver, oneAtATime, watchOf } from './watch';
import { readStartTime, readState, storedState, writeStartTime, writeState } from './state';
import { connect } from '../shared/n8n/transport';
import { ITEMS_PER_POLL, TIMEOUT_S, WINDOW_S } from './fields';
import { readId, readOptions, transportOptions } from '../shared/n8n/parameters';
import { readNumber } from '../shared/n8n/readers';
import { clean, isRecord } from '../shared/toloka/values/foreign';

/** Time for one poll, also where n8n allows more (n8n §1). */
const POLL_BUDGET_MS = 30_000;
/** Failures in a row that are passed over before the user hears of them. */
const TOLERATED_FAILURES = 2;

interface TriggerOptions {
	batch?: unknown;
	delivery?: 'normal' | 'atLeastOnce';
	window?: number;
	maxItems?: number;
	timeout?: number;
}

/** One poll: the newly finished items, or null where there are none. */
export async function pollProject(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	try {
		const isTest = context.getMode() === 'manual';
		const items = isTest ? await sample(context) : await advance(context);
		if (items.length === 0) return null;
		const projectId = readProjectId(context);
		return [items.map((item) => asOutput(item, projectId))];
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}

/** `dedupeKey` stays the same however often an item is delivered. */
function asOutput(item: Item, projectId: string): INodeExecutionData {
	const dedupeKey = `${projectId}:${item.id}`;
	return { json: { ...item, dedupeKey } as INodeExecutionData['json'] };
}

/** The newest finished items for a test in the editor; the stored state is not touched. */
async function sample(context: IPollFunctions): Promise<Item[]> {
	const { connection, plan } = await prepare(context);
	const items = await sampleFinishedItems(connection.send, plan);
	if (items.length > 0) return items;
	throw refusal(
		`The project ${plan.projectId} has no finished items yet`,
		'Once people have labelled some, a test shows the newest of them. The workflow can be published already.',
	);
}

/**
 * A poll that throws while n8n starts would leave the trigger dead until someone publishes again
 * (n8n §1), so what may pass by itself is logged, and thrown only when it keeps happening.
 */
async function advance(context: IPollFunctions): Promise<Item[]> {
	const watch = watchOf(context);
	try {
		const items = await oneAtATime(watch, async () => await deliver(context, watch));
		watch.failuresInARow = 0;
		return items ?? [];
	} catch (error) {
		watch.failuresInARow += 1;
		const isTolerable = isFailure(error) && isTransient(error);
		const nodeError = toNodeError(context.getNode(), error);
		if (!isTolerable || watch.failuresInARow > TOLERATED_FAILURES) throw nodeError;
		context.logger.warn(`${nodeError.message}; the next poll tries again`);
		return [];
	}
}

async function deliver(context: IPollFunctions, watch: Watch): Promise<Item[]> {
	const prepared = await prepare(context);
	const { connection, plan, scope, atLeastOnce } = prepared;
	const stored = storedState(context);
	if (isHandingOver(watch, stored)) return [];
	const state = readState(context, scope) ?? (await firstState(context, watch, prepared));
	const { items, state: next } = await pollFinishedItems(connection.send, plan, state, systemClock);
	if (items.length > 0) handOver(watch, stored);
	writeState(context, next, atLeastOnce && items.length > 0 ? state : undefined);
	return items;
}

type Prepared = Awaited<ReturnType<typeof prepare>>;

async function prepare(context: IPollFunctions) {
	const options = readOptions<TriggerOptions>(context);
	const budgetMs = pollBudgetMs(context);
	const deadline = systemClock.now() + budgetMs;
	const plan: PollPlan = {
		projectId: readProjectId(context),
		statuses: readStatuses(context),
		batchId: readBatchId(context, options.batch),
		windowMs: readNumber(options.window, 'Late Arrival Window', WINDOW_S) * 1000,
		maxItems: readNumber(options.maxItems, 'Max Items per Poll', ITEMS_PER_POLL),
		deadline,
	};
	const connection = await connect(context, {
		...transportOptions(options, TIMEOUT_S),
		waitBudgetMs: budgetMs / 2,
	});
	const environment = environmentLabel(connection.credentials);
	const scope = [environment, plan.projectId, plan.batchId ?? '', plan.statuses.join('+')].join(
		' ',
	);
	return { connection, plan, scope, atLeastOnce: options.delivery === 'atLeastOnce' };
}

function readProjectId(context: IPollFunctions): string {
	return readId(context, 'project', 'Project');
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

function pollBudgetMs(context: IPollFunctions): number {
	const budget = 'getPollBudgetMs' in context ? context.getPollBudgetMs() : POLL_BUDGET_MS;
	return Math.min(budget, POLL_BUDGET_MS);
}

async function firstState(
	context: IPollFunctions,
	watch: Watch,
	prepared: Prepared,
): Promise<CursorState> {
	const { scope } = prepared;
	if (watch.baseline?.scope !== scope) {
		const startFrom = context.getNodeParameter('startFrom', 'activation') as string;
		const since =
			startFrom === 'beginning'
				? BEGINNING
				: startFrom === 'time'
					? readStartFrom(context)
					: timeKeyAt(await activationTime(context, watch, prepared));
		watch.baseline = freshState(scope, since);
	}
	writeState(context, watch.baseline);
	return watch.baseline;
}

/**
 * The service's time at which the trigger was first asked for items. Should the service not answer
 * then, it is found out later: what is finished meanwhile is not lost.
 */
async function activationTime(
	context: IPollFunctions,
	watch: Watch,
	{ connection, plan, scope }: Prepared,
): Promise<number> {
	const known = watch.begun?.scope === scope ? watch.begun.at : readStartTime(context, scope);
	const begunAt = Math.min(known ?? Infinity, systemClock.now());
	const failure = await outcomeOf(probe(connection.send, plan));
	if (failure === undefined) {
		return connection.serviceTime() - (systemClock.now() - begunAt);
	}
	if (isTransient(failure)) {
		watch.begun = { scope, at: begunAt };
		writeStartTime(context, scope, begunAt);
	}
	throw failure;
}

/** The picker gives a time without a zone: it is meant in the zone of the workflow. */
function readStartFrom(context: IPollFunctions): string {
	const value: unknown = context.getNodeParameter('startTime', '');
	const since = startTimeKey(value, context.getTimezone());
	if (since !== undefined) return since;
	const shown = typeof value === 'string' ? `“${clean(value, 80)}”` : 'Finished Since';
	throw refusal(`${shown} is not a time`, 'Choose a time in Finished Since.');
}

function startTimeKey(value: unknown, timezone: string): string | undefined {
	try {
		return timeKey(timeKeyAt(tryToParseDateTime(String(value), timezone).toMillis()));
	} catch {
		return undefined;
	}
}
