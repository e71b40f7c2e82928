import type { IExecuteFunctions, INodeExecutionData, JsonObject } from 'n8n-workflow';
import { toNodeError } from './errors';

/** An output item of its input item. */
export function paired(json: object, item: number): INodeExecutionData {
	return { json: json as JsonObject, pairedItem: { item } };
}

/** What Continue On Fail hands on for an item that failed. */
export function failedItem(
	context: IExecuteFunctions,
	failure: unknown,
	item: number,
): INodeExecutionData {
	const error = toNodeError(context.getNode(), failure, item);
	return { json: { error: error.message }, error, pairedItem: { item } };
}

/** Shows a note beside the output, on versions of n8n that can (n8n §4). */
export function addHint(context: IExecuteFunctions, message: string): void {
	if ('addExecutionHints' in context)
		context.addExecutionHints({ message, location: 'outputPane' });
}
