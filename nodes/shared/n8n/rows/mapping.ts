import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Problem } from '../../toloka/fields/cells/check';
import { isAdvised } from '../../toloka/fields/cells/check';
import { lostPart } from '../../toloka/fields/flaws/lostParts';
import type { RowSpecs } from '../../toloka/fields/rows/mapping';
import { rowReader } from '../../toloka/fields/rows/mapping';
import type { ExtraFields, LeftOut, Row } from '../../toloka/fields/rows/row';
import { allProblems, isBlankRow } from '../../toloka/fields/rows/row';
import { accessTo } from '../../toloka/fields/cells/within';
import { hasOwn, ownOf } from '../../toloka/values/content';
import { clean, isRecord } from '../../toloka/values/foreign';
import { expressionFault, toNodeError } from '../errors';
import { cutAdvice } from '../expressions/expressions';
import { RENAME_COLUMN, misnamedColumn, namedIn } from '../expressions/namedColumns';
import { fileProblem, isOnlyFile } from '../outputs/itemFiles';
import { addHint } from '../outputs/outputs';
import { rawParameter } from '../parameters/parameters';
import { listProblem } from '../expressions/rowLists';
import { gapFlaw } from '../expressions/gapWords';
import { madeWordFlaw } from '../expressions/madeWords';
import { hiddenError } from '../expressions/hiddenErrors';
import { emptyPart, partsIn } from '../expressions/textParts';
import { sourceIn, withValuesWithin } from '../expressions/valuesWithin';

/**
 * Returns a reader of any item's row, by the node's mapper `fields`. The reader returns undefined
 * for an empty row; such rows are left out of the run and counted in a hint.
 *
 * @param otherForm explains an item that has none of the project's fields and is not a row.
 */
export function mappedRows(
	context: IExecuteFunctions,
	specs: RowSpecs,
	extraFields: ExtraFields,
	otherForm: (json: object) => Problem | undefined = () => undefined,
): (itemIndex: number) => Row | undefined {
	if (!isMappedAutomatically(context)) return rowsByHand(context, specs);
	const items = context.getInputData();
	const isEmpty = emptyRows(context);
	const read = rowReader(specs, extraFields);
	const hintAtLeftOut = leftOutHints(context);
	const listIn = (json: object) => listProblem(json, (one) => hasField(read(one)));
	return (index) => {
		const { json } = items[index];
		const given = read(json);
		const whatElse = () => {
			const found = otherForm(json) ?? listIn(json);
			// A misnamed column says more than just any list or file.
			if (found !== undefined || given.problems.some(isAdvised)) return found;
			return listProblem(json) ?? fileProblem(items[index]);
		};
		const row = explained(given, json, whatElse);
		for (const one of row.leftOut ?? []) hintAtLeftOut(one);
		return row.input !== json && isEmpty(index) ? undefined : row;
	};
}

const IGNORE_EXTRA =
	'Set the option Extra Fields to “Ignore” to leave out fields that the project does not have';

/** Returns the row with advice on its problems. An item with no field at all may not be a row. */
function explained(row: Row, json: object, whatElse: () => Problem | undefined): Row {
	const { task, problems } = row;
	if (problems.length === 0) return row;
	const problem = hasField(row) || task !== undefined ? undefined : whatElse();
	if (problem !== undefined) return { ...row, problems: [problem] };
	const found = withValuesWithin(problems, ({ field }) => columnIn(json, field), BY_EDIT_FIELDS);
	return { ...row, problems: withAdviceOnExtra(found, IGNORE_EXTRA) };
}

const BY_EDIT_FIELDS = ' with Edit Fields';

/** Returns the expression for the column that has the field's name, if the item has one. */
function columnIn(json: object, field: string): string | undefined {
	return hasOwn(json, field) ? `$json${accessTo(field)}` : undefined;
}

/** Whether a row has any field of the project; its input may also have others, to be refused. */
function hasField({ input, problems }: Row): boolean {
	const extra = new Set(problems.filter(({ isExtra }) => isExtra).map(({ field }) => field));
	return Object.keys(input).some((name) => !extra.has(name));
}

/** Adds advice to problems with fields that the project does not have. */
export function withAdviceOnExtra(problems: readonly Problem[], advice: string): Problem[] {
	return problems.map((found) => (found.isExtra ? { ...found, advice } : found));
}

/**
 * Returns a test for rows without any value among rows with values, such as the separators in
 * Toloka's files. If fields are mapped one by one, no row is skipped: an item without values may be
 * intended, or is refused.
 */
export function emptyRows(context: IExecuteFunctions): (itemIndex: number) => boolean {
	return isMappedAutomatically(context) ? blankRows(context) : () => false;
}

/** Like `emptyRows`, for items whose JSON is used directly, without the mapper. */
export function blankRows(context: IExecuteFunctions): (itemIndex: number) => boolean {
	const items = context.getInputData();
	let hasValues: boolean | undefined;
	return (index) => {
		if (!isBlank(items[index])) return false;
		return (hasValues ??= items.some((item) => !isBlank(item)));
	};
}

/** Files, and items that cannot be read, are refused, so they do not count as blank. */
function isBlank(item: INodeExecutionData): boolean {
	try {
		return isBlankRow(item.json) && !isOnlyFile(item);
	} catch {
		return false;
	}
}

/** Adds a hint, once per column, about columns that were left out but probably meant. */
function leftOutHints(context: IExecuteFunctions): (leftOut: LeftOut) => void {
	const told = new Set<string>();
	return ({ column, advice }) => {
		if (told.has(column) || told.size === MAX_COLUMN_HINTS) return;
		told.add(column);
		addHint(context, `Column “${clean(column, 80)}” was ignored: ${advice}.`);
	};
}

const MAX_COLUMN_HINTS = 5;

export function hintAtEmptyRows(context: IExecuteFunctions, count: number): void {
	if (count === 0) return;
	const rows =
		count === 1
			? '1 row without any value was skipped and has'
			: `${count} rows without any value were skipped and have`;
	addHint(context, `${rows} no output item: do not combine output and rows by position.`);
}

/**
 * Also true if nobody has touched the mapper: n8n does not save a parameter that equals its
 * default, so workflows from when automatic mapping was the default work as before.
 */
export function isMappedAutomatically(context: IExecuteFunctions): boolean {
	const fields: unknown = rawParameter(context, 'fields', null);
	if (!isRecord(fields)) return true;
	const { mappingMode, value = null } = fields;
	return mappingMode !== 'defineBelow' || value === null;
}

/**
 * Reads rows whose fields are mapped one by one. The parameter is read raw: otherwise n8n would
 * check all values against the stored types, refuse the whole run for one cell, and turn an empty
 * number into 0 (n8n §4).
 */
function rowsByHand(context: IExecuteFunctions, specs: RowSpecs): (itemIndex: number) => Row {
	const read = rowReader(specs, 'refuse');
	const mapped: unknown = rawParameter(context, 'fields.value', null);
	const evaluate = evaluator({ context, specs }, mapped);
	const sourceOf = ({ field }: Problem) =>
		isRecord(mapped) ? sourceIn(ownOf(mapped, field)) : undefined;
	const rowOf = (values: unknown): Row => {
		const row = read(isRecord(values) ? filled(values) : {});
		if (row.problems.length === 0) return row;
		const problems = withValuesWithin(row.problems, sourceOf);
		return { ...row, problems: withAdviceOnExtra(problems, UNMAP_EXTRA) };
	};
	if (typeof evaluate !== 'function') {
		const constant = rowOf(evaluate.constant);
		return () => constant;
	}
	return (index) => {
		const found: Found = { failing: [], lossy: [] };
		const row = rowOf(evaluate(index, found));
		const { failing, lossy } = found;
		const ofRow = lossy.length === 0 ? row.problems : allProblems(row.problems, lossy);
		const problems = allProblems(failing, ofRow);
		return problems === row.problems ? row : { ...row, problems };
	};
}

/** A refresh drops fields that the project no longer has and shows those it now requires. */
const UNMAP_EXTRA =
	'Refresh the fields of the mapping in the node, or remove those that the project does not have';

/** Drops null, which the mapper returns for fields left empty; such fields are not sent. */
function filled(values: Record<string, unknown>): Record<string, unknown> {
	const given = Object.entries(values).filter(([, value]) => value !== null);
	return given.length === Object.keys(values).length ? values : Object.fromEntries(given);
}

/** Problems with the expressions themselves, whatever field they are in. */
interface Found {
	failing: Problem[];
	lossy: Problem[];
}

/** Evaluates expressions for an item; adds those that fail or lose something to `found`. */
type Evaluate = (itemIndex: number, found: Found) => unknown;

interface Mapped {
	context: IExecuteFunctions;
	specs: RowSpecs;
}

/** Returns a constant, or a function if the entered value is or contains an expression. */
function evaluator(mapped: Mapped, raw: unknown, field = ''): Evaluate | { constant: unknown } {
	if (typeof raw === 'string') {
		return raw.startsWith('=') ? expression(mapped, raw.slice(1), field) : { constant: raw };
	}
	if (typeof raw !== 'object' || raw === null) return { constant: raw };
	const parts = Object.entries(raw).map(
		([key, value]) => [key, evaluator(mapped, value, field || key)] as const,
	);
	if (parts.every(([, part]) => typeof part !== 'function')) return { constant: raw };
	return (index, found) => {
		const values = parts.map(([key, part]) => {
			const value = typeof part === 'function' ? part(index, found) : part.constant;
			return [key, value] as const;
		});
		return Array.isArray(raw) ? values.map(([, value]) => value) : Object.fromEntries(values);
	};
}

function expression({ context, specs }: Mapped, text: string, field: string): Evaluate {
	const items = context.getInputData();
	const named = namedIn(text);
	const parts = specs.inputSpec.get(field)?.type === 'url' ? partsIn(text) : [];
	return (index, found) => {
		const fault = misnamedColumn(named, items[index].json);
		if (fault !== undefined) {
			found.failing.push({
				field,
				reason: `has an expression that ${fault}`,
				advice: RENAME_COLUMN,
			});
			return undefined;
		}
		try {
			const evaluate = (one: string): unknown => context.evaluateExpression(one, index);
			const value = evaluate(text);
			const { json } = items[index];
			const reason =
				lostPart(value, text, json) ??
				madeWordFlaw(value, text, json, evaluate) ??
				gapFlaw(value, text, json, evaluate);
			const hidden = hiddenError(value, text, json, evaluate);
			if (hidden !== undefined) found.failing.push({ field, reason: failing(hidden) });
			const problem = reason === undefined ? emptyPart(value, parts, json) : { reason };
			if (problem !== undefined) found.lossy.push({ field, ...problem });
			return value;
		} catch (error) {
			if (expressionFault(error) === undefined) throw toNodeError(context.getNode(), error, index);
			const reason = failing(clean((error as Error).message));
			found.failing.push({ field, reason, advice: cutAdvice(text) });
			return undefined;
		}
	};
}

function failing(words: string): string {
	return `has an expression that fails: ${words}`;
}
