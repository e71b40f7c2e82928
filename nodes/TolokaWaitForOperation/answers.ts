import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { aboutItem, isFailure, outcomeOf } from '../shared/toloka/service/failures';
import type { Operation } from '../shared/toloka/operations/operation';
import { durationSeconds, isOfType } from '../shared/toloka/operations/operation';
import type { Send } from '../shared/toloka/service/requests';
import { failedItem, paired } from '../shared/n8n/outputs/outputs';
import { inParallel } from '../shared/toloka/flow/parallel';
import {
	createdTaskSuites,
	explainFailure,
	getOperationLog,
	isLogGone,
} from '../shared/toloka/operations/log';
import { zoned } from '../shared/toloka/values/times';
import { fieldErrorText } from '../shared/toloka/service/fieldErrors';
import type { Settings } from './settings';

/** The id of what an input item waits for, or why it has none. */
export type InputId = string | TolokaFailure;

export type Answer = object | TolokaFailure;

/**
 * Returns each operation's answer, with the reasons of a failure or the ids of created suites.
 *
 * @param onNoLog called if those ids are wanted, but the service no longer keeps the log.
 */
export async function answersFor(
	send: Send,
	operations: ReadonlyMap<string, Operation>,
	settings: Settings,
	onNoLog: (id: string) => void,
): Promise<Array<[string, Answer]>> {
	return await inParallel([...operations], async ([id, operation]) => [
		id,
		await outcomeOf(answerFor(send, operation, settings, onNoLog)),
	]);
}

async function answerFor(
	send: Send,
	operation: Operation,
	{ isErrorAtEnd, addTaskSuiteIds }: Settings,
	onNoLog: (id: string) => void,
): Promise<Answer> {
	const output = { ...operation, duration_seconds: durationSeconds(operation) ?? null };
	if (operation.status === 'FAIL') {
		const failure = await explainFailure(send, operation);
		if (isErrorAtEnd) return failure;
		return { ...output, failure_reasons: fieldErrorText(failure.details.payload) };
	}
	const isCreation = isOfType(operation, 'TASK_SUITE.BATCH_CREATE');
	if (!addTaskSuiteIds || !isCreation || operation.status !== 'SUCCESS') return output;
	const log = await outcomeOf(getOperationLog(send, operation.id));
	if (!isFailure(log)) return { ...output, task_suite_ids: createdTaskSuites(log) };
	if (!isLogGone(log)) throw log;
	onNoLog(operation.id);
	return { ...output, task_suite_ids: null };
}

/** Returns each input item's answer, if known; for an item without an id, that is its failure. */
export function answersTo(
	inputIds: readonly InputId[],
	answers: ReadonlyMap<string, Answer>,
): Array<Answer | undefined> {
	return inputIds.map((id) => (isFailure(id) ? id : answers.get(id)));
}

/** Throws the first failure, unless the node continues on fail. */
export function reportFirst(
	context: IExecuteFunctions,
	answers: ReadonlyArray<Answer | undefined>,
): void {
	if (context.continueOnFail()) return;
	const itemIndex = answers.findIndex((answer) => isFailure(answer));
	const failure = answers[itemIndex];
	if (!isFailure(failure)) return;
	throw aboutItem(failure, itemIndex);
}

export function itemFor(
	context: IExecuteFunctions,
	answer: Answer,
	index: number,
	row: IDataObject,
): INodeExecutionData {
	return isFailure(answer) ? failedItem(context, answer, index, row) : paired(zoned(answer), index);
}
