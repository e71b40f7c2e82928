import type { IExecuteFunctions } from 'n8n-workflow';
import { recall, remember } from '../shared/n8n/nodeMemory';

/** What a suspended wait remembers between its runs. */
export interface KeptWaits {
	/** A retry is another execution: it waits anew, and finds only the values. */
	execution?: string;
	/** Epoch milliseconds at which waiting began, by id. */
	since: Record<string, number>;
	/** Looks in a row that told nothing, by id. */
	unread: Record<string, number>;
	/** What expressions gave when the wait began, by parameter. */
	values: Record<string, unknown>;
}

const NAME = 'tolokaWaits';

/** What is kept of the wait, for this execution or, the values alone, for its retry. */
export function readWaits(context: IExecuteFunctions): KeptWaits {
	const kept = recall<Partial<KeptWaits>>(context, NAME);
	const execution = context.getExecutionId();
	const isSame = kept?.execution === undefined || kept.execution === execution;
	return {
		execution,
		since: own(isSame ? kept?.since : undefined),
		unread: own(isSame ? kept?.unread : undefined),
		values: own(kept?.values),
	};
}

/** Nothing inherited may pass for what was kept. */
function own<Value>(kept: Record<string, Value> | undefined): Record<string, Value> {
	return Object.assign(Object.create(null) as Record<string, Value>, kept);
}

export function writeWaits(context: IExecuteFunctions, waits: KeptWaits): void {
	remember(context, NAME, waits);
}

/** Keeps what an expression gave, and returns it. */
export function keepValue<Value>(
	context: IExecuteFunctions,
	parameter: string,
	value: Value,
): Value {
	const waits = readWaits(context);
	writeWaits(context, { ...waits, values: { ...waits.values, [parameter]: value } });
	return value;
}
