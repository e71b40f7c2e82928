import type { IExecuteFunctions } from 'n8n-workflow';
import { isToolCall } from '../shared/n8n/execution/execution';
import { forget, recall, remember } from '../shared/n8n/execution/nodeMemory';
import type { SentInTry, SentRequest } from '../shared/toloka/suites/earlier/sentBefore';
import { sentRequests } from '../shared/toloka/suites/earlier/sentBefore';

const NAME = 'tolokaRequests';

interface Kept {
	/** Name of the run that sent them: a loop runs the node several times in one execution. */
	run: string;
	/** The execution of the last try. */
	execution?: string;
	requests: SentRequest[];
}

/**
 * Returns what earlier tries of a run sent. Refused requests count only within one execution,
 * because n8n shows only the last try's failure; a retry of that execution sends them again.
 */
export function keptRequests(context: IExecuteFunctions, run: string): readonly SentRequest[] {
	const kept = recall<Kept>(context, NAME);
	if (kept?.run !== run) return [];
	const isSameExecution = kept.execution === context.getExecutionId();
	return isSameExecution ? kept.requests : kept.requests.filter(({ isVoid }) => !isVoid);
}

/**
 * Keeps what was sent until the run is complete. A tool may be called again with the same items, so
 * its requests are always kept.
 */
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
