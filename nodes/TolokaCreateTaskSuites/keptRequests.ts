import type { IExecuteFunctions } from 'n8n-workflow';
import { isToolCall } from '../shared/n8n/execution';
import { forget, recall, remember } from '../shared/n8n/nodeMemory';
import type { KeptRequests } from '../shared/toloka/suites/inTurn';

const NAME = 'tolokaRequests';

/** What the synchronous requests of a run ended with; a retry finds and extends it. */
export function keptRequests(context: IExecuteFunctions): KeptRequests {
	return recall<KeptRequests>(context, NAME) ?? remember<KeptRequests>(context, NAME, {});
}

/** Forgets them once a run is complete; a tool may be called again with the same arguments. */
export function forgetRequests(context: IExecuteFunctions): void {
	if (!isToolCall(context)) forget(context, NAME);
}
