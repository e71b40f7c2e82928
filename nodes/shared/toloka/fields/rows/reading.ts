import type { ColumnAdvice, Problem } from '../cells/check';
import { nothingUnderstood, withLikelyColumns } from '../cells/check';
import type { Column } from './columns';
import type { ColumnNames, ExtraFields, LeftOut, Row, RowChecks } from './row';
import { allProblems, isBlank, isBlankRow, put } from './row';
import { shown } from '../flaws/shown';
import { hasOwn, ownOf } from '../../values/content';

/** A row while its columns are read, one by one. */
export class Reading {
	private readonly input: Record<string, unknown> = {};
	private isOfToloka = false;
	private results: string[] | undefined;
	private known: Record<string, unknown> | undefined;
	private task: Record<string, unknown> | undefined;
	private readonly problems: Problem[] = [];
	private leftOut: LeftOut[] | undefined;
	private unread: string[] | undefined;
	/** Columns whose name is not that of their field, by kind and field. */
	private renamed: Map<string, string> | undefined;

	constructor(
		private readonly json: Record<string, unknown>,
		private readonly extraFields: ExtraFields,
		/** The input fields that the project declares. */
		private readonly fields: readonly string[],
		private readonly adviceOn: ColumnAdvice,
	) {}

	take(name: string, column: Column): void {
		if (column.kind === 'ignored') return;
		const value = this.json[name];
		if (column.kind === 'extra' || column.kind === 'result') {
			// A column without a value is ignored, such as one without a name at the end of a table.
			if (value === undefined || (this.fields.length > 0 && isBlank(value))) return;
			if (this.extraFields === 'leaveOut') {
				this.leaveOut(name, column);
				return;
			}
			put(this.input, name, value);
			if (column.kind === 'result') (this.results ??= []).push(name);
			return;
		}
		if (column.kind !== 'input' || column.field !== name) this.rename(column, name);
		const isNull = value === null && column.kind === 'input' && column.isRequired;
		const converted = isNull ? '' : column.convert(value);
		if (converted === undefined) return;
		if (column.kind === 'input') {
			const isGiven = hasOwn(this.input, column.field) && isBlank(value);
			if (!isGiven) put(this.input, column.field, converted);
		} else if (typeof converted !== 'string' || converted.trim() !== '') {
			const values = column.kind === 'known' ? (this.known ??= {}) : (this.task ??= {});
			put(values, column.field, converted);
		}
	}

	private leaveOut(name: string, column: Extra): void {
		(this.unread ??= []).push(name);
		const like = column.kind === 'extra' ? column.like : undefined;
		const isGiven = like?.name !== undefined && hasOwn(this.json, like.name);
		if (like === undefined || isGiven) return;
		(this.leftOut ??= []).push({ column: name, advice: like.advice });
	}

	/**
	 * Reports a field that two columns give; which one is meant is not guessed, even if their values
	 * are equal. An empty column is ignored: a table of rows from two files has the columns of both.
	 */
	private rename({ kind, field }: Exclude<Column, { kind: Unnamed }>, name: string): void {
		this.isOfToloka ||= name.includes(':');
		const key = `${kind} ${field}`;
		const isGiven = kind === 'input' && !isBlank(ownOf(this.json, field));
		const other = isGiven ? field : this.renamed?.get(key);
		const isOnly = other === undefined || isBlank(this.json[other]);
		if (!isOnly && isBlank(this.json[name])) return;
		(this.renamed ??= new Map()).set(key, name);
		if (isOnly) return;
		const reason = `is given by two columns, ${shown(other)} and ${shown(name)}: keep one of them`;
		this.problems.push({ field: kind === 'known' ? `GOLDEN:${field}` : field, reason });
	}

	row(checks: RowChecks): Row {
		if (this.isOfToloka) for (const name of this.results ?? []) delete this.input[name];
		if (this.known !== undefined) {
			(this.task ??= {}).known_solutions = [{ output_values: this.known }];
			for (const found of checks.known(this.known)) {
				// The option Extra Fields applies to columns of the input only.
				const field = this.renamed?.get(`known ${found.field}`) ?? `GOLDEN:${found.field}`;
				this.problems.push({ ...found, field, isExtra: undefined });
			}
		}
		const found = allProblems(this.problems, checks.input(this.input));
		const { json, fields, adviceOn } = this;
		const columns = { row: json, unread: this.unread ?? [], fields, adviceOn };
		const problems = this.isInVain(found)
			? [nothingUnderstood(columns)]
			: withLikelyColumns(found, columns);
		const row: Row = { input: this.input, task: this.task, problems };
		if (this.task !== undefined) row.columns = this.columnNames();
		if (this.leftOut !== undefined) row.leftOut = this.leftOut;
		return row;
	}

	/** The columns of the task's properties; a known solution is the only one of its task. */
	private columnNames(): ColumnNames {
		const names = new Map<string, string>();
		for (const [key, column] of this.renamed ?? []) {
			const [, kind, field] = /^(known|task) (.*)$/s.exec(key) ?? [];
			if (kind === 'task') names.set(field, column);
			if (kind === 'known') names.set(`known_solutions.0.output_values.${field}`, column);
		}
		return names;
	}

	/** Whether a row has values, but none that performers would see. */
	private isInVain(found: readonly Problem[]): boolean {
		if (found.length > 0 || this.fields.length === 0) return false;
		return Object.keys(this.input).length === 0 && !isBlankRow(this.json);
	}
}

type Unnamed = 'ignored' | 'result' | 'extra';
type Extra = Extract<Column, { kind: 'extra' | 'result' }>;
