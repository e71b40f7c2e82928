import type { FieldSpec, FieldSpecs } from '../declared/specs';
import { ownOf } from '../../values/content';
import { clean } from '../../values/foreign';
import { firstOf } from '../../values/lists';
import { elsewhere } from '../declared/elsewhere';
import { adviceOn, flawOfName } from '../declared/likely';
import { onceByName } from '../../values/onceByName';
import { MISSING, fieldRule } from './rules';
import { lostIn } from '../flaws/lostDates';
import { endsWithin } from './within';
import { asRead } from '../../values/unseen';

export interface Problem {
	field: string;
	reason: string;
	/** The field is not declared at all. */
	isExtra?: boolean;
	/** What to do, if it is not the data that has to be corrected. */
	advice?: string;
	/** Ends of expressions that select what the field accepts within its value. */
	ends?: readonly string[];
	/** Number of entries in a list of which the field accepts one. */
	entries?: number;
}

/** Returns everything that is wrong with an input object; empty if the object may be sent. */
export type InputCheck = (input: Record<string, unknown>) => readonly Problem[];

export const NO_PROBLEMS: readonly Problem[] = [];

/**
 * Builds the check of declared fields, once for all items. Only documented rules are checked; the
 * rest is left to the service.
 */
export function inputCheck(specs: FieldSpecs, what: 'input' | 'output' = 'input'): InputCheck {
	const rules = [...specs].map(([field, spec]) => {
		const rule = fieldRule(spec);
		const lost = lostIn(field, spec.type);
		const reasonAgainst = lost ? (value: unknown) => rule(value) ?? lost(value) : rule;
		return { field, spec, reasonAgainst };
	});
	const asExtra = onceByName((field) => extraField(field, what, specs));
	return (input) => {
		let problems: Problem[] | undefined;
		for (const { field, spec, reasonAgainst } of rules) {
			const value = ownOf(input, field);
			const reason = reasonAgainst(value);
			if (reason !== undefined) (problems ??= []).push(problemOf(field, reason, value, spec));
		}
		for (const field in input) {
			if (!specs.has(field)) (problems ??= []).push(asExtra(field));
		}
		return problems ?? NO_PROBLEMS;
	};
}

function problemOf(field: string, reason: string, value: unknown, spec: FieldSpec): Problem {
	const ends = typeof value === 'object' ? endsWithin(value, spec) : [];
	if (ends.length === 0) return { field, reason };
	const isOneOfList = Array.isArray(value) && !spec.type.startsWith('array_');
	return { field, reason, ends, ...(isOneOfList && { entries: value.length }) };
}

function extraField(field: string, what: string, specs: FieldSpecs): Problem {
	const reason = `is not an ${what} field of the project`;
	if (asRead(field) === '') {
		return { field: '', reason: `a column without a name ${reason}`, isExtra: true };
	}
	const flaw = flawOfName(field, specs);
	return { field, reason: flaw === undefined ? reason : `${reason}: ${flaw}`, isExtra: true };
}

/** A row, with its columns that mean no field of the project. */
interface Unread {
	row: Readonly<Record<string, unknown>>;
	unread: readonly string[];
	fields: readonly string[];
	adviceOn: ColumnAdvice;
}

/** Why a column means no field, although it was probably meant for this one or, without a name, for any. */
export type ColumnAdvice = (column: string, field?: string) => string | undefined;

/** Creates such advice, given only once for each name of a column. */
export function columnAdvice(fields: readonly string[]): ColumnAdvice {
	const adviceFor = (names: readonly string[]) => onceByName((column) => adviceOn(column, names));
	const ofAny = adviceFor(fields);
	const ofField = onceByName((field) => adviceFor([field]));
	return (column, field) => (field === undefined ? ofAny(column) : ofField(field)(column));
}

/** Adds to the problem of a missing field the column that was probably meant for it. */
export function withLikelyColumns(
	problems: readonly Problem[],
	columns: Unread,
): readonly Problem[] {
	if (!problems.some(({ reason }) => reason === MISSING)) return problems;
	return problems.map((problem) => {
		if (problem.reason !== MISSING) return problem;
		return { ...problem, reason: withAdvice(MISSING, columns, problem.field) };
	});
}

/** Whether the problem of a missing field names where its value probably is. */
export function isAdvised({ reason }: Problem): boolean {
	return reason.startsWith(`${MISSING}: `);
}

/** The problem of a row that has values of which none is sent. */
export function nothingUnderstood(columns: Unread): Problem {
	const reason = 'none of its columns with a value is an input field of the project';
	return { field: '', reason: withAdvice(reason, columns) };
}

function withAdvice(
	reason: string,
	{ row, unread, fields, adviceOn: advise }: Unread,
	missing?: string,
): string {
	const found = unread.map((column) => advise(column, missing));
	const ofNames = found.find((one) => one !== undefined);
	const others = Object.fromEntries(unread.map((column) => [column, row[column]]));
	const names = missing === undefined ? fields : [missing];
	const advice = ofNames ?? elsewhere(others, names, fields);
	return advice === undefined ? reason : `${reason}: ${advice}`;
}

const SHOWN_PROBLEMS = 5;

/** The problems of one item as one text; a problem without a field is about the whole item. */
export function problemText(problems: readonly Problem[]): string {
	const shown = problems
		.slice(0, SHOWN_PROBLEMS)
		.map(({ field, reason }) => (field === '' ? reason : `field “${clean(field, 80)}” ${reason}`));
	return firstOf(shown, problems.length);
}
