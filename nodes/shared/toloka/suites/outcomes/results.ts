import type { LogEntry } from '../../operations/log';
import { entryErrors } from '../../operations/log';
import type { FieldError } from '../../service/fieldErrors';
import { fieldErrors } from '../../service/fieldErrors';
import type { TolokaFailure } from '../../service/failures';
import { unexpectedShape } from '../../service/requests';
import { clean, isRecord, textOf } from '../../values/foreign';
import { addTo, takingFrom } from '../../values/lists';
import type { Draft } from '../drafts/drafts';
import type { Facts, Fate } from '../run/fates';
import { NO_FACTS, factsOf } from '../run/fates';
import type { CreationKind, SuiteJson } from '../drafts/kinds';
import { createdEntries, entriesByContent, entriesByIndex, sentContent } from '../run/logEntries';
import type { PlannedRequest } from '../run/requests';
import { indexOf } from '../run/requests';
import type { CreationRun } from '../run/run';
import { shown } from './shown';

type Drafts = Pick<CreationRun, 'drafts' | 'kind'>;

/**
 * Reads from an operation's log what became of a request's drafts (toloka-api §6.5, §7).
 *
 * @param byContent whether the drafts may have been sent in another order, by another execution.
 */
export function factsFromLog(
	{ drafts, kind }: Drafts,
	request: PlannedRequest & { id: string },
	log: readonly LogEntry[],
	byContent = false,
): Facts {
	const poolProblem = poolProblemIn(log);
	const common = { operationId: request.id, ...(poolProblem !== undefined && { poolProblem }) };
	const entriesOf = byContent ? takeByContent(log, kind) : findByIndex(log);
	return factsOf(request, (position) => {
		const entries = entriesOf(drafts[position]);
		const [created] = createdEntries(entries, kind);
		if (created !== undefined) return { ...common, id: textOf(created.output[kind.idName]) };
		const errors = entries.filter(({ success }) => !success).flatMap(entryErrors);
		return errors.length > 0 ? { ...common, errors } : undefined;
	});
}

/** The positions of a request that a log names. */
export function namedIn(
	log: readonly LogEntry[],
	{ drafts, kind }: Drafts,
	{ positions }: PlannedRequest,
	byContent: boolean,
): number[] {
	const entriesOf = byContent ? takeByContent(log, kind) : findByIndex(log);
	return positions.filter((position) => entriesOf(drafts[position]).length > 0);
}

function findByIndex(log: readonly LogEntry[]): (draft: Draft) => LogEntry[] {
	const entries = entriesByIndex(log);
	return (draft) => entries.get(indexOf(draft)) ?? [];
}

function takeByContent(
	log: readonly LogEntry[],
	kind: Drafts['kind'],
): (draft: Draft) => LogEntry[] {
	const take = takingFrom(entriesByContent(log, kind));
	return ({ json, form }) => take(sentContent(json, form)) ?? [];
}

/** A failed opening shows only in the log: the operation ends with SUCCESS (toloka-api §12, 28). */
function poolProblemIn(log: readonly LogEntry[]): string | undefined {
	const failed = log.find(({ type, success }) => type === 'POOL_OPEN' && !success);
	if (failed === undefined) return undefined;
	const [reason] = entryErrors(failed);
	const words = reason === undefined ? 'no reason was given' : `${reason.message} (${reason.code})`;
	return `The pool ${clean(textOf(failed.input.pool_id))} was not opened: ${words}`;
}

/** Reads the response to a synchronous request: maps by index (toloka-api §6.2, §P2.4). */
export function factsFromReply(
	{ drafts, kind }: Drafts,
	request: PlannedRequest,
	body: unknown,
): Facts {
	const doing = `reading the created ${kind.many}`;
	const created = (position: number, json: SuiteJson): Fate => {
		const id = textOf(json.id);
		if (id === '') throw unexpectedShape(doing, `an ID for each ${kind.one}`);
		return { id, ...shown(drafts[position], json) };
	};
	if (kind.isShown(body) && request.positions.length === 1) {
		const [position] = request.positions;
		return new Map([[position, created(position, body)]]);
	}
	if (!isRecord(body) || !isRecord(body.items)) {
		throw unexpectedShape(doing, 'an object of items by index');
	}
	const { items, validation_errors: refusals } = body;
	const errors = errorsByPlace(kind, request, refusals);
	return factsOf(request, (position, place) => {
		const json = (items as Record<string, unknown>)[String(place)];
		// Whatever else is null, an item in the response exists (toloka-api §P9).
		if (isRecord(json)) return created(position, json);
		return errors.has(place) ? { errors: errors.get(place) } : undefined;
	});
}

/** Reads the errors of a 400, in every form that its payload may have (toloka-api §12, 24). */
export function factsFromRefusal(
	{ kind }: Drafts,
	request: PlannedRequest,
	failure: TolokaFailure,
): Facts {
	if (failure.kind !== 'invalid') return NO_FACTS;
	const errors = errorsByPlace(kind, request, failure.details.payload);
	return factsOf(request, (_position, place) =>
		errors.has(place) ? { errors: errors.get(place) } : undefined,
	);
}

function errorsByPlace(
	{ name }: CreationKind,
	{ positions }: PlannedRequest,
	payload: unknown,
): Map<number, FieldError[]> {
	const byPlace = new Map<number, FieldError[]>();
	const placeOf = name === 'tasks' ? PLACE_OF_TASK : PLACE;
	for (const error of fieldErrors(payload)) {
		const [, index, rest] = placeOf.exec(error.path) ?? [];
		if (index === undefined && positions.length > 1) continue;
		const place = Number(index ?? 0);
		addTo(byPlace, place, { ...error, path: index === undefined ? error.path : (rest ?? '') });
	}
	return byPlace;
}

const PLACE = /^(\d+)(?:\.(.+))?$/;
/** For suites, `tasks` is a field; for single tasks, it can only be the list of them. */
const PLACE_OF_TASK = /^(?:(?:body\.)?tasks\.)?(\d+)(?:\.(.+))?$/;
