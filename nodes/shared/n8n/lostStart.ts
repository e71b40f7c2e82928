import type { IExecuteFunctions } from 'n8n-workflow';
import type { StartProgress } from '../toloka/operations/startOnce';
import { systemClock } from './clock';
import { executionStartedAt, isRetry } from './execution';

/**
 * What is known of a start for which the service gives no key. A retry looks for one that its
 * memory does not tell of: another try may have been killed, or may have been a retry of its own,
 * so that what it started left no trace here.
 */
export function startProgress(
	context: IExecuteFunctions,
	known: StartProgress | undefined,
): StartProgress {
	const began = isRetry(context) ? executionStartedAt(context) : undefined;
	if (began === undefined || known?.operationId !== undefined) {
		return { ...(known ?? { since: systemClock.now() }) };
	}
	return { since: known?.since ?? began, isUnclear: true };
}
