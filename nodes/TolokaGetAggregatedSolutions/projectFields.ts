import type { FieldSpec, FieldSpecs } from '../shared/toloka/fields/specs';
import type { Pool } from '../shared/toloka/pools/pools';
import { getProject, inputSpecOf } from '../shared/toloka/pools/pools';
import { refusal } from '../shared/toloka/service/failures';
import type { Send } from '../shared/toloka/service/requests';
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

/** The fields that were chosen, all of the project's where none were; an unknown one is refused. */
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
