import { parse, stringify } from 'flatted';
import type { IRunExecutionData } from 'n8n-workflow';

/** Returns the execution as n8n saves it for a retry: without the failed run of the node. */
export function savedForRetry(data: IRunExecutionData): IRunExecutionData {
	const saved = parse(stringify(data)) as IRunExecutionData;
	const { resultData } = saved;
	delete resultData.error;
	const last = resultData.runData[resultData.lastNodeExecuted ?? ''];
	if (last?.at(-1)?.error !== undefined) last.pop();
	return saved;
}
