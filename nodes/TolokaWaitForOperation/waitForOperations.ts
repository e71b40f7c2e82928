import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { toNodeError } from '../shared/n8n/errors';
import { failedItem } from '../shared/n8n/outputs';
import type { Connection } from '../shared/n8n/transport';
import { connect } from '../shared/n8n/transport';
import { TIMEOUT_S } from './fields';
import { refuseUnusableWiring } from './loop';
import { waitInNode } from './waitInNode';
import { waitSuspended } from './waitSuspended';
import { readOptions, transportOptions } from '../shared/n8n/parameters';
import { readBoolean, readNumber } from '../shared/n8n/readers';

interface WaitForOperationOptions {
	addTaskSuiteIds?: unknown;
	timeout?: unknown;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const LONGEST_DEADLINE_MS = 365 * 24 * HOUR_MS;
/** What is read once, as the log, outlasts short troubles; longer ones are met by the next look. */
const WAIT_BUDGET_MS = 30_000;

/** One run of the node; gives what goes out on each output. */
export async function waitForInput(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const waits = context.getNodeParameter('operation', 0, 'wait') === 'wait';
	const suspends = waits && context.getNodeParameter('mode', 0, 'inNode') === 'suspend';
	await refuseUnusableWiring(context, suspends);
	try {
		const options = readOptions<WaitForOperationOptions>(context);
		const settings = {
			waitMs: waits ? readDeadline(context, suspends) : 0,
			acceptsRunning: !waits,
			failIsError: waits && context.getNodeParameter('ifFailed', 0, 'error') === 'error',
			addTaskSuiteIds: readBoolean(options.addTaskSuiteIds, 'Add IDs of Task Suites'),
		};
		const connection = await connectTo(context, options);
		if (suspends) return await waitSuspended(context, connection, settings);
		return [await waitInNode(context, connection, settings)];
	} catch (error) {
		if (!context.continueOnFail()) throw toNodeError(context.getNode(), error);
		// n8n would hand the input on as if all were finished, or round the loop (n8n §4).
		const failed = context.getInputData().map((_item, index) => failedItem(context, error, index));
		return suspends ? [[], failed] : [failed];
	}
}

function readDeadline(context: IExecuteFunctions, suspends: boolean): number {
	const [parameter, unitMs, fallback] = suspends
		? (['deadlineHours', HOUR_MS, 24] as const)
		: (['deadlineMinutes', MINUTE_MS, 10] as const);
	const limits = { min: 0, max: LONGEST_DEADLINE_MS / unitMs, fallback };
	return readNumber(context.getNodeParameter(parameter, 0, fallback), 'Deadline', limits) * unitMs;
}

async function connectTo(
	context: IExecuteFunctions,
	options: WaitForOperationOptions,
): Promise<Connection> {
	const waitBudgetMs = WAIT_BUDGET_MS;
	return await connect(context, { ...transportOptions(options, TIMEOUT_S), waitBudgetMs });
}
