import type { IExecuteFunctions } from 'n8n-workflow';
import { refusal } from '../../toloka/service/failures';
import { readChoice } from './readers';

/** n8n adds this value to the lists of resources and operations (n8n §4). */
const CUSTOM_API_CALL = '__CUSTOM_API_CALL__';

/** Reads which of its operations the node is to run; the first one is the default. */
export function readOperation<Name extends string>(
	context: IExecuteFunctions,
	names: readonly [Name, ...Name[]],
): Name {
	const [fallback] = names;
	const chosen = choiceIn(context, 'operation', fallback);
	return readChoice<Name>(chosen, 'Operation', names, fallback as NoInfer<Name>);
}

/** Returns what is chosen as resource or operation; refuses what n8n itself adds to the list. */
export function choiceIn(
	context: IExecuteFunctions,
	parameter: 'resource' | 'operation',
	fallback: string,
): unknown {
	const chosen: unknown = context.getNodeParameter(parameter, 0, fallback);
	if (chosen !== CUSTOM_API_CALL) return chosen;
	throw refusal(
		'Custom API Call is not an operation of this node',
		'Choose another operation, or call the API with the HTTP Request node: it can use the Toloka credential, too.',
	);
}
