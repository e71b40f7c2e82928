import type { IExecuteFunctions } from 'n8n-workflow';
import { recall, remember } from '../shared/n8n/execution/nodeMemory';

/** What a suspended wait remembers between its runs. */
export interface KeptWaits {
	/** The execution that waits. A retry is another one, which waits anew but reuses the values. */
	execution?: string;
	/** Epoch milliseconds at which waiting began, by id. */
	since: Record<string, number>;
	/** Number of consecutive unanswered polls, by id. */
	unread: Record<string, number>;
	/** Values of expressions when the wait began, by parameter. */
	values: Record<string, unknown>;
}

const NAME = 'tolokaWaits';

/** Returns what this execution remembers of the wait; in a retry, only the values. */
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

/** Copies a record without a prototype, so that no inherited property looks like a kept one. */
function own<Value>(kept: Record<string, Value> | undefined): Record<string, Value> {
	return Object.assign(Object.create(null) as Record<string, Value>, kept);
}

export function writeWaits(context: IExecuteFunctions, waits: KeptWaits): void {
	remember(context, NAME, waits);
}

/** Keeps the value of an expression, and returns it. */
export function keepValue<Value>(
	context: IExecuteFunctions,
	parameter: string,
	value: Value,
): Value {
	const waits = readWaits(context);
	writeWaits(context, { ...waits, values: { ...waits.values, [parameter]: value } });
	return value;
}
