import type { LogEntry } from '../operations/log';
import { canonicalJson } from '../values/content';
import { isRecord, textOf } from '../values/foreign';
import { addTo } from '../values/lists';
import type { Draft } from './drafts';
import { tasksOf } from './drafts';
import type { CreationKind, SuiteJson } from './kinds';

/** The entries of an operation's log, grouped by draft (toloka-api §6.5, §P2.5). */

/** Groups entries by draft index; entries without one are about the pool (toloka-api §7, 5). */
export function entriesByIndex(log: readonly LogEntry[]): Map<string, LogEntry[]> {
	const byIndex = new Map<string, LogEntry[]>();
	for (const entry of log) {
		const [index] = indexAndMark(entry);
		if (index !== '') addTo(byIndex, index, entry);
	}
	return byIndex;
}

/** The index of a draft as it is sent, for the first draft of a request with the run's mark. */
export function indexText(index: string, mark: string | undefined): string {
	return mark === undefined ? index : `${index} ${mark}`;
}

/** The mark of the run that sent an operation with this log, if it had one. */
export function markIn(log: readonly LogEntry[]): string | undefined {
	for (const entry of log) {
		const [, mark] = indexAndMark(entry);
		if (mark !== undefined) return mark;
	}
	return undefined;
}

function indexAndMark({ input }: LogEntry): [index: string, mark?: string] {
	const [index, mark] = textOf(input.__item_idx).split(' ');
	return [index, mark];
}

/** An entry about a draft that was created. */
export interface CreatedEntry {
	index: string;
	entry: LogEntry;
}

export function createdEntries(log: readonly LogEntry[], { idName }: CreationKind): CreatedEntry[] {
	return log
		.filter(({ success, output }) => success && textOf(output[idName]) !== '')
		.map((entry) => ({ index: indexAndMark(entry)[0], entry }));
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

/** Drops a weight of 1, the default, which the service may have added. */
function withoutFullWeight(solution: unknown): unknown {
	if (!isRecord(solution) || solution.correctness_weight !== 1) return solution;
	return { ...solution, correctness_weight: null };
}
