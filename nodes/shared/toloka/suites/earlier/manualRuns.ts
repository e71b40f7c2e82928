import { forEachWithPauses } from '../../flow/pauses';
import type { Operation } from '../../operations/operation';
import { canonicalJson } from '../../values/content';
import { textOf } from '../../values/foreign';
import { fingerprint } from '../../values/keys';
import { addTo, takingFrom } from '../../values/lists';
import type { Draft } from '../drafts/drafts';
import { tasksOf } from '../drafts/drafts';
import type { Fate } from '../run/fates';
import type { LoggedOperation } from '../run/logEntries';
import { asLogged } from '../run/logEntries';
import type { PlannedRequest } from '../run/requests';
import { indexOf, requestOf } from '../run/requests';
import type { CreationRun } from '../run/run';

/**
 * Finds what earlier manual runs of the node created in other requests than those planned now.
 * Somebody who builds a workflow corrects some rows and adds others, and pays for the rest once.
 * Suites with other settings are other suites: changed settings are intended.
 */

/**
 * Takes what exists out of the requests that were not sent; adds it as requests of its own, with
 * the operations that created it.
 *
 * @param requests with the operations that were found under their ids.
 */
export async function withoutCreatedManually(
	run: CreationRun,
	requests: readonly PlannedRequest[],
): Promise<PlannedRequest[]> {
	const isOpen = ({ existing }: PlannedRequest) => existing === undefined || hasRefused(existing);
	if (run.manualRuns === undefined || !requests.some(isOpen)) return [...requests];
	const logged = await run.manualRuns();
	const planned = withRefusedUnsent(run, requests, logged);
	const operations = withoutFound(run, logged);
	if (operations.length === 0) return planned;
	const unsent = planned.filter(({ existing }) => existing === undefined);
	const existing = await existingAmong(run, unsent, operations);
	return planned.flatMap((request) => divided(run, request, existing));
}

/** Whether an operation created some of its suites or tasks, and refused others. */
export function hasRefused({ status, details }: Operation): boolean {
	return status === 'SUCCESS' && Number(details?.failed_count) > 0;
}

/** What an operation refused may be accepted now: the project may have been corrected meanwhile. */
function withRefusedUnsent(
	run: CreationRun,
	requests: readonly PlannedRequest[],
	logged: readonly LoggedOperation[],
): PlannedRequest[] {
	const ids = new Set(logged.map(({ operation }) => operation.id));
	return requests.map((request) => {
		const { existing } = request;
		if (existing === undefined || !ids.has(existing.id) || !hasRefused(existing)) return request;
		run.found = run.found.filter(({ operation }) => operation !== existing);
		return { ...request, existing: undefined, sentAs: undefined };
	});
}

/**
 * Leaves out what was found before: by its id, or by content for other rows, before a request with
 * equal rows had to be divided.
 */
function withoutFound(
	{ found, kind }: CreationRun,
	logged: readonly LoggedOperation[],
): LoggedOperation[] {
	const byContent = found.flatMap(({ request }) => [...(request.created?.values() ?? [])]);
	const taken = new Set(byContent.map(({ id }) => id));
	const isById = ({ request }: CreationRun['found'][number]) => request.created === undefined;
	const operations = new Set(found.filter(isById).map(({ operation }) => operation.id));
	return logged
		.filter(({ operation }) => !operations.has(operation.id))
		.map(({ operation, created }) => ({
			operation,
			created: created.filter(({ output }) => !taken.has(textOf(output[kind.idName]))),
		}));
}

interface Existing {
	id: string;
	operation: Operation;
}

/**
 * Maps the positions of what the operations created to its ids. Rows that are still in their places
 * come first: if an equal row took their place, the rest would be sent as what the operation
 * was, under its id, and count as created.
 */
async function existingAmong(
	run: CreationRun,
	unsent: readonly PlannedRequest[],
	operations: readonly LoggedOperation[],
): Promise<Map<number, Existing>> {
	const { drafts, clock, signal } = run;
	const byContent = new Map<string, number[]>();
	const byPlace = new Map<string, number>();
	const positions = unsent.flatMap((request) => request.positions);
	await forEachWithPauses(positions, { clock, signal }, (at) => {
		const { whole } = drafts[at];
		const content = wholeContent(whole ? { json: whole, form: 'suite' } : drafts[at]);
		addTo(byContent, content, at);
		byPlace.set(placeKey(content, indexOf(drafts[at])), at);
	});
	const existing = new Map<number, Existing>();
	const moved = await entriesElsewhere(run, operations, (place, found) => {
		const position = byPlace.get(place);
		if (position === undefined || existing.has(position)) return false;
		existing.set(position, found);
		return true;
	});
	const take = takingFrom(byContent);
	await forEachWithPauses(moved, { clock, signal }, ({ content, found }) => {
		let position = take(content);
		while (position !== undefined && existing.has(position)) position = take(content);
		if (position !== undefined) existing.set(position, found);
	});
	return existing;
}

interface Entry {
	content: string;
	found: Existing;
}

/** Returns the entries that are not accepted for the places of their rows. */
async function entriesElsewhere(
	{ kind, clock, signal }: CreationRun,
	operations: readonly LoggedOperation[],
	accept: (place: string, found: Existing) => boolean,
): Promise<Entry[]> {
	const form = kind.name === 'tasks' ? 'task' : 'suite';
	const moved: Entry[] = [];
	for (const { operation, created } of operations) {
		await forEachWithPauses(created, { clock, signal }, ({ input, output }) => {
			const content = wholeContent({ json: input, form });
			const found = { id: textOf(output[kind.idName]), operation };
			const place = placeKey(content, textOf(input.__item_idx));
			if (!accept(place, found)) moved.push({ content, found });
		});
	}
	return moved;
}

function placeKey(content: string, index: string): string {
	return `${content} ${index}`;
}

/** A text that is the same for the same rows with the same settings. */
function wholeContent(draft: Pick<Draft, 'json' | 'form'>): string {
	const tasks = tasksOf(draft).map(asLogged);
	const content = draft.form === 'task' ? tasks : { ...asLogged(draft.json), tasks };
	return fingerprint([canonicalJson(content)]);
}

function divided(
	run: CreationRun,
	request: PlannedRequest,
	existing: ReadonlyMap<number, Existing>,
): PlannedRequest[] {
	const byOperation = new Map<Operation, Map<number, Fate>>();
	const rest: number[] = [];
	for (const position of request.positions) {
		const known = existing.get(position);
		if (known === undefined) rest.push(position);
		else {
			const { id, operation } = known;
			const facts = byOperation.get(operation) ?? new Map<number, Fate>();
			byOperation.set(operation, facts.set(position, { id, operationId: operation.id }));
		}
	}
	if (byOperation.size === 0) return [request];
	const { path, opensPool } = request;
	const isWhole = rest.length === 0;
	const found = [...byOperation].map(([operation, facts], index) => ({
		...requestOf(run.drafts, [...facts.keys()]),
		// Whether the pool is opened later depends on the paths of what was found.
		path: isWhole ? path : '',
		opensPool: isWhole && opensPool && index === byOperation.size - 1,
		sentAs: operation.id,
		existing: operation,
		created: facts,
	}));
	for (const one of found) run.found.push({ request: one, operation: one.existing });
	return isWhole ? found : [...found, { ...requestOf(run.drafts, rest), path, opensPool }];
}
