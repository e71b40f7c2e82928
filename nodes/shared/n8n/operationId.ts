import type { IExecuteFunctions } from 'n8n-workflow';
import { checkedId } from '../toloka/service/requests';
import { idPerItem } from './parameters';

const LABEL = 'Operation ID';

/** The operation id of an input item; where it has none, no request is made for it. */
export function readOperationId(context: IExecuteFunctions, itemIndex: number): string {
	return idPerItem(context, 'operationId', LABEL)(itemIndex);
}

/** An id of an operation, wherever it was. */
export function checkedOperationId(value: unknown): string {
	return checkedId(value, LABEL);
}
