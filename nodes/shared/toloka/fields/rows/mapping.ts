import type { InputCheck, Problem } from '../cells/check';
import { NO_PROBLEMS, columnAdvice, inputCheck } from '../cells/check';
import { columnsOf } from './columns';
import { Reading } from './reading';
import type { ExtraFields, Row } from './row';
import { withNamesAsRead } from './row';
import type { FieldSpecs } from '../declared/specs';
import type { TaskReader } from './taskForm';
import { isTaskForm, taskFormReader } from './taskForm';
import { jsonFlaw } from '../flaws/flaws';

export interface RowSpecs {
	inputSpec: FieldSpecs;
	/** Undefined if known solutions do not apply; they are then ignored. */
	outputSpec?: FieldSpecs;
}

/**
 * Returns a function that reads and checks rows from files, sheets and databases, and from Toloka's
 * own files (toloka-api §13). `input` is the row itself, not a copy, if nothing changes. A project
 * that declares no fields accepts any.
 */
export function rowReader(
	specs: RowSpecs,
	extraFields: ExtraFields,
): (json: Record<string, unknown>) => Row {
	const columns = columnReader(specs, specs.inputSpec.size === 0 ? 'refuse' : extraFields);
	const tasks = tasksOf(specs, columns);
	return (json) => {
		if (columns.isRight(json)) return { input: json, problems: NO_PROBLEMS };
		const named = withNamesAsRead(json);
		const isTask = isTaskForm(named, specs.inputSpec);
		return isTask ? tasks.row(named, extraFields) : columns.read(json);
	};
}

/** Creates a reader, by the same rules, for tasks that are not rows. */
export function taskReader(specs: RowSpecs): TaskReader {
	return tasksOf(specs, columnReader(specs, 'refuse'));
}

function tasksOf(specs: RowSpecs, { isRight, read }: ColumnReader): TaskReader {
	const readColumns = (json: Record<string, unknown>): Row =>
		isRight(json) ? { input: json, problems: NO_PROBLEMS } : read(json);
	return taskFormReader({ ...specs, checkOutput: outputCheck(specs.outputSpec), readColumns });
}

interface ColumnReader {
	/** Fast path for nearly all rows: each column is a declared field with a valid value. */
	isRight: (json: Record<string, unknown>) => boolean;
	/** Reads any other row. */
	read: (json: Record<string, unknown>) => Row;
}

function columnReader({ inputSpec, outputSpec }: RowSpecs, extraFields: ExtraFields): ColumnReader {
	const columnOf = columnsOf(inputSpec, outputSpec);
	const fields = [...inputSpec.keys()];
	const adviceOn = columnAdvice(fields);
	const checks = {
		input: inputSpec.size === 0 ? checkJson : inputCheck(inputSpec),
		known: outputCheck(outputSpec),
	};
	const requiredCount = [...inputSpec.values()].filter(({ required }) => required !== false).length;
	return {
		isRight: (json) => {
			let required = 0;
			for (const name in json) {
				const column = columnOf(name);
				if (column.kind !== 'input' || column.field !== name) return false;
				if (!column.accepts(json[name])) return false;
				if (column.isRequired) required++;
			}
			return required === requiredCount;
		},
		read: (json) => {
			const reading = new Reading(json, extraFields, fields, adviceOn);
			for (const name of Object.keys(json)) reading.take(name, columnOf(name));
			return reading.row(checks);
		},
	};
}

function outputCheck(outputSpec: RowSpecs['outputSpec']): InputCheck {
	return outputSpec?.size ? inputCheck(outputSpec, 'output') : checkJson;
}

function checkJson(input: Record<string, unknown>): readonly Problem[] {
	return Object.entries(input).flatMap(([field, value]): Problem[] => {
		const reason = jsonFlaw(value);
		return reason === undefined ? [] : [{ field, reason }];
	});
}
