import { TolokaFailure } from '../service/failures';
import type { Page } from '../service/paging';
import { pageOf } from '../service/paging';
import type { Send } from '../service/requests';
import { pathOf, unexpectedShape } from '../service/requests';
import { epochMsOf, timeKey } from '../values/times';
import { clean, isRecord, textOf } from '../values/foreign';

/** Operations of API v1 and their logs (toloka-api §6.4, §6.5). */

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

export interface OperationRead {
	operation: Operation;
	/** Service time of the response, epoch milliseconds. */
	serviceTime?: number;
}

export async function readOperation(send: Send, operationId: string): Promise<OperationRead> {
	const doing = `reading the operation ${operationId}`;
	const path = pathOf`/operations/${operationId}`;
	const { body, serviceTime } = await send({ method: 'GET', api: 'v1', path, doing });
	return { operation: asOperation(body, doing), serviceTime };
}

/** Reads one page of the account's operations (toloka-api §6.4). */
export async function listOperations(
	send: Send,
	query: Record<string, string | number | undefined>,
): Promise<Page<Operation>> {
	const doing = 'listing the operations';
	const request = { method: 'GET', api: 'v1', path: '/operations', query, doing } as const;
	return pageOf(await send(request), isOperation, doing, 'a list of operations with has_more');
}

/** Returns the response body as an operation; throws if it is not one. */
export function asOperation(body: unknown, doing: string): Operation {
	if (isOperation(body)) return body;
	throw unexpectedShape(doing, 'an operation');
}

function isOperation(value: unknown): value is Operation {
	const texts = isRecord(value) ? [value.id, value.type, value.status] : [undefined];
	return texts.every((text) => typeof text === 'string');
}

/** Whether the operation has ended with SUCCESS or FAIL, which never changes again. */
export function isFinished({ status }: Operation): boolean {
	return status === 'SUCCESS' || status === 'FAIL';
}

export function isAbout({ parameters }: Operation, poolId: string): boolean {
	return isRecord(parameters) && textOf(parameters.pool_id) === poolId;
}

/**
 * Compares types without dots and underscores, on which sources differ: `TASK_SUITE.BATCH.CREATE`
 * (toloka-api §12, 5).
 */
export function isOfType({ type }: Operation, wanted: string): boolean {
	const plain = (name: string) => name.replace(/[._]/g, '');
	return plain(type) === plain(wanted);
}

/** One line for messages and logs: `operation 26e1… (POOL.OPEN) is RUNNING, 40 % done`. */
export function describeOperation({ id, type, status, progress }: Operation): string {
	const done = typeof progress === 'number' ? `, ${progress} % done` : '';
	return `operation ${clean(id)} (${clean(type)}) is ${clean(status)}${done}`;
}

/** Seconds from start to end; undefined if the operation lacks either time (toloka-api §6.4). */
export function durationSeconds({ submitted, started, finished }: Operation): number | undefined {
	const from = timeKey(started ?? submitted ?? '');
	const to = timeKey(finished ?? '');
	if (from === undefined || to === undefined) return undefined;
	return (epochMsOf(to) - epochMsOf(from)) / 1000;
}

/** The failure to report for an operation that was not finished when the wait ended. */
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
		advice: "The operation continues on Toloka's side. Read it again later, or raise the deadline.",
		ids: [operationId],
	});
}

/** `10 minutes`, `24 hours`. */
export function durationText(ms: number): string {
	if (ms >= 2 * 3_600_000) return `${Math.round(ms / 360_000) / 10} hours`;
	return ms >= 120_000 ? `${Math.round(ms / 6_000) / 10} minutes` : `${Math.round(ms / 1000)} s`;
}
