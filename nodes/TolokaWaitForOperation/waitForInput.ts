import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { failedItem } from '../shared/host/items';
import { toNodeError } from '../shared/host/errors';
import type { Connection } from '../shared/host/transport';
import { connect } from '../shared/host/transport';
import { refuseUnusableWiring } from './loop';
import { waitInNode } from './waitInNode';
import { waitSuspended } from './waitSuspended';

interface WaitForOperationOptions {
	addTaskSuiteIds?: boolean;
	timeout?: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** An operation is a small answer; a look that hangs longer is made again. */
const TIMEOUT_MS = 30_000;
/** Longer troubles of the service are met by the next look. */
const WAIT_BUDGET_MS = 5_000;

/** One run of the node; gives what goes out on each output. */
export async function waitForInput(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const waits = context.getNodeParameter('operation', 0, 'wait') === 'wait';
	const suspends = waits && context.getNodeParameter('mode', 0, 'inNode') === 'suspend';
	const options = context.getNodeParameter('options', 0, {}) as WaitForOperationOptions;
	const settings = {
		waitMs: waits ? readDeadline(context, suspends) : 0,
		acceptsRunning: !waits,
		failIsError: waits && context.getNodeParameter('ifFailed', 0, 'error') === 'error',
		addTaskSuiteIds: options.addTaskSuiteIds === true,
	};
	await refuseUnusableWiring(context, suspends);
	if (!suspends) return [await waitInNode(context, await connectTo(context, options), settings)];
	try {
		return await waitSuspended(context, await connectTo(context, options), settings);
	} catch (error) {
		// Where a failing node hands on its input, that would go round the loop for ever.
		if (!context.continueOnFail()) throw toNodeError(context.getNode(), error);
		return [[], context.getInputData().map((_item, index) => failedItem(context, error, index))];
	}
}

function readDeadline(context: IExecuteFunctions, suspends: boolean): number {
	return suspends
		? (context.getNodeParameter('deadlineHours', 0, 24) as number) * HOUR_MS
		: (context.getNodeParameter('deadlineMinutes', 0, 10) as number) * MINUTE_MS;
}

async function connectTo(
	context: IExecuteFunctions,
	{ timeout }: WaitForOperationOptions,
): Promise<Connection> {
	const timeoutMs = timeout === undefined ? TIMEOUT_MS : timeout * 1000;
	return await connect(context, { timeoutMs, waitBudgetMs: WAIT_BUDGET_MS });
}
