import type { LogEntry } from '../../operations/log';
import type { Operation } from '../../operations/operation';
import { canonicalJson } from '../../values/content';
import { isRecord, textOf } from '../../values/foreign';
import { addTo } from '../../values/lists';
import type { Draft } from '../drafts/drafts';
import { tasksOf } from '../drafts/drafts';
import type { CreationKind, SuiteJson } from '../drafts/kinds';

/** The entries of an operation's log, grouped by draft (toloka-api §6.5, §P2.5). */

/** An operation with the entries of its log about what it created. */
export interface LoggedOperation {
	operation: Operation;
	created: LogEntry[];
}

/** Groups entries by draft index; entries without one are about the pool (toloka-api §7, 5). */
export function entriesByIndex(log: readonly LogEntry[]): Map<string, LogEntry[]> {
	const byIndex = new Map<string, LogEntry[]>();
	for (const entry of log) {
		const index = textOf(entry.input.__item_idx);
		if (index !== '') addTo(byIndex, index, entry);
	}
	return byIndex;
}

/** The entries about drafts that were created. */
export function createdEntries(log: readonly LogEntry[], { idName }: CreationKind): LogEntry[] {
	return log.filter(({ success, output }) => success && textOf(output[idName]) !== '');
}

/** Groups entries by what was sent, for rows that may now be in another order. */
export function entriesByContent(
	log: readonly LogEntry[],
	{ name }: CreationKind,
): Map<string, LogEntry[][]> {
	const byContent = new Map<string, LogEntry[][]>();
	for (const entries of entriesByIndex(log).values()) {
		const [{ input }] = entries;
		addTo(byContent, sentContent(input, name === 'tasks' ? 'task' : 'suite'), entries);
	}
	return byContent;
}

/** A text that is the same for the same rows: pool, input and known solutions, nothing else. */
export function sentContent(json: SuiteJson, form: Draft['form']): string {
	const tasks = tasksOf({ json, form }).map(({ input_values: input, known_solutions: known }) => [
		input,
		Array.isArray(known) ? (known as unknown[]).map(withoutFullWeight) : null,
	]);
	return canonicalJson([textOf(json.pool_id), tasks]);
}

/** A suite or task in a form that is the same in a log as before it was sent. */
export function asLogged(json: SuiteJson): SuiteJson {
	const { pool_id: pool, known_solutions: known } = json;
	return {
		...json,
		__item_idx: undefined,
		pool_id: pool === undefined ? pool : textOf(pool),
		known_solutions: Array.isArray(known) ? known.map(withoutFullWeight) : known,
	};
}

/** Drops a weight of 1, the default, which the service may have added. */
function withoutFullWeight(solution: unknown): unknown {
	if (!isRecord(solution) || solution.correctness_weight !== 1) return solution;
	return { ...solution, correctness_weight: null };
}
