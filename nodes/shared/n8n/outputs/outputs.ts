import type { IDataObject, IExecuteFunctions, INodeExecutionData, JsonObject } from 'n8n-workflow';
import { logCanceled, toNodeError } from '../errors';
import { toldInSubWorkflow } from '../execution/subWorkflows';
import { answerCaller } from './toolCalls';
import { readableEntries } from '../../toloka/values/foreign';

/** Makes an output item that is paired with its input. */
export function paired(json: object, from: INodeExecutionData['pairedItem']): INodeExecutionData {
	const pairedItem = typeof from === 'number' ? { item: from } : from;
	return { json: json as JsonObject, pairedItem };
}

/**
 * Makes the output item of an item that failed, for Continue On Fail: what happened, what to do,
 * and its row, so that it can be corrected, tried again or recorded. An `error` beside the JSON
 * would make n8n drop all but the message. An item whose JSON has only `error` and `message` goes
 * to the error output, and n8n adds the row's fields itself (n8n §4).
 */
export function failedItem(
	context: IExecuteFunctions,
	failure: unknown,
	item: number,
	row = readableRow(context, item),
): INodeExecutionData {
	const node = context.getNode();
	const { message, description } = toNodeError(node, failure, item);
	const json = { error: message, message: description ?? '' };
	if (node.onError === 'continueErrorOutput') return paired(json, item);
	return paired({ ...json, input_data: row }, item);
}

/** The row of an item for the output, without values that cannot be read: n8n could not store it. */
export function readableRow(context: IExecuteFunctions, item: number): IDataObject {
	const { json } = context.getInputData()[item];
	return Object.fromEntries(readableEntries(json)) as IDataObject;
}

/** Whether this output makes Retry On Fail run the node again without a throw (n8n §4). */
export function isTriedAgain([first]: readonly INodeExecutionData[]): boolean {
	return first?.json.error !== undefined;
}

const hints = new WeakMap<IExecuteFunctions, Set<string>>();

/** Shows a hint next to the output, once per run, if this version of n8n can (n8n §4). */
export function addHint(context: IExecuteFunctions, message: string): void {
	const shown = hints.get(context) ?? new Set<string>();
	if (shown.has(message) || !('addExecutionHints' in context)) return;
	hints.set(context, shown.add(message));
	context.addExecutionHints({ message, location: 'outputPane' });
}

/**
 * Runs a node and returns its single output. If the node continues on fail, a failure of the whole
 * run becomes an error item per input item: if it were thrown, n8n would pass on the input as if it
 * were results (n8n §4).
 *
 * @param told returns the failure to throw if it ends the run.
 */
export async function outputOfRun(
	context: IExecuteFunctions,
	run: () => Promise<INodeExecutionData[]>,
	told: (error: unknown) => unknown = (error) => error,
): Promise<INodeExecutionData[][]> {
	return await answerCaller(context, async () => {
		const items = context.getInputData();
		try {
			return [items.length === 0 ? [] : await run()];
		} catch (error) {
			const ending = toldInSubWorkflow(context, told(error));
			logCanceled(context, ending);
			if (!context.continueOnFail()) throw toNodeError(context.getNode(), ending);
			return [items.map((_item, index) => failedItem(context, error, index))];
		}
	});
}
