import type { Failure, IExecuteFunctions, INode, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { FailureKind, TolokaFailure } from '../toloka/service/failures';
import { LOCAL_KINDS, isFailure, refusal } from '../toloka/service/failures';
import { sentences } from '../toloka/service/sentences';
import { clean } from '../toloka/values/foreign';
import { cutAdvice } from './expressions/expressions';
import { toldInSubWorkflow } from './execution/subWorkflows';

export type NodeError = NodeApiError | NodeOperationError;

/** Turns a failure into an n8n error. No other code does. */
export function toNodeError(node: INode, error: unknown, itemIndex?: number): NodeError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	if (!isFailure(error)) {
		const fault = expressionFault(error, itemIndex);
		return fault === undefined ? unexpected(node, error, itemIndex) : toNodeError(node, fault);
	}
	const { message, description } = sentences(error);
	const words = { message, description, itemIndex: itemIndex ?? error.details.itemIndex };
	const nodeError = LOCAL_KINDS.includes(error.kind)
		? new NodeOperationError(node, message, words)
		: apiError(node, error, words);
	// Set after construction: n8n replaces messages that contain the letters of a system error code.
	nodeError.message = error.kind === 'canceled' ? message : withoutCancelMark(message);
	const { counts, ids, isInDoubt } = error.details;
	nodeError.context.kind = error.kind;
	if (isInDoubt === true) nodeError.context.isInDoubt = true;
	if (counts !== undefined) nodeError.context.counts = { ...counts };
	if (ids !== undefined) nodeError.context.ids = [...ids];
	return nodeError;
}

/** n8n treats an execution as canceled if its error's message has this word (n8n §4). */
export function withoutCancelMark(text: string): string {
	return text.replace(/canceled/g, 'cancelled');
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

/** Enough of an expression to recognize it. */
export const SHOWN_LENGTH = 100;

/** n8n's errors about expressions. Bad syntax throws a general kind, with words for users. */
const OF_EXPRESSIONS = /^(?:Expression\w*|User|Application)Error$/;
/** n8n's mark of an expression in a credential (n8n §3). */
const OF_CREDENTIAL = '[Error resolving credentials]';

/**
 * Returns the failure of an expression in n8n's own words; undefined for any other error.
 *
 * @param find finds the expression that fails, if the caller knows which there are.
 */
export function expressionFault(
	error: unknown,
	itemIndex?: number,
	find: () => string | undefined = () => undefined,
): TolokaFailure | undefined {
	if (!(error instanceof Error)) return undefined;
	const isFault = [error.name, error.constructor.name].some((name) => OF_EXPRESSIONS.test(name));
	if (!isFault) return undefined;
	const { description }: { description?: unknown } = error as object;
	const reason = typeof description === 'string' ? `${clean(description)} ` : '';
	const where = error.message.includes(OF_CREDENTIAL) ? 'credential' : 'parameters of the node';
	return expressionFailure(error.message, find(), itemIndex, { reason, where });
}

/** The failure of an expression, also of one whose error n8n hides. */
export function expressionFailure(
	words: string,
	text: string | undefined,
	itemIndex?: number,
	{ reason = '', where = 'parameters of the node' } = {},
): TolokaFailure {
	const place = itemIndex === undefined ? '' : ` for item ${itemIndex}`;
	const which = text === undefined ? '' : ` “${clean(text, SHOWN_LENGTH)}”`;
	const cut = cutAdvice(text ?? '');
	return refusal(
		`An expression fails${place}: ${clean(words)}`,
		`${reason}Correct the expression${which} in the ${where}${cut === undefined ? '' : `: ${cut}`}.`,
		itemIndex,
	);
}

/** Reads something of an item, before any request for it: whatever fails concerns this item only. */
export function readOrFailure<Value>(
	context: IExecuteFunctions,
	read: (itemIndex: number) => Value,
	itemIndex: number,
): Value | TolokaFailure {
	try {
		return read(itemIndex);
	} catch (error) {
		const known = isFailure(error) ? error : expressionFault(error, itemIndex);
		if (known !== undefined) return known;
		const failure = unreadable(error, itemIndex);
		// With an error output n8n itself reads the item after the run, and loses all results (n8n §4).
		if (context.getNode().onError === 'continueErrorOutput') throw failure;
		return failure;
	}
}

/** The failure of an item with an object that throws when it is read: nodes may pass on any. */
function unreadable(error: unknown, itemIndex: number): TolokaFailure {
	const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
	return refusal(
		`The values of item ${itemIndex} cannot be read (${clean(words)})`,
		'Put Edit Fields before the node, to pass on only the values that it needs.',
		itemIndex,
	);
}

/**
 * Logs what a canceled run has done on Toloka. n8n keeps no error of an execution that was stopped
 * by hand, and 1.x none of one that timed out (n8n §2): nothing else would tell it.
 */
export function logCanceled(context: IExecuteFunctions, error: unknown): void {
	if (!isFailure(error) || error.kind !== 'canceled' || error.details.advice === undefined) return;
	const { message, description } = sentences(error);
	context.logger.warn(`Execution ${context.getExecutionId()}: ${message}. ${description}`);
}

/** Returns an item's failure as an n8n error; throws it unless the node continues on fail. */
export function failureOfItem(
	context: IExecuteFunctions,
	error: unknown,
	itemIndex: number,
): NodeError {
	logCanceled(context, error);
	const told = toldInSubWorkflow(context, error);
	const nodeError = toNodeError(context.getNode(), told, itemIndex);
	if (context.continueOnFail()) return nodeError;
	throw nodeError;
}

/** Reports a bug of ours in one sentence, without internals. */
function unexpected(node: INode, error: unknown, itemIndex?: number): NodeOperationError {
	const name = error instanceof Error ? error.name : typeof error;
	return new NodeOperationError(node, `The node failed unexpectedly (${name})`, {
		description: 'Run it again. If the problem persists, report it with the steps to reproduce it.',
		itemIndex,
	});
}

/** Failures that last until somebody changes the node, the credential or the network. */
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
