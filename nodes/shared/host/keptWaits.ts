import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

/**
 * What a suspended wait remembers in the node's context. n8n saves it with the execution, so it
 * survives restarts; all runs of the node in one execution share it (n8n-facts §2).
 */
export interface KeptWaits {
	/** Epoch milliseconds at which waiting began, by operation id. */
	since: Record<string, number>;
	/** Looks in a row that the service did not answer. */
	unanswered: number;
}

const KEY = 'tolokaWaits';

export function readWaits(context: IExecuteFunctions): KeptWaits {
	const kept = context.getContext('node')[KEY] as unknown as KeptWaits | undefined;
	return { since: { ...kept?.since }, unanswered: kept?.unanswered ?? 0 };
}

export function writeWaits(context: IExecuteFunctions, waits: KeptWaits): void {
	context.getContext('node')[KEY] = waits as unknown as IDataObject;
}
