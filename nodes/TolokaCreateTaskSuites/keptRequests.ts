import type { IExecuteFunctions } from 'n8n-workflow';
import type { KeptRequests } from '../shared/core/suiteSync';

/**
 * What the synchronous requests of a run ended with, kept in the node's context: n8n saves it with
 * the execution, so a retry finds it (n8n-facts §2).
 */
const KEY = 'tolokaRequests';

export function keptRequests(context: IExecuteFunctions): KeptRequests {
	const kept = context.getContext('node');
	kept[KEY] ??= {};
	return kept[KEY] as unknown as KeptRequests;
}

/** Forgets them once a run is complete. */
export function forgetRequests(context: IExecuteFunctions): void {
	const kept = context.getContext('node');
	if (KEY in kept) kept[KEY] = {};
}
