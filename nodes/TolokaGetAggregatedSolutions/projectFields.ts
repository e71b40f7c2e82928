import type { FieldSpec, FieldSpecs } from '../shared/toloka/fields/declared/specs';
import type { Pool, Project } from '../shared/toloka/pools/pools';
import { getProject, inputSpecOf } from '../shared/toloka/pools/pools';
import { refusal } from '../shared/toloka/service/failures';
import type { Send } from '../shared/toloka/service/requests';
import type { Wanted } from './wanted';

/** Returns the input fields to add, in the chosen order; undefined if none are wanted. */
export async function inputFieldsOf(
	send: Send,
	{ project_id: projectId }: Pool,
	wanted: Wanted,
): Promise<FieldSpecs | undefined> {
	const isWanted = wanted.output.inputFields !== undefined;
	return isWanted ? inputFieldsIn(await getProject(send, projectId), wanted) : undefined;
}

/** Returns the same fields of a project that is already read. */
export function inputFieldsIn(
	project: Project,
	{ output: { inputFields } }: Wanted,
): FieldSpecs | undefined {
	if (inputFields === undefined) return undefined;
	const specs = inputSpecOf(project);
	const names = fieldsOf(specs, inputFields, 'input', project.id);
	return new Map(names.map((name) => [name, specs.get(name) as FieldSpec]));
}

/** Returns the chosen fields, or all of the project's if none are chosen; refuses unknown ones. */
export function fieldsOf(
	specs: FieldSpecs,
	names: readonly string[],
	kind: 'input' | 'output',
	projectId: string,
): string[] {
	const known = [...specs.keys()];
	const unknown = names.find((name) => !known.includes(name));
	if (unknown === undefined) return names.length === 0 ? known : [...names];
	throw refusal(
		`Project ${projectId} has no ${kind} field “${unknown}”`,
		`Choose from its ${kind} fields: ${known.join(', ')}.`,
	);
}
