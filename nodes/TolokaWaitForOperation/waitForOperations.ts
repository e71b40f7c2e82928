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
import { readBoolean, readChoice, readNumber } from '../shared/n8n/readers';
import { batches } from './batches';
import { pools } from './pools';
import type { Subject } from './subject';
import { operationSubject } from './watchOperations';
import { peopleSubject } from './watchPeople';

interface WaitForOperationOptions {
	addTaskSuiteIds?: unknown;
	timeout?: unknown;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const LONGEST_DEADLINE_MS = 365 * 24 * HOUR_MS;
/** One-off reads such as the log are retried this long; polling itself copes with longer outages. */
const WAIT_BUDGET_MS = 30_000;

/** One run of the node; gives what goes out on each output. */
export async function waitForOperations(
	context: IExecuteFunctions,
): Promise<INodeExecutionData[][]> {
	const waits = context.getNodeParameter('operation', 0, 'wait') === 'wait';
	const suspends = waits && context.getNodeParameter('mode', 0, 'inNode') === 'suspend';
	await refuseUnusableWiring(context, suspends);
	try {
		const options = readOptions<WaitForOperationOptions>(context);
		const waitFor = readWaitFor(context);
		const settings = {
			waitMs: waits ? readDeadline(context, waitFor, suspends) : 0,
			acceptsRunning: !waits,
		};
		const connection = await connectTo(context, options);
		const subject = subjectOf(context, connection, waitFor, waits);
		if (suspends) return await waitSuspended(context, subject, settings);
		return [await waitInNode(context, subject, settings)];
	} catch (error) {
		if (!context.continueOnFail()) throw toNodeError(context.getNode(), error);
		// n8n would hand the input on as if all were finished, or round the loop (n8n §4).
		const failed = context.getInputData().map((_item, index) => failedItem(context, error, index));
		return suspends ? [[], failed] : [failed];
	}
}

type WaitFor = 'operation' | 'pool' | 'batch';

function readWaitFor(context: IExecuteFunctions): WaitFor {
	const value: unknown = context.getNodeParameter('waitFor', 0, 'operation');
	return readChoice(value, 'Wait For', ['operation', 'pool', 'batch'], 'operation');
}

function subjectOf(
	context: IExecuteFunctions,
	connection: Connection,
	waitFor: WaitFor,
	waits: boolean,
): Subject {
	const read = (name: string) => context.getNodeParameter(name, 0, null) as unknown;
	const stops = (name: string, label: string) =>
		waits && readChoice(read(name), label, ['error', 'output'], 'error') === 'error';
	if (waitFor === 'operation') {
		const { addTaskSuiteIds } = readOptions<WaitForOperationOptions>(context);
		return operationSubject(context, connection, {
			failIsError: stops('ifFailed', 'If an Operation Ends With FAIL'),
			addTaskSuiteIds: readBoolean(addTaskSuiteIds, 'Add IDs of Task Suites'),
		}) as Subject;
	}
	const earlyIsError = stops('ifClosedEarly', 'If It Closes Early');
	return waitFor === 'pool'
		? (peopleSubject(context, connection, pools(context, connection), earlyIsError) as Subject)
		: (peopleSubject(context, connection, batches(connection), earlyIsError) as Subject);
}

const DAYS_FOR_PEOPLE = { min: 0, max: 365, fallback: 7 };

function readDeadline(context: IExecuteFunctions, waitFor: WaitFor, suspends: boolean): number {
	if (waitFor !== 'operation') {
		const days = context.getNodeParameter('deadlineDays', 0, null) as unknown;
		return readNumber(days, 'Deadline', DAYS_FOR_PEOPLE) * 24 * HOUR_MS;
	}
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
