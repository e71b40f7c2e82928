import type { IExecuteFunctions } from 'n8n-workflow';
import type { Problem } from '../toloka/fields/check';
import { inputCheck } from '../toloka/fields/check';
import type { ExtraFields, Row, RowSpecs } from '../toloka/fields/mapping';
import { allProblems, rowReader } from '../toloka/fields/mapping';
import { clean, isRecord } from '../toloka/values/foreign';
import { toNodeError } from './errors';
import { addHint } from './outputs';
import { rawParameter } from './parameters';

/**
 * Reads what any item says, by the mapping of the node: undefined for a row without any value among
 * others that have some, such as the separators in Toloka's files. Those are left out of the run
 * and counted in a hint.
 */
export function mappedRows(
	context: IExecuteFunctions,
	parameter: string,
	specs: RowSpecs,
	extraFields: ExtraFields,
): (itemIndex: number) => Row | undefined {
	const mode = context.getNodeParameter(`${parameter}.mappingMode`, 0, 'autoMapInputData');
	if (mode !== 'autoMapInputData') return rowsByHand(context, `${parameter}.value`, specs);
	const items = context.getInputData();
	const read = rowReader(specs, extraFields);
	let hasRows: boolean | undefined;
	return (index) => {
		const row = read(items[index].json);
		if (row !== undefined) return row;
		hasRows ??= items.some(({ json }) => read(json) !== undefined);
		return hasRows ? undefined : emptyRow(specs);
	};
}

/** Tells of the rows that were left out because they are empty. */
export function hintAtEmptyRows(context: IExecuteFunctions, count: number): void {
	if (count === 0) return;
	const rows = count === 1 ? '1 row without any value was' : `${count} rows without any value were`;
	addHint(context, `${rows} skipped.`);
}

/** What is wrong with a row that has to have values. */
function emptyRow({ inputSpec }: RowSpecs): Row {
	return { input: {}, problems: inputCheck(inputSpec)({}) };
}

/**
 * Reads what is mapped field by field. Asked for the parameter, n8n would check all values by the
 * stored types: it would refuse the whole run for one cell, and make 0 of an empty number (n8n §4).
 */
function rowsByHand(
	context: IExecuteFunctions,
	parameter: string,
	specs: RowSpecs,
): (itemIndex: number) => Row {
	const read = rowReader(specs, 'refuse');
	const evaluate = evaluator(context, rawParameter(context, parameter, null));
	const rowOf = (values: unknown) =>
		(isRecord(values) ? read(filled(values)) : undefined) ?? emptyRow(specs);
	if (typeof evaluate !== 'function') {
		const constant = rowOf(evaluate.constant);
		return () => constant;
	}
	return (index) => {
		const unreadable: Problem[] = [];
		const row = rowOf(evaluate(index, unreadable));
		const problems = allProblems(unreadable, row.problems);
		return problems === row.problems ? row : { ...row, problems };
	};
}

/** The mapper hands over null for what was left empty; such fields are not sent. */
function filled(values: Record<string, unknown>): Record<string, unknown> {
	const given = Object.entries(values).filter(([, value]) => value !== null);
	return given.length === Object.keys(values).length ? values : Object.fromEntries(given);
}

/** What expressions make of an item; those that fail for it are noted. */
type Evaluate = (itemIndex: number, unreadable: Problem[]) => unknown;

/** A value as it was entered: a constant, or expressions, which may be parts of it. */
function evaluator(
	context: IExecuteFunctions,
	raw: unknown,
	field = '',
): Evaluate | { constant: unknown } {
	if (typeof raw === 'string') {
		return raw.startsWith('=') ? expression(context, raw.slice(1), field) : { constant: raw };
	}
	if (typeof raw !== 'object' || raw === null) return { constant: raw };
	const parts = Object.entries(raw).map(
		([key, value]) => [key, evaluator(context, value, field || key)] as const,
	);
	if (parts.every(([, part]) => typeof part !== 'function')) return { constant: raw };
	return (index, unreadable) => {
		const values = parts.map(([key, part]) => {
			const value = typeof part === 'function' ? part(index, unreadable) : part.constant;
			return [key, value] as const;
		});
		return Array.isArray(raw) ? values.map(([, value]) => value) : Object.fromEntries(values);
	};
}

function expression(context: IExecuteFunctions, text: string, field: string): Evaluate {
	return (index, unreadable) => {
		try {
			return context.evaluateExpression(text, index);
		} catch (error) {
			const isOfItem = error instanceof Error && error.name === 'ExpressionError';
			if (!isOfItem) throw toNodeError(context.getNode(), error, index);
			unreadable.push({ field, reason: `has an expression that fails: ${clean(error.message)}` });
			return undefined;
		}
	};
}
