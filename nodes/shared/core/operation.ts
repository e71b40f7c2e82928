import type { FieldError } from './failures';
import { TolokaFailure, clean, fieldErrors, isRecord } from './failures';
import type { Send } from './requests';
import { pathOf, unexpectedShape } from './requests';

/** Operations of API v1 and their logs (api-facts §6.4, §6.5). */

export interface Operation {
	id: string;
	type: string;
	status: string;
	submitted?: string;
	started?: string;
	finished?: string;
	/** 0 to 100. */
	progress?: number;
	parameters?: Record<string, unknown>;
	details?: Record<string, unknown> | null;
}

export async function getOperation(send: Send, operationId: string): Promise<Operation> {
	const doing = `reading the operation ${operationId}`;
	const path = pathOf`/operations/${operationId}`;
	const { body } = await send({ method: 'GET', api: 'v1', path, doing });
	return asOperation(body, doing);
}

export function asOperation(body: unknown, doing: string): Operation {
	if (isRecord(body) && typeof body.id === 'string' && typeof body.status === 'string') {
		return body as unknown as Operation;
	}
	throw unexpectedShape(doing, 'an operation');
}

export function isFinished({ status }: Operation): boolean {
	return status === 'SUCCESS' || status === 'FAIL';
}

/** Types are written with dots or underscores, `TASK_SUITE.BATCH.CREATE` among them (§12, 5). */
export function isOfType({ type }: Operation, wanted: string): boolean {
	const plain = (name: string) => name.replace(/[._]/g, '');
	return plain(String(type)) === plain(wanted);
}

/** One line for messages and logs: `operation 26e1… (POOL.OPEN) is RUNNING, 40 % done`. */
export function describeOperation({ id, type, status, progress }: Operation): string {
	const done = typeof progress === 'number' ? `, ${progress} % done` : '';
	return `operation ${clean(id)} (${clean(String(type))}) is ${clean(status)}${done}`;
}

export interface LogEntry {
	type: string;
	success: boolean;
	input: Record<string, unknown>;
	output: Record<string, unknown>;
}

/** The whole log; a bare array that is not paged. */
export async function getOperationLog(send: Send, operationId: string): Promise<LogEntry[]> {
	const doing = `reading the log of the operation ${operationId}`;
	const path = pathOf`/operations/${operationId}/log`;
	const { body } = await send({ method: 'GET', api: 'v1', path, doing });
	if (!Array.isArray(body)) throw unexpectedShape(doing, 'a list of log entries');
	return body.filter(isRecord).map((entry) => ({
		type: String(entry.type),
		success: entry.success === true,
		input: isRecord(entry.input) ? entry.input : {},
		output: isRecord(entry.output) ? entry.output : {},
	}));
}

/** What went wrong in an unsuccessful entry, in either documented shape. */
export function entryErrors({ output }: LogEntry): FieldError[] {
	const errors = fieldErrors(output);
	if (errors.length > 0 || typeof output.code !== 'string') return errors;
	const message = typeof output.message === 'string' ? clean(output.message) : '';
	return [{ path: '', code: clean(output.code), message }];
}

/** The failure to report for an operation that ended with FAIL, with the reasons of its log. */
export function failedOperation(operation: Operation, log: readonly LogEntry[]): TolokaFailure {
	const reasons = log.filter(({ success }) => !success).flatMap(entryErrors);
	const payload = Object.fromEntries(reasons.map((reason) => [reason.path || reason.code, reason]));
	return new TolokaFailure('operation-failed', {
		text: `The ${describeOperation(operation)}`,
		payload,
	});
}
