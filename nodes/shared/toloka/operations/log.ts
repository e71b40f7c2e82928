import { TolokaFailure, isFailure, outcomeOf } from '../service/failures';
import type { Send } from '../service/requests';
import { textOf, clean, isRecord } from '../values/foreign';
import { pathOf, unexpectedShape } from '../service/requests';
import type { Operation } from './operation';
import type { FieldError } from '../service/fieldErrors';
import { fieldErrors } from '../service/fieldErrors';

export interface LogEntry {
	type: string;
	success: boolean;
	input: Record<string, unknown>;
	output: Record<string, unknown>;
}

/** Reads the whole log of an operation that exists, a bare array without pages. */
export async function getOperationLog(send: Send, operationId: string): Promise<LogEntry[]> {
	const doing = `reading the log of the operation ${operationId}`;
	const path = pathOf`/operations/${operationId}/log`;
	const reply = await outcomeOf(send({ method: 'GET', api: 'v1', path, doing }));
	if (isFailure(reply)) throw isLogGone(reply) ? noLog(reply, operationId) : reply;
	const { body } = reply;
	if (!Array.isArray(body)) throw unexpectedShape(doing, 'a list of log entries');
	return body.filter(isRecord).map((entry) => ({
		type: textOf(entry.type),
		success: entry.success === true,
		input: isRecord(entry.input) ? entry.input : {},
		output: isRecord(entry.output) ? entry.output : {},
	}));
}

/** Logs are kept for a month; no source says how a later request is refused (toloka-api §3.3). */
export function isLogGone({ kind, details: { code } }: TolokaFailure): boolean {
	return kind === 'not-found' || code === 'OPERATION_LOGS_ARCHIVED';
}

function noLog(failure: TolokaFailure, operationId: string): TolokaFailure {
	return failure.with({
		headline: `Toloka no longer keeps the log of operation ${operationId}: it keeps logs for a month`,
		advice:
			'Look on the Toloka website for what the operation created. If you chose its Operation ID for other items, use another one for these.',
	});
}

/** The errors of an unsuccessful entry, in either documented shape. */
export function entryErrors({ output }: LogEntry): FieldError[] {
	const errors = fieldErrors(output);
	if (errors.length > 0 || typeof output.code !== 'string') return errors;
	const message = typeof output.message === 'string' ? clean(output.message) : '';
	return [{ path: '', code: clean(output.code), message }];
}

/** Ids of the task suites that an operation created, in the order of the log. */
export function createdTaskSuites(log: readonly LogEntry[]): string[] {
	return log
		.filter(({ success }) => success)
		.map(({ output }) => textOf(output.task_suite_id))
		.filter((id) => id !== '');
}

/** Reads why an operation failed; not every operation keeps a log. */
export async function explainFailure(send: Send, operation: Operation): Promise<TolokaFailure> {
	const log = await outcomeOf(getOperationLog(send, operation.id));
	return failedOperation(operation, isFailure(log) ? [] : log);
}

const NO_REASONS =
	'Toloka gave no reason. Check the pool and its tasks, then run the creating node again.';

/** The failure to report for an operation with the status FAIL, with the reasons of its log. */
export function failedOperation(operation: Operation, log: readonly LogEntry[]): TolokaFailure {
	const reasons = log.filter(({ success }) => !success).flatMap(entryErrors);
	const payload = Object.fromEntries(reasons.map((reason) => [reason.path || reason.code, reason]));
	return new TolokaFailure('operation-failed', {
		text: `The operation ${clean(operation.id)} (${clean(operation.type)}) failed`,
		payload,
		ids: [operation.id],
		advice: reasons.length === 0 ? NO_REASONS : undefined,
	});
}
