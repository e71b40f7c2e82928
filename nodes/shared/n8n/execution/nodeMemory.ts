import type { IContextObject, IDataObject, IExecuteFunctions } from 'n8n-workflow';

/**
 * Names of the values that a node remembers within an execution. n8n saves the node's context with
 * the execution, so Retry On Fail, a suspended wait and a retry of the saved execution find the
 * values there (n8n §2). All runs of the node in one execution share them: what belongs to one run
 * must be keyed by that run.
 */
type MemoryName =
	| 'tolokaAggregations'
	| 'tolokaChanges'
	| 'tolokaClones'
	| 'tolokaCounts'
	| 'tolokaEndless'
	| 'tolokaFirstRun'
	| 'tolokaNode'
	| 'tolokaPush'
	| 'tolokaRequests'
	| 'tolokaRun'
	| 'tolokaTry'
	| 'tolokaWaits';

/** What n8n's Agents run has no execution, so nothing outlasts a call (n8n §10). */
const ofCalls = new WeakMap<IExecuteFunctions, IContextObject>();

/** Returns the object in which the node remembers its values. */
export function memoryOf(context: IExecuteFunctions): IContextObject {
	try {
		return context.getContext('node');
	} catch {
		const memory = ofCalls.get(context) ?? {};
		ofCalls.set(context, memory);
		return memory;
	}
}

export function recall<Value>(context: IExecuteFunctions, name: MemoryName): Value | undefined {
	return memoryOf(context)[name] as Value | undefined;
}

export function remember<Value>(context: IExecuteFunctions, name: MemoryName, value: Value): Value {
	memoryOf(context)[name] = value as unknown as IDataObject;
	return value;
}

export function forget(context: IExecuteFunctions, name: MemoryName): void {
	const memory = memoryOf(context);
	if (name in memory) memory[name] = undefined as unknown as IDataObject;
}
