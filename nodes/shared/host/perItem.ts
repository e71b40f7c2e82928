import type { IExecuteFunctions, INodeParameters, NodeParameterValueType } from 'n8n-workflow';

/** Reads a parameter for any item. */
export function perItem<Value>(
	context: IExecuteFunctions,
	parameter: string,
	fallback: Value,
): (itemIndex: number) => Value {
	return readOnceIfConstant(
		context,
		[parameter],
		(itemIndex) => context.getNodeParameter(parameter, itemIndex, fallback) as Value,
	);
}

/**
 * What `read` makes of these parameters: made once for all items where no expression is in them,
 * because an evaluation costs a millisecond (n8n-facts §4).
 */
export function readOnceIfConstant<Value>(
	context: IExecuteFunctions,
	parameters: readonly string[],
	read: (itemIndex: number) => Value,
): (itemIndex: number) => Value {
	const raw = parameters.map((parameter) => rawParameter(context, parameter, null));
	if (JSON.stringify(raw).includes('"=')) return read;
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
