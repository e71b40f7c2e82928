import { TolokaFailure } from '../service/failures';
import { unexpectedShape } from '../service/requests';
import { textOf, clean, isRecord } from '../values/foreign';
import type { ReadyRequest } from './chunks';
import { indexOf } from './chunks';
import type { Draft } from './drafts';
import type { SuiteJson } from './taskSuites';
import { isSuite } from './taskSuites';
import type { LogEntry } from '../operations/log';
import { entryErrors } from '../operations/log';
import type { FieldError } from '../service/fieldErrors';
import { fieldErrors } from '../service/fieldErrors';
import type { Fate, Fates } from './fates';
import { fatesOf, shown } from './fates';
import { canonicalJson } from '../values/content';

/** Reads the fates of a request's suites from the log of its operation (toloka-api §6.5, §7). */
export function fatesFromLog(
	chunk: ReadyRequest,
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

/** A failed opening shows only here: the operation itself is a success (toloka-api §12, 28). */
function poolProblemIn(log: readonly LogEntry[]): string | undefined {
	const failed = log.find(({ type, success }) => type === 'POOL_OPEN' && !success);
	if (failed === undefined) return undefined;
	const [reason] = entryErrors(failed);
	const words = reason === undefined ? 'no reason was given' : `${reason.message} (${reason.code})`;
	return `The pool ${clean(textOf(failed.input.pool_id))} was not opened: ${words}`;
}

/** Whether a log is about these suites, and not about others that used the same operation id. */
export function isLogOf(
	chunk: ReadyRequest,
	drafts: readonly Draft[],
	log: readonly LogEntry[],
): boolean {
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

/** Reads the fates from the answer to a synchronous request: maps by index (toloka-api §6.2). */
export function fatesFromReply(
	chunk: ReadyRequest,
	drafts: readonly Draft[],
	body: unknown,
): Fates {
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

/** Reads the fates from a 400, in every form its payload may have (toloka-api §12, 24). */
export function fatesFromRefusal(chunk: ReadyRequest, failure: TolokaFailure): Fates {
	if (failure.kind !== 'invalid') return new Map();
	const errors = errorsByPlace(chunk, failure.details.payload);
	return fatesOf(chunk, (_position, place) =>
		errors.has(place) ? { errors: errors.get(place) } : undefined,
	);
}

function errorsByPlace(chunk: ReadyRequest, payload: unknown): Map<number, FieldError[]> {
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
