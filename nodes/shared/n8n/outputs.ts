import type { IDataObject, IExecuteFunctions, INodeExecutionData, JsonObject } from 'n8n-workflow';
import { logCanceled, toNodeError } from './errors';

/** An output item of its input item. */
export function paired(json: object, from: INodeExecutionData['pairedItem']): INodeExecutionData {
	const pairedItem = typeof from === 'number' ? { item: from } : from;
	return { json: json as JsonObject, pairedItem };
}

/**
 * What Continue On Fail hands on for an item that failed: what happened, what to do, and its row,
 * so that it can be corrected, tried again or noted. n8n takes all but the message from an item with
 * an `error` beside its JSON; to the error output it moves one whose JSON has a message and an
 * advice and nothing else, and adds the row's fields itself (n8n §4).
 */
export function failedItem(
	context: IExecuteFunctions,
	failure: unknown,
	item: number,
	row: IDataObject = context.getInputData()[item].json,
): INodeExecutionData {
	const node = context.getNode();
	const { message, description } = toNodeError(node, failure, item);
	const json = { error: message, message: description ?? '' };
	if (node.onError === 'continueErrorOutput') return paired(json, item);
	return paired({ ...json, input_data: row }, item);
}

/** Whether Retry On Fail runs a node again for what it puts out, although it did not throw (n8n §4). */
export function isTriedAgain([first]: readonly INodeExecutionData[]): boolean {
	return first?.json.error !== undefined;
}

const hints = new WeakMap<IExecuteFunctions, Set<string>>();

/** Shows a note beside the output, once in a run, on versions of n8n that can (n8n §4). */
export function addHint(context: IExecuteFunctions, message: string): void {
	const shown = hints.get(context) ?? new Set<string>();
	if (shown.has(message) || !('addExecutionHints' in context)) return;
	hints.set(context, shown.add(message));
	context.addExecutionHints({ message, location: 'outputPane' });
}

/**
 * One run of a node, and its one output. Where the node continues on fail, a failure of the whole run
 * answers each item: n8n would hand the input on as if it were results (n8n §4).
 *
 * @param told the failure as it is told where the run ends with it.
 */
export async function outputOfRun(
	context: IExecuteFunctions,
	run: () => Promise<INodeExecutionData[]>,
	told: (error: unknown) => unknown = (error) => error,
): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	try {
		return [items.length === 0 ? [] : await run()];
	} catch (error) {
		const ending = told(error);
		logCanceled(context, ending);
		if (!context.continueOnFail()) throw toNodeError(context.getNode(), ending);
		return [items.map((_item, index) => failedItem(context, error, index))];
	}
}
