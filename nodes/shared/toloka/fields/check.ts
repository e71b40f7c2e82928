import type { FieldSpecs } from './specs';
import { clean } from '../values/foreign';
import { fieldRule } from './rules';

export interface Problem {
	field: string;
	reason: string;
	/** The field is not declared at all. */
	isExtra?: boolean;
}

/** Everything that is wrong with an input object; empty where it may be sent. */
export type InputCheck = (input: Record<string, unknown>) => readonly Problem[];

const NO_PROBLEMS: readonly Problem[] = [];

/**
 * The check that declared fields ask for, made once for all items.
 * Only documented rules are checked: what is unknown here is left to the service.
 */
export function inputCheck(specs: FieldSpecs): InputCheck {
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
			if (!specs.has(field)) (problems ??= []).push(extraField(field));
		}
		return problems ?? NO_PROBLEMS;
	};
}

function extraField(field: string): Problem {
	return { field, reason: 'is not an input field of the project', isExtra: true };
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
