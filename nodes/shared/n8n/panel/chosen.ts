import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { isRecord } from '../../toloka/values/foreign';
import { isEmpty } from '../parameters/readers';

/**
 * Returns the id chosen in a picker of the panel; undefined if none is. An expression has none
 * before its input exists: the editor then sends null, or no value at all (n8n §4).
 */
export function chosenIn(context: ILoadOptionsFunctions, parameter: 'project' | 'pool'): unknown {
	const locator: unknown = context.getCurrentNodeParameter(parameter);
	const isNothing = isRecord(locator) && isEmpty(locator.value);
	return isNothing ? undefined : context.getCurrentNodeParameter(parameter, { extractValue: true });
}
