import type { IExecuteFunctions } from 'n8n-workflow';
import type { FailureKind, TolokaFailure } from '../../toloka/service/failures';
import { isFailure } from '../../toloka/service/failures';
import { afterPartialWork } from '../../toloka/service/sentences';
import { readOrFailure } from '../errors';
import { earlierRuns, isManualRun, isToolCall } from '../execution/execution';
import { checkedOf } from '../parameters/parameters';
import { readBoolean } from '../parameters/readers';

/** What the runs of a loop did, and what a new execution would do. */
interface OfEarlierRuns {
	/** “pushed their items” */
	did: string;
	/** “pushes them again” */
	again: string;
}

/** n8n does not retry what was canceled, and a retry has the same data. */
const NEXT: Partial<Record<FailureKind, string>> = {
	canceled: 'A new one',
	'refused-locally':
		'Retry this execution, which continues here (if data is at fault, set On Error to Continue and save the workflow first): a new one',
};

/**
 * Adds to a failure what earlier runs of a loop did. Without it, the message would read as if
 * nothing had happened, and starting the workflow anew would do their part again, unless it is a
 * manual run that finds what they did.
 */
export function afterEarlierRuns(
	context: IExecuteFunctions,
	error: unknown,
	{ did, again }: OfEarlierRuns,
): unknown {
	const count = isToolCall(context) ? 0 : earlierRuns(context).length;
	if (count === 0 || !isFailure(error) || isFoundAgain(context)) return error;
	const runs = count === 1 ? '1 earlier run' : `${count} earlier runs`;
	const next = nextAfter(error);
	const reached = `In this execution ${runs} of this node ${did}. ${next} ${again}.`;
	return afterPartialWork(error, reached);
}

function nextAfter({ kind, details }: TolokaFailure): string {
	if (details.stopsRetries === true) return WITHOUT_THIS_RUN;
	return NEXT[kind] ?? 'Retry this execution, which continues here: a new one';
}

const WITHOUT_THIS_RUN =
	'To continue with the next run, set On Error to Continue, save the workflow, and retry this execution with the currently saved workflow: a new one';

function isFoundAgain(context: IExecuteFunctions): boolean {
	const createsAgain = (item: number) =>
		checkedOf(context, 'options.manualRuns', 'Create Again in Manual Runs', readBoolean, item);
	const items = context.getInputData();
	const isOff = (item: number) => readOrFailure(context, createsAgain, item) === false;
	return isManualRun(context) && items.every((_item, index) => isOff(index));
}
