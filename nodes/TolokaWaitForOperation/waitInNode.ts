import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure } from '../shared/toloka/service/failures';
import { notFinished } from '../shared/toloka/operations/operation';
import { systemClock } from '../shared/n8n/clock';
import type { Connection } from '../shared/n8n/transport';
import type { Answer, AnswerSettings } from './answers';
import { itemFor, reportFirst } from './answers';
import { watchOperations } from './watching';
import { readOperationId } from '../shared/n8n/fields';

export interface InNodeSettings extends AnswerSettings {
	/** How long to wait; 0 looks once. */
	waitMs: number;
	/** Whether an operation that is still running is an answer too. */
	acceptsRunning: boolean;
}

/** Waits while the execution keeps running; answers each input item with its operation. */
export async function waitInNode(
	context: IExecuteFunctions,
	connection: Connection,
	settings: InNodeSettings,
): Promise<INodeExecutionData[]> {
	const inputIds = context.getInputData().map((_item, index) => readOperationId(context, index));
	const answers = new Map<string, Answer>();
	const answerOf = (id: string | TolokaFailure) => (isFailure(id) ? id : answers.get(id));

	reportFirst(context, inputIds.map(answerOf));
	const deadline = systemClock.now() + settings.waitMs;
	const watched = await watchOperations(context, connection, inputIds, deadline, settings);
	for (const [id, answer] of watched.answers) answers.set(id, answer);
	reportFirst(context, inputIds.map(answerOf));
	for (const [id, operation] of watched.running) {
		const late = notFinished(id, operation, settings.waitMs);
		answers.set(id, settings.acceptsRunning ? operation : late);
	}
	reportFirst(context, inputIds.map(answerOf));
	return inputIds.map((id, index) => itemFor(context, answerOf(id) as Answer, index));
}
