import type { FieldSpecs } from './specs';
import { clean } from '../values/foreign';
import { REPLACEMENT } from './patterns';
import { CHARACTERS_LOST, fieldRule } from './rules';
import { unseenIn } from '../values/unseen';

export interface Problem {
	field: string;
	reason: string;
	/** The field is not declared at all. */
	isExtra?: boolean;
	/** What to do, where it is not the data that is to be corrected. */
	advice?: string;
}

/** Everything that is wrong with an input object; empty where it may be sent. */
export type InputCheck = (input: Record<string, unknown>) => readonly Problem[];

export const NO_PROBLEMS: readonly Problem[] = [];

/**
 * The check that declared fields ask for, made once for all items.
 * Only documented rules are checked: what is unknown here is left to the service.
 *
 * @param what the fields are of the input or of the output of a project.
 */
export function inputCheck(specs: FieldSpecs, what: 'input' | 'output' = 'input'): InputCheck {
	const rules = [...specs].map(([field, spec]) => ({ field, reasonAgainst: fieldRule(spec) }));
	return (input) => {
		let problems: Problem[] | undefined;
		for (const { field, reasonAgainst } of rules) {
			// What every object inherits, such as `constructor`, is not given.
			const isGiven = Object.prototype.hasOwnProperty.call(input, field);
			const reason = reasonAgainst(isGiven ? input[field] : undefined);
			if (reason !== undefined) (problems ??= []).push({ field, reason });
		}
		for (const field in input) {
			if (!specs.has(field)) (problems ??= []).push(extraField(field, what));
		}
		return problems ?? NO_PROBLEMS;
	};
}

function extraField(field: string, what: string): Problem {
	const reason = `is not an ${what} field of the project`;
	const flaw = flawOfName(field);
	return { field, reason: flaw === undefined ? reason : `${reason}: ${flaw}`, isExtra: true };
}

/** Why a name may not be what it seems to be. */
function flawOfName(name: string): string | undefined {
	if (name.includes('\0')) return 'its file is UTF-16, not UTF-8. Save the file as UTF-8';
	if (name.includes(REPLACEMENT)) return `its name ${CHARACTERS_LOST}`;
	const unseen = unseenIn(name);
	return unseen === undefined ? undefined : `its name has ${unseen}`;
}

const SHOWN_PROBLEMS = 5;

/** What is wrong with one item, as one text; a problem without a field is about the whole item. */
export function problemText(problems: readonly Problem[]): string {
	const shown = problems
		.slice(0, SHOWN_PROBLEMS)
		.map(({ field, reason }) => (field === '' ? reason : `field “${clean(field, 80)}” ${reason}`));
	const more = problems.length - shown.length;
	return more > 0 ? `${shown.join('; ')}; and ${more} more` : shown.join('; ');
}
