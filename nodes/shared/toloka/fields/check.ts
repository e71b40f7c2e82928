import type { FieldSpecs } from './specs';
import { clean } from '../values/foreign';
import { CHARACTERS_LOST, REPLACEMENT, UTF_16 } from './flaws';
import { MISSING, fieldRule } from './rules';
import { asRead, asSpoken, unseenIn } from '../values/unseen';

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
			if (!specs.has(field)) (problems ??= []).push(extraField(field, what, specs));
		}
		return problems ?? NO_PROBLEMS;
	};
}

function extraField(field: string, what: string, specs: FieldSpecs): Problem {
	const reason = `is not an ${what} field of the project`;
	if (asRead(field) === '') {
		return { field: '', reason: `a column without a name ${reason}`, isExtra: true };
	}
	const flaw = flawOfName(field, specs);
	return { field, reason: flaw === undefined ? reason : `${reason}: ${flaw}`, isExtra: true };
}

/** Why a name may not be what it seems to be. */
function flawOfName(name: string, specs: FieldSpecs): string | undefined {
	const flaw = flawOfFile(name) ?? delimiterIn(name, [...specs.keys()]);
	const unseen = unseenIn(name);
	return flaw ?? (unseen === undefined ? meantName(name, specs) : `its name has ${unseen}`);
}

/** What a name tells of the file that it is from. */
function flawOfFile(name: string): string | undefined {
	if (name.includes('\0')) return UTF_16;
	return name.includes(REPLACEMENT) ? `its name ${CHARACTERS_LOST}` : undefined;
}

/** Names of fields count with their case and spaces. */
function meantName(name: string, specs: FieldSpecs): string | undefined {
	const field = fieldLike(name, specs);
	return field === undefined ? undefined : `the field is called “${clean(field, 80)}”`;
}

/** The only field whose name people would say alike. */
export function fieldLike(name: string, specs: FieldSpecs): string | undefined {
	const like = [...specs.keys()].filter((field) => asSpoken(field) === asSpoken(name));
	return like.length === 1 ? like[0] : undefined;
}

/** The problems, with the column that was probably meant for a field that is missing. */
export function withLikelyColumns(
	problems: readonly Problem[],
	columns: readonly string[],
): readonly Problem[] {
	if (!problems.some(({ reason }) => reason === MISSING)) return problems;
	return problems.map((problem) => {
		if (problem.reason !== MISSING) return problem;
		const found = columns.map((column) => adviceOn(column, problem.field));
		const advice = found.find((one) => one !== undefined);
		return advice === undefined ? problem : { ...problem, reason: `${MISSING}: ${advice}` };
	});
}

/** Why a column does not mean a field although it was probably meant to. */
function adviceOn(column: string, field: string): string | undefined {
	const flaw = flawOfFile(column) ?? delimiterIn(column, [field]);
	if (flaw !== undefined || asSpoken(column) !== asSpoken(field)) return flaw;
	return `rename the column “${clean(column, 80)}” to the name of the field`;
}

const DELIMITERS = new Map([
	['\t', 'a tab: set Delimiter to {{ "\\t" }}'],
	[';', '“;”: set Delimiter to it'],
	[',', '“,”: set Delimiter to it'],
	['|', '“|”: set Delimiter to it'],
]);

/** How the columns of a file are divided that was read as if it had a single one. */
function delimiterIn(name: string, fields: readonly string[]): string | undefined {
	for (const [delimiter, advice] of DELIMITERS) {
		const parts = name.split(delimiter).map(asSpoken);
		const isRow = parts.length > 1 && fields.some((field) => parts.includes(asSpoken(field)));
		if (isRow) return `the columns of its file are divided by ${advice} where it is read`;
	}
	return undefined;
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
