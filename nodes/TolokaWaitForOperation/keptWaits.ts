import type { IExecuteFunctions } from 'n8n-workflow';
import { recall, remember } from '../shared/n8n/nodeMemory';

/** What a suspended wait remembers between its runs. */
export interface KeptWaits {
	/** Epoch milliseconds at which waiting began, by operation id. */
	since: Record<string, number>;
	/** Looks in a row that the service did not answer. */
	unanswered: number;
}

const NAME = 'tolokaWaits';

export function readWaits(context: IExecuteFunctions): KeptWaits {
	const kept = recall<KeptWaits>(context, NAME);
	return { since: { ...kept?.since }, unanswered: kept?.unanswered ?? 0 };
}

export function writeWaits(context: IExecuteFunctions, waits: KeptWaits): void {
	remember(context, NAME, waits);
}
