import type { IExecuteFunctions, INodeParameters, NodeParameterValueType } from 'n8n-workflow';

/**
 * Reads a parameter for any item. Without an expression in it, it is read once for all items,
 * because an evaluation costs a millisecond (n8n-facts §4).
 */
export function perItem<Value>(
	context: IExecuteFunctions,
	parameter: string,
	fallback: Value,
): (itemIndex: number) => Value {
	const read = (itemIndex: number) =>
		context.getNodeParameter(parameter, itemIndex, fallback) as Value;
	const raw = rawParameter(context, parameter, fallback);
	if (JSON.stringify(raw ?? null).includes('"=')) return read;
	const constant = read(0);
	return () => constant;
}

/** The parameter as it was entered, expressions not evaluated. */
export function rawParameter(
	context: IExecuteFunctions,
	parameter: string,
	fallback: unknown,
): NodeParameterValueType | INodeParameters | object {
	return context.getNodeParameter(parameter, 0, fallback, { rawExpressions: true });
}
