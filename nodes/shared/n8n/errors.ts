import type { Failure, INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { FailureKind, TolokaFailure } from '../toloka/service/failures';
import { LOCAL_KINDS, isFailure } from '../toloka/service/failures';
import { sentences } from '../toloka/service/sentences';
import { clean } from '../toloka/values/foreign';

/** The one place where a failure becomes an error of n8n. */
export function toNodeError(
	node: INode,
	error: unknown,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	if (!isFailure(error)) return unexpected(node, error, itemIndex);
	const { message, description } = sentences(error);
	const words = { message, description, itemIndex: itemIndex ?? error.details.itemIndex };
	const nodeError = LOCAL_KINDS.includes(error.kind)
		? new NodeOperationError(node, message, words)
		: apiError(node, error, words);
	// n8n replaces messages that happen to contain the letters of a system error code.
	nodeError.message = error.kind === 'cancelled' ? message : asFailed(message);
	const { counts, ids, isInDoubt } = error.details;
	nodeError.context.kind = error.kind;
	if (isInDoubt === true) nodeError.context.isInDoubt = true;
	if (counts !== undefined) nodeError.context.counts = { ...counts };
	if (ids !== undefined) nodeError.context.ids = [...ids];
	return nodeError;
}

/** n8n takes an execution for canceled whose error has this word in its message (n8n §4). */
function asFailed(message: string): string {
	return message.replace(/canceled/g, 'cancelled');
}

function apiError(
	node: INode,
	failure: TolokaFailure,
	words: { message: string; description: string; itemIndex?: number },
): NodeApiError {
	const { status, code, requestId } = failure.details;
	const facts: JsonObject = { code: code ?? null, request_id: requestId ?? null };
	return new NodeApiError(node, facts, {
		...words,
		httpCode: status === undefined ? undefined : String(status),
		failure: pollFailure(failure),
	});
}

/** A fault of ours: one sentence without internals. n8n's words about an expression are its own. */
function unexpected(node: INode, error: unknown, itemIndex?: number): NodeOperationError {
	const name = error instanceof Error ? error.name : typeof error;
	if (error instanceof Error && name === 'ExpressionError') {
		const { description: reason }: { description?: unknown } = error as object;
		const advice = 'Correct the expression in the parameters of the node.';
		const description = [typeof reason === 'string' ? clean(reason) : '', advice].join(' ').trim();
		const message = asFailed(clean(error.message));
		return new NodeOperationError(node, message, { description, itemIndex });
	}
	return new NodeOperationError(node, `The node failed unexpectedly (${name})`, {
		description: 'Run it again. If the problem persists, report it with the steps to reproduce it.',
		itemIndex,
	});
}

/** What passes only when somebody changes the node, the credential or the network. */
const WRONG_SETTINGS: readonly FailureKind[] = [
	'not-found',
	'invalid',
	'redirected',
	'intercepted',
];

/** How n8n's scheduler should back off after a failed poll (n8n §1, n8n 2.36 and later). */
function pollFailure({ kind, details }: TolokaFailure): Failure | undefined {
	if (kind === 'unauthorized' || kind === 'forbidden') return { cause: 'credential-invalid' };
	if (WRONG_SETTINGS.includes(kind)) return { cause: 'configuration-invalid' };
	if (kind === 'rate-limited') return { cause: 'rate-limited', retryAfterMs: details.waitMs };
	if (kind === 'quota-exhausted') {
		return { cause: 'quota-exhausted', resetsAtEpochMs: details.worksAgainAt };
	}
	return { cause: 'temporarily-unavailable', retryAfterMs: details.waitMs };
}
