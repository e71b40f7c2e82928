import type { FieldError } from './failures';
import { TolokaFailure, clean, fieldErrors, isRecord, outcomeOf } from './failures';
import type { Page } from './paging';
import type { Send } from './requests';
import { textOf } from './texts';
import { pathOf, unexpectedShape } from './requests';
import { epochMsOf, timeKey } from './times';

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
	return (await readOperation(send, operationId)).operation;
}

/** The operation, and the service's clock at that moment. */
export async function readOperation(
	send: Send,
	operationId: string,
): Promise<{ operation: Operation; serviceTime?: number }> {
	const doing = `reading the operation ${operationId}`;
	const path = pathOf`/operations/${operationId}`;
	const { body, serviceTime } = await send({ method: 'GET', api: 'v1', path, doing });
	return { operation: asOperation(body, doing), serviceTime };
}

/** One page of the account's operations (api-facts §6.4). */
export async function listOperations(
	send: Send,
	query: Record<string, string | number | undefined>,
): Promise<Page<Operation>> {
	const doing = 'listing the operations';
	const request = { method: 'GET', api: 'v1', path: '/operations', query, doing } as const;
	const { body, serviceTime } = await send(request);
	if (!isRecord(body) || !Array.isArray(body.items)) {
		throw unexpectedShape(doing, 'a list of operations with has_more');
	}
	const rows = body.items.map((item) => asOperation(item, doing));
	return { rows, hasMore: body.has_more === true, serviceTime };
}

export function asOperation(body: unknown, doing: string): Operation {
	const texts = isRecord(body) ? [body.id, body.type, body.status] : [undefined];
	if (texts.every((text) => typeof text === 'string')) return body as Operation;
	throw unexpectedShape(doing, 'an operation');
}

export function isFinished({ status }: Operation): boolean {
	return status === 'SUCCESS' || status === 'FAIL';
}

/** Types are written with dots or underscores, `TASK_SUITE.BATCH.CREATE` among them (§12, 5). */
export function isOfType({ type }: Operation, wanted: string): boolean {
	const plain = (name: string) => name.replace(/[._]/g, '');
	return plain(type) === plain(wanted);
}

/** One line for messages and logs: `operation 26e1… (POOL.OPEN) is RUNNING, 40 % done`. */
export function describeOperation({ id, type, status, progress }: Operation): string {
	const done = typeof progress === 'number' ? `, ${progress} % done` : '';
	return `operation ${clean(id)} (${clean(type)}) is ${clean(status)}${done}`;
}

/** Seconds from start to end, as far as the operation tells; it may lack either (api-facts §6.4). */
export function durationSeconds({ submitted, started, finished }: Operation): number | undefined {
	const from = timeKey(started ?? submitted ?? '');
	const to = timeKey(finished ?? '');
	if (from === undefined || to === undefined) return undefined;
	return (epochMsOf(to) - epochMsOf(from)) / 1000;
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
		type: textOf(entry.type),
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

/** The failure to report for an operation that was not finished when waiting for it ended. */
export function notFinished(
	operationId: string,
	operation: Operation | undefined,
	waitedMs: number,
): TolokaFailure {
	const state = operation
		? describeOperation(operation)
		: `operation ${clean(operationId)} is in an unknown state`;
	return new TolokaFailure('not-finished', {
		text: `The ${state}: it was not finished within ${durationText(waitedMs)}`,
		advice:
			'The operation itself goes on at the service. Read it again later, or raise the deadline.',
	});
}

function durationText(ms: number): string {
	if (ms >= 2 * 3_600_000) return `${Math.round(ms / 360_000) / 10} hours`;
	return ms >= 120_000 ? `${Math.round(ms / 6_000) / 10} minutes` : `${Math.round(ms / 1000)} s`;
}

/** Ids of the task suites that an operation created, in the order of the log. */
export function createdTaskSuites(log: readonly LogEntry[]): string[] {
	return log
		.filter(({ success }) => success)
		.map(({ output }) => output.task_suite_id)
		.filter((id): id is string => typeof id === 'string');
}

/** Reads why an operation failed; not every operation keeps a log. */
export async function explainFailure(send: Send, operation: Operation): Promise<TolokaFailure> {
	const log = await outcomeOf(getOperationLog(send, operation.id));
	return failedOperation(operation, log instanceof TolokaFailure ? [] : log);
}

const NO_REASONS =
	'The service keeps no reasons for it: check the objects it was about, and start a new operation.';

/** The failure to report for an operation that ended with FAIL, with the reasons of its log. */
export function failedOperation(operation: Operation, log: readonly LogEntry[]): TolokaFailure {
	const reasons = log.filter(({ success }) => !success).flatMap(entryErrors);
	const payload = Object.fromEntries(reasons.map((reason) => [reason.path || reason.code, reason]));
	return new TolokaFailure('operation-failed', {
		text: `The operation ${clean(operation.id)} (${clean(operation.type)}) ended with FAIL`,
		payload,
		advice: reasons.length === 0 ? NO_REASONS : undefined,
	});
}
