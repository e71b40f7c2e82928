import type { Problem } from './check';
import { NO_PROBLEMS, inputCheck } from './check';
import { columnsOf } from './columns';
import { Reading } from './reading';
import type { ExtraFields, Row } from './row';
import type { FieldSpecs } from './specs';
import { isTaskForm, taskFormReader } from './taskForm';
import { jsonFlaw } from './flaws';

export type { ExtraFields, Row } from './row';
export { allProblems, isBlankRow } from './row';

export interface RowSpecs {
	inputSpec: FieldSpecs;
	/** Undefined where known solutions have no place; they are ignored there. */
	outputSpec?: FieldSpecs;
}

/**
 * Reads and checks rows as files, sheets and databases deliver them, and as Toloka's own files do
 * (toloka-api §13). `input` is the row itself, not a copy, where nothing changes. A project that
 * declares no fields accepts any.
 */
export function rowReader(
	{ inputSpec, outputSpec }: RowSpecs,
	extraFields: ExtraFields,
): (json: Record<string, unknown>) => Row {
	const columnOf = columnsOf(inputSpec, outputSpec);
	const checks = {
		input: inputSpec.size === 0 ? checkJson : inputCheck(inputSpec),
		known: outputSpec?.size ? inputCheck(outputSpec, 'output') : noCheck,
	};
	const requiredCount = [...inputSpec.values()].filter(({ required }) => required !== false).length;
	const isRight = (json: Record<string, unknown>): boolean => {
		let required = 0;
		let count = 0;
		for (const name in json) {
			const column = columnOf(name);
			if (column.kind !== 'input' || column.field !== name) return false;
			if (!column.accepts(json[name])) return false;
			if (column.isRequired) required++;
			count++;
		}
		return count > 0 && required === requiredCount;
	};
	const readColumns = (json: Record<string, unknown>): Row => {
		const reading = new Reading(json, inputSpec.size === 0 ? 'refuse' : extraFields);
		for (const name of Object.keys(json)) reading.take(name, columnOf(name));
		return reading.row(checks);
	};
	const readTask = taskFormReader({ outputSpec, checks, extraFields, readColumns });
	return (json) => {
		if (isRight(json)) return { input: json, problems: NO_PROBLEMS };
		return isTaskForm(json, inputSpec) ? readTask(json) : readColumns(json);
	};
}

function noCheck(): readonly Problem[] {
	return NO_PROBLEMS;
}

function checkJson(input: Record<string, unknown>): readonly Problem[] {
	const problems = Object.entries(input).flatMap(([field, value]): Problem[] => {
		const reason = (value ?? null) === null ? undefined : jsonFlaw(value);
		return reason === undefined ? [] : [{ field, reason }];
	});
	return problems.length === 0 ? NO_PROBLEMS : problems;
}
