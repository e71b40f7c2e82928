import { TasksInOrder } from '../shared/toloka/assignments/poolTasks';
import type { Pool } from '../shared/toloka/pools/pools';
import { getProject, inputSpecOf } from '../shared/toloka/pools/pools';
import type { Send } from '../shared/toloka/service/requests';
import { withInputValues } from '../shared/toloka/solutions/inputValues';
import type { SolutionPage, SolutionQuery } from '../shared/toloka/solutions/pages';
import type { Findings } from './hints';
import { fieldsOf } from './projectFields';
import type { Wanted } from './wanted';

/** Names of the input fields to add; undefined where none are wanted. */
export async function inputFieldsOf(
	send: Send,
	{ project_id: projectId }: Pool,
	{ output: { inputFields } }: Wanted,
): Promise<string[] | undefined> {
	if (inputFields === undefined) return undefined;
	const project = await getProject(send, projectId);
	return fieldsOf(inputSpecOf(project), inputFields, 'input', projectId);
}

/** The pages of solutions with the input values of their tasks, where some are wanted. */
export function addInputs(
	send: Send,
	walk: AsyncIterable<SolutionPage>,
	poolId: string,
	fields: readonly string[] | undefined,
	{ descending, limit }: SolutionQuery,
	findings: Findings,
): AsyncIterable<SolutionPage> {
	if (fields === undefined) return walk;
	const tasks = new TasksInOrder(send, poolId, { descending, expected: limit });
	return withInputValues(walk, tasks, fields, (count) => findings.tasksMissing(count));
}
