import type { FieldSpecs } from '../shared/toloka/fields/specs';
import { refusal } from '../shared/toloka/service/failures';

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
