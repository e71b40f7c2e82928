import type { IExecuteFunctions } from 'n8n-workflow';
import type { TolokaFailure } from '../../toloka/service/failures';
import { isFailure } from '../../toloka/service/failures';
import { isSubWorkflow } from './execution';

/** How all messages call a retry. */
export const ADVISES_RETRY = /\bretry (?:of )?(?:this|the) execution\b/i;

const WHICH =
	'The execution to retry is that of this sub-workflow, in its own list of executions: a retry of the parent workflow starts the sub-workflow anew, which knows nothing of this execution.';

/**
 * Adds to a failure in a sub-workflow which execution its advice is about. The parent shows the
 * same message, but its retry starts a new execution of the sub-workflow (n8n §2).
 */
export function toldInSubWorkflow<Thrown>(
	context: IExecuteFunctions,
	error: Thrown,
): Thrown | TolokaFailure {
	if (!isFailure(error) || !isSubWorkflow(context)) return error;
	const { advice } = error.details;
	if (advice === undefined || !ADVISES_RETRY.test(advice)) return error;
	return error.with({ advice: `${advice} ${WHICH}` });
}
