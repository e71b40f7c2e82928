import type { FieldError } from './failures';
import { TolokaFailure, clean, fieldErrors, isRecord } from './failures';
import { canonicalJson } from './idempotency';
import type { LogEntry } from './operation';
import { entryErrors } from './operation';
import { unexpectedShape } from './requests';
import { textOf } from './texts';
import type { Chunk } from './suiteChunks';
import { indexOf } from './suiteChunks';
import type { Draft } from './suiteDrafts';
import { shown } from './suiteReadBack';
import type { SuiteJson } from './taskSuites';
import { isSuite } from './taskSuites';

/** What became of one suite: created, or why it was not, or why that is not known. */
export interface Fate {
	id?: string;
	/** The suite as the service shows it, where it was shown and the item is a suite. */
	suite?: SuiteJson;
	/** Ids of its tasks, where it was shown and the items are its tasks. */
	taskIds?: unknown[];
	errors?: FieldError[];
	failure?: TolokaFailure;
	operationId?: string;
	/** Why the pool was not opened although that was asked for. */
	poolProblem?: string;
}

/** Fates by position among all drafts of a run. */
export type Fates = Map<number, Fate>;

/** Reads the fates of a request's suites from the log of its operation (api-facts §6.5, §7). */
export function fatesFromLog(
	chunk: Chunk,
	drafts: readonly Draft[],
	log: readonly LogEntry[],
): Fates {
	const poolProblem = poolProblemIn(log);
	const entries = entriesByIndex(log);
	return fatesOf(chunk, (position) => {
		const ofSuite = entries.get(indexOf(drafts[position])) ?? [];
		const created = ofSuite.find(({ success, output }) => success && isId(output.task_suite_id));
		const common = { operationId: chunk.id, ...(poolProblem !== undefined && { poolProblem }) };
		if (created !== undefined) return { ...common, id: textOf(created.output.task_suite_id) };
		const errors = ofSuite.filter(({ success }) => !success).flatMap(entryErrors);
		return errors.length > 0 ? { ...common, errors } : undefined;
	});
}

function fatesOf(chunk: Chunk, fateOf: (position: number, place: number) => Fate | undefined) {
	const fates: Fates = new Map();
	for (const [place, position] of chunk.positions.entries()) {
		const fate = fateOf(position, place);
		if (fate !== undefined) fates.set(position, fate);
	}
	return fates;
}

function entriesByIndex(log: readonly LogEntry[]): Map<string, LogEntry[]> {
	const byIndex = new Map<string, LogEntry[]>();
	for (const entry of log) {
		const index = textOf(entry.input.__item_idx);
		if (index === '') continue;
		const known = byIndex.get(index);
		if (known === undefined) byIndex.set(index, [entry]);
		else known.push(entry);
	}
	return byIndex;
}

/** A failed opening shows only here: the operation itself is a success (api-facts §12, 28). */
function poolProblemIn(log: readonly LogEntry[]): string | undefined {
	const failed = log.find(({ type, success }) => type === 'POOL_OPEN' && !success);
	if (failed === undefined) return undefined;
	const [reason] = entryErrors(failed);
	const words = reason === undefined ? 'no reason was given' : `${reason.message} (${reason.code})`;
	return `The pool ${clean(textOf(failed.input.pool_id))} was not opened: ${words}`;
}

/** Whether a log is about these suites, and not about others that used the same operation id. */
export function isLogOf(chunk: Chunk, drafts: readonly Draft[], log: readonly LogEntry[]): boolean {
	const sent = new Map(
		chunk.positions.map((position) => [
			indexOf(drafts[position]),
			inputsIn(drafts[position].suite),
		]),
	);
	return [...entriesByIndex(log)].every(
		([index, [entry]]) => sent.get(index) === inputsIn(entry.input),
	);
}

function inputsIn({ pool_id: pool, tasks }: SuiteJson): string {
	const inputs = (Array.isArray(tasks) ? (tasks as unknown[]) : []).map(
		(task) => isRecord(task) && task.input_values,
	);
	return canonicalJson([textOf(pool), inputs]);
}

/** Reads the fates from the answer to a synchronous request: maps by index (api-facts §6.2). */
export function fatesFromReply(chunk: Chunk, drafts: readonly Draft[], body: unknown): Fates {
	const created = (position: number, suite: SuiteJson & { id: string }): Fate => ({
		id: suite.id,
		...shown(drafts[position], suite),
	});
	if (isSuite(body) && chunk.positions.length === 1) {
		const [position] = chunk.positions;
		return new Map([[position, created(position, body)]]);
	}
	if (!isRecord(body) || !isRecord(body.items)) {
		throw unexpectedShape('reading the created task suites', 'an object of items by index');
	}
	const { items, validation_errors: refusals } = body;
	const errors = errorsByPlace(chunk, refusals);
	return fatesOf(chunk, (position, place) => {
		const suite = (items as Record<string, unknown>)[String(place)];
		if (isSuite(suite)) return created(position, suite);
		return errors.has(place) ? { errors: errors.get(place) } : undefined;
	});
}

/** Reads the fates from a 400, in every form its payload may have (api-facts §12, 24). */
export function fatesFromRefusal(chunk: Chunk, failure: TolokaFailure): Fates {
	if (failure.kind !== 'invalid') return new Map();
	const errors = errorsByPlace(chunk, failure.details.payload);
	return fatesOf(chunk, (_position, place) =>
		errors.has(place) ? { errors: errors.get(place) } : undefined,
	);
}

function errorsByPlace(chunk: Chunk, payload: unknown): Map<number, FieldError[]> {
	const byPlace = new Map<number, FieldError[]>();
	for (const error of fieldErrors(payload)) {
		const [, index, rest] = /^(\d+)\.(.+)$/.exec(error.path) ?? [];
		if (index === undefined && chunk.positions.length > 1) continue;
		const place = Number(index ?? 0);
		byPlace.set(place, [...(byPlace.get(place) ?? []), { ...error, path: rest ?? error.path }]);
	}
	return byPlace;
}

function isId(value: unknown): boolean {
	return typeof value === 'string' && value !== '';
}
