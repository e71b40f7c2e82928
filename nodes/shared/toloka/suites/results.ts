import { TolokaFailure } from '../service/failures';
import { unexpectedShape } from '../service/requests';
import { textOf, clean, isRecord } from '../values/foreign';
import type { ReadyRequest } from './requests';
import { indexOf } from './requests';
import type { Draft } from './drafts';
import type { SuiteJson } from './taskSuites';
import { isSuite } from './taskSuites';
import type { LogEntry } from '../operations/log';
import { entryErrors } from '../operations/log';
import type { FieldError } from '../service/fieldErrors';
import { fieldErrors } from '../service/fieldErrors';
import type { Facts, Fate } from './fates';
import { factsOf } from './fates';
import { shown } from './shown';
import { canonicalJson } from '../values/content';

/** What the log of its operation tells of a request's suites (toloka-api §6.5, §7). */
export function factsFromLog(
	request: ReadyRequest,
	drafts: readonly Draft[],
	log: readonly LogEntry[],
): Facts {
	const poolProblem = poolProblemIn(log);
	const entries = entriesByIndex(log);
	return factsOf(request, (position) => {
		const ofSuite = entries.get(indexOf(drafts[position])) ?? [];
		const created = ofSuite.find(({ success, output }) => success && isId(output.task_suite_id));
		const common = { operationId: request.id, ...(poolProblem !== undefined && { poolProblem }) };
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
	request: ReadyRequest,
	drafts: readonly Draft[],
	log: readonly LogEntry[],
): boolean {
	const sent = new Map(
		request.positions.map((position) => [
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

/** What the answer to a synchronous request tells: maps by index (toloka-api §6.2). */
export function factsFromReply(
	request: ReadyRequest,
	drafts: readonly Draft[],
	body: unknown,
): Facts {
	const created = (position: number, suite: SuiteJson & { id: string }): Fate => ({
		id: suite.id,
		...shown(drafts[position], suite),
	});
	if (isSuite(body) && request.positions.length === 1) {
		const [position] = request.positions;
		return new Map([[position, created(position, body)]]);
	}
	if (!isRecord(body) || !isRecord(body.items)) {
		throw unexpectedShape('reading the created task suites', 'an object of items by index');
	}
	const { items, validation_errors: refusals } = body;
	const errors = errorsByPlace(request, refusals);
	return factsOf(request, (position, place) => {
		const suite = (items as Record<string, unknown>)[String(place)];
		if (isSuite(suite)) return created(position, suite);
		return errors.has(place) ? { errors: errors.get(place) } : undefined;
	});
}

/** What a 400 tells, in every form its payload may have (toloka-api §12, 24). */
export function factsFromRefusal(request: ReadyRequest, failure: TolokaFailure): Facts {
	if (failure.kind !== 'invalid') return new Map();
	const errors = errorsByPlace(request, failure.details.payload);
	return factsOf(request, (_position, place) =>
		errors.has(place) ? { errors: errors.get(place) } : undefined,
	);
}

function errorsByPlace(request: ReadyRequest, payload: unknown): Map<number, FieldError[]> {
	const byPlace = new Map<number, FieldError[]>();
	for (const error of fieldErrors(payload)) {
		const [, index, rest] = /^(\d+)\.(.+)$/.exec(error.path) ?? [];
		if (index === undefined && request.positions.length > 1) continue;
		const place = Number(index ?? 0);
		byPlace.set(place, [...(byPlace.get(place) ?? []), { ...error, path: rest ?? error.path }]);
	}
	return byPlace;
}

function isId(value: unknown): boolean {
	return typeof value === 'string' && value !== '';
}
