import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { answersOf, simplified } from '../shared/toloka/assignments/answers';
import type { Assignment } from '../shared/toloka/assignments/assignments';
import type { Closing } from '../shared/toloka/assignments/closings';
import type { AssignmentEvent } from '../shared/toloka/assignments/events';
import { zoned } from '../shared/toloka/values/times';
import { readBoolean, readChoice } from '../shared/n8n/parameters/readers';

function readSimplify(context: IPollFunctions): boolean {
	return readBoolean(context.getNodeParameter('simplify', true), 'Simplify', true);
}

/** Makes an assignment's output; `dedupeKey` stays the same however often it is delivered. */
export function assignmentOutput(
	context: IPollFunctions,
	event: AssignmentEvent,
): (assignment: Assignment, pool: { name: string }) => INodeExecutionData[] {
	const chosen = context.getNodeParameter('assignmentOutput', 'answers');
	const output = readChoice(chosen, 'Output', ['answers', 'assignments'], 'answers');
	const simplify = readSimplify(context);
	return (assignment, { name: poolId }) => {
		const dedupeKey = `${poolId}:${assignment.id}:${event}`;
		if (output === 'assignments') return [asItem({ ...zoned(assignment), dedupeKey })];
		return answersOf(assignment).map((answer, place) => {
			const row = simplify ? simplified(answer) : answer;
			return asItem({ ...row, dedupeKey: `${dedupeKey}:${place}` });
		});
	};
}

export function closingOutput(context: IPollFunctions): (closing: Closing) => INodeExecutionData[] {
	const simplify = readSimplify(context);
	return ({ id: dedupeKey, at, pool }) => {
		if (!simplify) return [asItem({ ...zoned(pool), dedupeKey })];
		const closing = {
			pool_id: pool.id,
			project_id: pool.project_id,
			name: pool.private_name,
			status: pool.status,
			reason: pool.last_close_reason,
			is_completed: pool.last_close_reason === 'COMPLETED',
			opened_at: pool.last_started,
			closed_at: at,
		};
		return [asItem({ ...zoned(closing), dedupeKey })];
	};
}

function asItem(json: object): INodeExecutionData {
	return { json: json as INodeExecutionData['json'] };
}
