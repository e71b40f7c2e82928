import type { IExecuteFunctions } from 'n8n-workflow';
import type { ExtraFields } from '../toloka/fields/mapping';
import { inputFrom } from '../toloka/fields/mapping';
import type { FieldSpecs } from '../toloka/fields/specs';
import { isRecord } from '../toloka/values/foreign';
import { rawParameter } from './parameters';

/** Reads the mapped input object of any item. */
export function inputReader(
	context: IExecuteFunctions,
	parameter: string,
	specs: FieldSpecs,
	extraFields: ExtraFields,
): (itemIndex: number) => Record<string, unknown> {
	const items = context.getInputData();
	if (isMappedAutomatically(context, parameter)) {
		return (index) => inputFrom(items[index].json, specs, extraFields);
	}
	const read = mappedValues(context, `${parameter}.value`);
	return (index) => inputFrom(read(index), specs, 'refuse');
}

/**
 * True also where nobody has touched the mapper: n8n saves no parameter that equals its default, so
 * workflows of the time when automatic mapping was the default go on as they are.
 */
function isMappedAutomatically(context: IExecuteFunctions, parameter: string): boolean {
	const fields: unknown = rawParameter(context, parameter, null);
	if (!isRecord(fields)) return true;
	const { mappingMode, value = null } = fields;
	return mappingMode !== 'defineBelow' || value === null;
}

/**
 * Reads what is mapped field by field. Asked for the parameter, n8n would check all values by the
 * stored types: it would refuse the whole run for one cell, and make 0 of an empty number (n8n §4).
 */
function mappedValues(
	context: IExecuteFunctions,
	parameter: string,
): (itemIndex: number) => Record<string, unknown> {
	const evaluate = evaluator(context, rawParameter(context, parameter, null));
	return (index) => {
		const values = typeof evaluate === 'function' ? evaluate(index) : evaluate.constant;
		return isRecord(values) ? filled(values) : {};
	};
}

type Evaluate = (itemIndex: number) => unknown;

/** A value as it was entered: a constant, or what its expressions make of each item. */
function evaluator(context: IExecuteFunctions, raw: unknown): Evaluate | { constant: unknown } {
	if (typeof raw === 'string') {
		if (!raw.startsWith('=')) return { constant: raw };
		const expression = raw.slice(1);
		return (index) => context.evaluateExpression(expression, index);
	}
	if (typeof raw !== 'object' || raw === null) return { constant: raw };
	const parts = Object.entries(raw).map(
		([key, value]) => [key, evaluator(context, value)] as const,
	);
	if (parts.every(([, part]) => typeof part !== 'function')) return { constant: raw };
	return (index) => {
		const values = parts.map(([key, part]) => {
			return [key, typeof part === 'function' ? part(index) : part.constant] as const;
		});
		return Array.isArray(raw) ? values.map(([, value]) => value) : Object.fromEntries(values);
	};
}

/** The mapper hands over null for what was left empty; such fields are not sent. */
function filled(values: Record<string, unknown>): Record<string, unknown> {
	const given = Object.entries(values).filter(([, value]) => value !== null);
	return given.length === Object.keys(values).length ? values : Object.fromEntries(given);
}
