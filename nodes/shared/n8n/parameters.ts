import type {
	IExecuteFunctions,
	INodeParameters,
	NodeParameterValueType,
	IPollFunctions,
} from 'n8n-workflow';
import { refusal } from '../toloka/service/failures';
import { checkedId } from '../toloka/service/requests';
import type { TransportOptions } from './transport';
import { MAX_TIMEOUT_S, DEFAULT_TIMEOUT_S } from './fields';
import { isRecord } from '../toloka/values/foreign';

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
 * because an evaluation costs a millisecond (n8n §4).
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

/** An id from a resource locator or a plain field, refused before any request if it is none. */
export function readId(
	context: IExecuteFunctions | IPollFunctions,
	parameter: string,
	label: string,
	itemIndex = 0,
): string {
	const value =
		'getInputData' in context
			? context.getNodeParameter(parameter, itemIndex, '', { extractValue: true })
			: context.getNodeParameter(parameter, '', { extractValue: true });
	return checkedId(value, label);
}

/** The values of the collection `options`; an imported workflow may hold anything in its place. */
export function readOptions<Options extends object>(
	context: IExecuteFunctions | IPollFunctions,
): Options {
	const options =
		'getInputData' in context
			? context.getNodeParameter('options', 0, {})
			: context.getNodeParameter('options', {});
	return (isRecord(options) ? options : {}) as Options;
}

/** A number within its limits, or the default where it was left empty. */
export function readNumber(
	value: unknown,
	label: string,
	{ min, max, fallback }: { min: number; max: number; fallback: number },
): number {
	if (value === undefined || value === null || value === '') return fallback;
	const number = typeof value === 'string' ? Number(value) : value;
	if (typeof number === 'number' && number >= min && number <= max) return number;
	throw refusal(
		`${label} must be a number from ${min} to ${max}`,
		'Correct it in the options of the node.',
	);
}

export function transportOptions(
	options: { timeout?: unknown },
	fallbackSeconds = DEFAULT_TIMEOUT_S,
): TransportOptions {
	const limits = { min: 1, max: MAX_TIMEOUT_S, fallback: fallbackSeconds };
	return { timeoutMs: readNumber(options.timeout, 'Request Timeout', limits) * 1000 };
}
