import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { TolokaFailure } from '../core/failures';
import { checkedId } from '../core/requests';
import { toNodeError } from './errors';

export const operationIdField: INodeProperties = {
	displayName: 'Operation ID',
	name: 'operationId',
	type: 'string',
	default: '={{ $json.operation_id ?? $json.id }}',
	required: true,
	placeholder: 'e.g. 5c04458e-63c1-46c1-ba0d-6f0756a5358b',
	description: 'The ID of the operation, as the node or the page that started it shows it',
};

/** The operation id of an input item, or why it has none; no request is made for the latter. */
export function readOperationId(
	context: IExecuteFunctions,
	itemIndex: number,
): string | TolokaFailure {
	return operationIdFrom(context, context.getNodeParameter('operationId', itemIndex, ''));
}

export function operationIdFrom(
	context: IExecuteFunctions,
	value: unknown,
): string | TolokaFailure {
	try {
		return checkedId(value, 'operation id');
	} catch (error) {
		if (error instanceof TolokaFailure) return error;
		throw toNodeError(context.getNode(), error);
	}
}
