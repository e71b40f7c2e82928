import { TasksInOrder } from '../shared/toloka/assignments/poolTasks';
import { getPool, getProject, inputSpecOf } from '../shared/toloka/pools/pools';
import { refusal } from '../shared/toloka/service/failures';
import type { Send } from '../shared/toloka/service/requests';
import { withInputValues } from '../shared/toloka/solutions/inputValues';
import type { SolutionPage, SolutionQuery } from '../shared/toloka/solutions/pages';
import type { Findings } from './hints';

/** Names of the input fields to add: those that were chosen, or all of the pool's project. */
export async function inputFieldsOf(
	send: Send,
	poolId: string,
	names: readonly string[],
): Promise<string[]> {
	const { project_id: projectId } = await getPool(send, poolId);
	const known = [...inputSpecOf(await getProject(send, projectId)).keys()];
	const unknown = names.find((name) => !known.includes(name));
	if (unknown === undefined) return names.length === 0 ? known : [...names];
	throw refusal(
		`Project ${projectId} has no input field “${unknown}”`,
		`Choose from its input fields: ${known.join(', ')}.`,
	);
}

/** The pages of solutions with the input values of their tasks. */
export function addInputs(
	send: Send,
	walk: AsyncIterable<SolutionPage>,
	poolId: string,
	fields: readonly string[],
	{ descending, limit }: SolutionQuery,
	findings: Findings,
): AsyncIterable<SolutionPage> {
	const tasks = new TasksInOrder(send, poolId, { descending, expected: limit });
	return withInputValues(walk, tasks, fields, (count) => findings.tasksMissing(count));
}
