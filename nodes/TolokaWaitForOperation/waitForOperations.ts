import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { toNodeError } from '../shared/n8n/errors';
import { readOperation } from '../shared/n8n/parameters/operation';
import { failedItem } from '../shared/n8n/outputs/outputs';
import { toldInSubWorkflow } from '../shared/n8n/execution/subWorkflows';
import type { Connection } from '../shared/n8n/transport/transport';
import { connect } from '../shared/n8n/transport/transport';
import { readChoice } from '../shared/n8n/parameters/readers';
import { batches } from './batches';
import { refuseUnusableWiring, rowOf } from './loop';
import { pools } from './pools';
import type { Settings, WaitFor } from './settings';
import { settingsOf } from './settings';
import type { Subject } from './subject';
import { waitInNode } from './waitInNode';
import { waitSuspended } from './waitSuspended';
import { operationSubject } from './watchOperations';
import { peopleSubject } from './watchPeople';

/** One-off reads such as the log are retried this long; polling itself copes with longer outages. */
const WAIT_BUDGET_MS = 30_000;

/** Runs the node once; returns the items for each output. */
export async function waitForOperations(
	context: IExecuteFunctions,
): Promise<INodeExecutionData[][]> {
	const waits = context.getNodeParameter('operation', 0, 'wait') === 'wait';
	const suspends = waits && context.getNodeParameter('mode', 0, 'inNode') === 'suspend';
	await refuseUnusableWiring(context, suspends);
	try {
		readOperation(context, ['wait', 'check']);
		const given: unknown = context.getNodeParameter('waitFor', 0, 'operation');
		const waitFor = readChoice(given, 'Wait For', ['operation', 'pool', 'batch'], 'operation');
		const settings = await settingsOf(context, { waitFor, waits, suspends });
		const { timeoutMs } = settings;
		const connection = await connect(context, { timeoutMs, waitBudgetMs: WAIT_BUDGET_MS });
		const subject = subjectOf(context, connection, waitFor, settings);
		if (suspends) return await waitSuspended(context, subject, settings);
		return [await waitInNode(context, subject, settings, !waits)];
	} catch (error) {
		const ending = toldInSubWorkflow(context, error);
		if (!context.continueOnFail()) throw toNodeError(context.getNode(), ending);
		// n8n would pass the input on as if everything had finished, or back into the loop (n8n §4).
		const failed = context
			.getInputData()
			.map((item, index) => failedItem(context, error, index, rowOf(context, item)));
		return suspends ? [[], failed] : [failed];
	}
}

function subjectOf(
	context: IExecuteFunctions,
	connection: Connection,
	waitFor: WaitFor,
	settings: Settings,
): Subject {
	switch (waitFor) {
		case 'operation':
			return operationSubject(context, connection, settings) as Subject;
		case 'pool':
			return peopleSubject(context, connection, pools(context, connection), settings) as Subject;
		case 'batch':
			return peopleSubject(context, connection, batches(connection), settings) as Subject;
	}
}
