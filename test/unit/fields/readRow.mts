import type { FieldSpec, FieldSpecs } from '../../../nodes/shared/toloka/fields/declared/specs.ts';
import { rowReader } from '../../../nodes/shared/toloka/fields/rows/mapping.ts';
import type { ExtraFields, Row } from '../../../nodes/shared/toloka/fields/rows/row.ts';

/** Declares one field named `field`. */
export const field = (type: string, more: Partial<FieldSpec> = {}): FieldSpecs =>
	new Map([['field', { type, ...more }]]);

export function read(
	json: object,
	inputSpec: FieldSpecs,
	extraFields: ExtraFields = 'refuse',
): Row {
	return rowReader({ inputSpec }, extraFields)(json as Record<string, unknown>);
}

/** Returns the value sent for a cell, or why none is sent. */
export function cell(type: string, value: unknown, more: Partial<FieldSpec> = {}): unknown {
	const beside: FieldSpecs = new Map([['other', { type: 'integer', required: false }]]);
	const { input, problems } = read(
		{ field: value, other: 1 },
		new Map([...field(type, more), ...beside]),
	);
	return problems.length > 0 ? problems.map(({ reason }) => reason).join() : input.field;
}
