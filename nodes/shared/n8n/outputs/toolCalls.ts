import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import type { NodeError } from '../errors';
import { toNodeError, withoutCancelMark } from '../errors';
import { internalsOf, isToolCall } from '../execution/execution';

function isThroughLangChain(context: IExecuteFunctions): boolean {
	return internalsOf(context).connectionType === NodeConnectionTypes.AiTool;
}

/**
 * Runs the node for whoever calls it. A model reads only a part of a failure (n8n §10): a call that
 * fails answers with all of it.
 */
export async function answerCaller(
	context: IExecuteFunctions,
	run: () => Promise<INodeExecutionData[][]>,
): Promise<INodeExecutionData[][]> {
	if (!isToolCall(context)) return await run();
	if (isThroughLangChain(context)) readOwnArguments(context);
	else returnEverything(context);
	try {
		return await run();
	} catch (error) {
		const failure = inOneText(toNodeError(context.getNode(), error));
		if (throwsTo(context)) throw toNodeError(context.getNode(), failure);
		return [[{ json: { error: failure.message }, pairedItem: { item: 0 } }]];
	}
}

/**
 * Agents up to version 2 number the calls for each of their items anew. Of calls for several items
 * at once, all but one would get the arguments of another call (n8n §10).
 */
function readOwnArguments(context: IExecuteFunctions): void {
	const call = internalsOf(context);
	const items = context.getInputData();
	const runs = call.runExecutionData?.resultData.runData[context.getNode().name] ?? [];
	const own = runs.findIndex(({ inputOverride }) => inputOverride?.ai_tool?.[0] === items);
	if (own !== -1) call.runIndex = own;
}

/**
 * Of a tool with an error output, agents of version 3 get nothing, not even results (n8n §10). What
 * is connected to that output would get all that the tool returns in its place.
 */
function returnEverything(context: IExecuteFunctions): void {
	const { node } = context.getExecuteData();
	const isConnected = context.getChildNodes(node.name).length > 0;
	if (node.onError === 'continueErrorOutput' && !isConnected)
		node.onError = 'continueRegularOutput';
}

/** Puts what to do after what happened, both into the message. */
function inOneText(error: NodeError): NodeError {
	const { message, description } = error;
	if (!description || message.includes(description)) return error;
	const advice = withoutCancelMark(description);
	error.message = /[.?!]$/.test(message) ? `${message} ${advice}` : `${message}. ${advice}`;
	error.description = undefined;
	return error;
}

/** Callers that show an error, whoever reads it: MCP clients, and *Execute step* of a tool. */
const SHOW_ERRORS = ['mcpTrigger', 'toolExecutor'];

/**
 * Whether to throw the failure of a call. To a model, agents up to version 2 answer an error with
 * an empty text (n8n §10), so it is thrown only where n8n tries the call again.
 */
function throwsTo(context: IExecuteFunctions): boolean {
	if (!isThroughLangChain(context)) return true;
	const { parentNode } = internalsOf(context);
	const caller = parentNode?.type.split('.').pop() ?? '';
	return (
		SHOW_ERRORS.includes(caller) ||
		context.getExecutionCancelSignal()?.aborted === true ||
		isTriedAgain(context)
	);
}

/** Failed tries, by the arguments of the call: each try gets the same object. */
const failedTries = new WeakMap<object, number>();

/** Counts the tries as n8n does, which has 2 to 5 of them. */
function isTriedAgain(context: IExecuteFunctions): boolean {
	const { retryOnFail, maxTries = 3 } = context.getNode();
	const [item] = context.getInputData();
	if (retryOnFail !== true || item === undefined) return false;
	const tries = (failedTries.get(item.json) ?? 0) + 1;
	failedTries.set(item.json, tries);
	return tries < Math.min(5, Math.max(2, maxTries));
}
