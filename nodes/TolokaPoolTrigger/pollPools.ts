import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import type { Assignment } from '../shared/toloka/assignments/assignments';
import type { Closing } from '../shared/toloka/assignments/closings';
import { poolClosings } from '../shared/toloka/assignments/closings';
import type { AssignmentEvent } from '../shared/toloka/assignments/events';
import { assignmentEvents } from '../shared/toloka/assignments/events';
import type { Feed } from '../shared/toloka/flow/feed';
import { environmentLabel } from '../shared/toloka/service/access';
import { inParallel } from '../shared/toloka/flow/parallel';
import type { Pool } from '../shared/toloka/pools/pools';
import { getPool } from '../shared/toloka/pools/pools';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure, outcomeOf, refusal } from '../shared/toloka/service/failures';
import type { Send } from '../shared/toloka/service/requests';
import { checkedId } from '../shared/toloka/service/requests';
import { isRecord } from '../shared/toloka/values/foreign';
import { mayLackId } from '../shared/n8n/expressions/idLists';
import { idInAddress } from '../shared/n8n/parameters/fields';
import type { Trigger } from '../shared/n8n/polling/polling';
import { pollFeeds } from '../shared/n8n/polling/polling';
import type { Followed, PollOptions } from '../shared/n8n/polling/settings';
import {
	isExpression,
	pollTransport,
	readLimits,
	readOptions,
	readStart,
	returnsNothing,
} from '../shared/n8n/polling/settings';
import { readChoice, readText } from '../shared/n8n/parameters/readers';
import type { Connection } from '../shared/n8n/transport/transport';
import { connect } from '../shared/n8n/transport/transport';
import { assignmentOutput, closingOutput } from './outputs';

const EVENTS = [
	'assignmentSubmitted',
	'assignmentAccepted',
	'assignmentRejected',
	'poolClosed',
] as const;
type PoolEvent = (typeof EVENTS)[number];

/** By event: the field of an assignment that has its time. */
const TIMES: Record<Exclude<PoolEvent, 'poolClosed'>, AssignmentEvent> = {
	assignmentSubmitted: 'submitted',
	assignmentAccepted: 'accepted',
	assignmentRejected: 'rejected',
};

/** Runs one poll: returns what happened in the pools, or null if nothing did. */
export async function pollPools(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	return await pollFeeds<Assignment | Closing>(context, () => triggerOf(context));
}

function triggerOf(context: IPollFunctions): Trigger<Assignment> | Trigger<Closing> {
	const event = readChoice(
		context.getNodeParameter('event', EVENTS[0]),
		'Event',
		EVENTS,
		EVENTS[0],
	);
	if (event === 'poolClosed') {
		return {
			outputOf: closingOutput(context),
			follow: async () =>
				await follow(context, event, 'None of the pools has closed yet', (connection, poolId) =>
					poolClosings(connection.send, poolId, () => connection.serviceTime()),
				),
		};
	}
	const time = TIMES[event];
	return {
		outputOf: assignmentOutput(context, time),
		follow: async () =>
			await follow(context, event, `No assignment was ${time} yet`, ({ send }, poolId) =>
				assignmentEvents(send, poolId, time),
			),
	};
}

async function follow<Row extends { id: string }>(
	context: IPollFunctions,
	event: PoolEvent,
	nothing: string,
	feedOf: (connection: Connection, poolId: string) => Feed<Row>,
): Promise<Followed<Row>> {
	const options = readOptions<PollOptions>(context);
	const pools = readPools(context);
	const limits = readLimits(context, options, pools.length);
	const connection = await connect(context, pollTransport(context, options));
	return {
		scope: `${environmentLabel(connection.credentials)} ${event}`,
		feeds: pools.map((poolId) => feedOf(connection, poolId)),
		start: readStart(context, 'Events Since'),
		limits,
		connection,
		nothingYet: async () => await nothingHappened(connection.send, pools, nothing),
	};
}

/** Explains why a test has nothing to show: in an archived pool nothing will ever happen. */
async function nothingHappened(
	send: Send,
	poolIds: readonly string[],
	nothing: string,
): Promise<TolokaFailure> {
	const pools = await inParallel(poolIds, async (id) => await outcomeOf(getPool(send, id)));
	const isArchived = (pool: Pool | TolokaFailure) => !isFailure(pool) && pool.status === 'ARCHIVED';
	if (!pools.every(isArchived)) {
		return refusal(
			nothing,
			'Once there are events, a test will show the newest ones. You can already publish the workflow.',
		);
	}
	const which = poolIds.length === 1 ? `pool ${poolIds[0]} is` : 'the pools are all';
	return refusal(`${nothing}, and ${which} archived`, 'Choose a pool that people can work in.');
}

/** Each pool gets a share of a poll's memory and time. */
const MAX_POOLS = 50;

/**
 * Reads the chosen pools; an expression may return several ids, as a list or with commas. If it
 * returns nothing for one of them, that pool would be ignored, and nobody would know.
 */
function readPools(context: IPollFunctions): string[] {
	const entered = entriesOf(context.getNodeParameter('pools', {}, { rawExpressions: true }));
	const entries = entriesOf(context.getNodeParameter('pools', {}));
	const ids = entries.flatMap((entry, place) => idsIn(entry, entered[place]));
	const unique = [...new Set(ids)];
	if (unique.length > 0 && unique.length <= MAX_POOLS) return unique;
	if (unique.length === 0) throw refusal('No pool is chosen', 'Choose at least one pool.');
	throw refusal(
		`${unique.length} pools are chosen, but one trigger watches ${MAX_POOLS} at most`,
		'Divide the pools among several triggers.',
	);
}

function entriesOf(pools: unknown): unknown[] {
	const entries: unknown = isRecord(pools) ? pools.values : pools;
	return (Array.isArray(entries) ? entries : [entries]).map((entry: unknown) => {
		const chosen: unknown = isRecord(entry) ? (entry.pool ?? entry) : entry;
		return isRecord(chosen) ? chosen.value : chosen;
	});
}

/** Characters between or around ids, also in JSON text. */
const AROUND_IDS = /[\s,;"'[\]]+/;

function idsIn(value: unknown, entered: unknown): string[] {
	const isList = Array.isArray(value);
	if (isList && value.length > 0) return value.flatMap((one) => idsIn(one, entered));
	const text = isList ? '' : (readText(value, 'Pool') ?? '');
	const parts = text.split(AROUND_IDS).filter((part) => part !== '');
	if (isExpression(entered) && (parts.length === 0 || mayLackId(text, entered))) {
		throw returnsNothing('Pool', 'remove the pool');
	}
	return parts.map((part) => checkedId(idInAddress('pool', part), 'Pool'));
}
