import type { IExecuteFunctions } from 'n8n-workflow';
import { isToolCall } from '../shared/n8n/execution';
import { forget, recall, remember } from '../shared/n8n/nodeMemory';
import type { SentInTry, SentRequest } from '../shared/toloka/suites/sentBefore';
import { sentRequests } from '../shared/toloka/suites/sentBefore';

const NAME = 'tolokaRequests';

interface Kept {
	/** The run that sent them: a loop runs the node many times in one execution. */
	run: string;
	/** The execution of the last try. */
	execution?: string;
	requests: SentRequest[];
}

/**
 * What the tries of a run before this one have sent. What was refused counts for the tries of one
 * execution, as n8n shows the failure of the last one only; a retry of it by hand sends it anew.
 */
export function keptRequests(context: IExecuteFunctions, run: string): readonly SentRequest[] {
	const kept = recall<Kept>(context, NAME);
	if (kept?.run !== run) return [];
	const isSameExecution = kept.execution === context.getExecutionId();
	return isSameExecution ? kept.requests : kept.requests.filter(({ isVoid }) => !isVoid);
}

/** Keeps what was sent until the run is complete; a tool may be called again with the same. */
export function keepRequests(
	context: IExecuteFunctions,
	run: string,
	tries: readonly SentInTry[],
	isDone: boolean,
): void {
	if (isDone && !isToolCall(context)) return forget(context, NAME);
	const sent = tries.flatMap(sentRequests);
	const ids = new Set(sent.map(({ id }) => id));
	const earlier = keptRequests(context, run).filter(({ id }) => id === undefined || !ids.has(id));
	const requests = [...earlier, ...sent.filter(({ isVoid, isRefused }) => !isVoid || isRefused)];
	remember<Kept>(context, NAME, { run, execution: context.getExecutionId(), requests });
}
