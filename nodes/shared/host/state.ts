import type { IPollFunctions } from 'n8n-workflow';

const KEY = 'cursor';

/**
 * The trigger's stored state. n8n notices only top-level assignments and stores plain JSON, so the
 * state is read once and replaced whole (n8n-facts §1).
 */
export function readState(context: IPollFunctions): unknown {
	return context.getWorkflowStaticData('node')[KEY];
}

export function writeState(context: IPollFunctions, state: object): void {
	const staticData = context.getWorkflowStaticData('node');
	staticData[KEY] = state as never;
}
