import type { IExecuteFunctions } from 'n8n-workflow';
import type { TolokaFailure } from '../toloka/service/failures';
import { checkedId } from '../toloka/service/requests';
import { readOrFailure } from './errors';
import { idPerItem } from './parameters';

const LABEL = 'Operation ID';

/** The operation id of an input item, or why it has none: then no request is made for it. */
export function readOperationId(
	context: IExecuteFunctions,
	itemIndex: number,
): string | TolokaFailure {
	const read = () => idPerItem(context, 'operationId', LABEL)(itemIndex);
	return readOrFailure(context, read, itemIndex);
}

export function operationIdFrom(
	context: IExecuteFunctions,
	value: unknown,
): string | TolokaFailure {
	return readOrFailure(context, () => checkedId(value, LABEL));
}
