import { TasksInOrder } from '../shared/toloka/assignments/poolTasks';
import type { Pool } from '../shared/toloka/pools/pools';
import { getProject, inputSpecOf } from '../shared/toloka/pools/pools';
import type { FieldSpec, FieldSpecs } from '../shared/toloka/fields/specs';
import type { Send } from '../shared/toloka/service/requests';
import { withInputValues } from '../shared/toloka/solutions/inputValues';
import type { SolutionPage, SolutionQuery } from '../shared/toloka/solutions/pages';
import type { Findings } from './hints';
import { fieldsOf } from './projectFields';
import type { Wanted } from './wanted';

/** The input fields to add, in the wished order; undefined where none are wanted. */
export async function inputFieldsOf(
	send: Send,
	{ project_id: projectId }: Pool,
	{ output: { inputFields } }: Wanted,
): Promise<FieldSpecs | undefined> {
	if (inputFields === undefined) return undefined;
	const specs = inputSpecOf(await getProject(send, projectId));
	const names = fieldsOf(specs, inputFields, 'input', projectId);
	return new Map(names.map((name) => [name, specs.get(name) as FieldSpec]));
}

/** The pages of solutions with the input values of their tasks, where some are wanted. */
export function addInputs(
	send: Send,
	walk: AsyncIterable<SolutionPage>,
	poolId: string,
	fields: FieldSpecs | undefined,
	{ descending, limit }: SolutionQuery,
	findings: Findings,
): AsyncIterable<SolutionPage> {
	if (fields === undefined) return walk;
	const tasks = new TasksInOrder(send, poolId, { descending, expected: limit });
	return withInputValues(walk, tasks, [...fields.keys()], (count) => findings.tasksMissing(count));
}
