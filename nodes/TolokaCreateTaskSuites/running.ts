import type { IExecuteFunctions } from 'n8n-workflow';
import { systemClock } from '../shared/n8n/clock';
import { outputsOfOtherRuns } from '../shared/n8n/execution/otherRuns';
import { progressLogger } from '../shared/n8n/outputs/progressLog';
import type { Connection } from '../shared/n8n/transport/transport';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure, outcomeOf } from '../shared/toloka/service/failures';
import { lookUpFirst } from '../shared/toloka/suites/earlier/lookUp';
import type { CarryOut, Outcome } from '../shared/toloka/suites/sending/creation';
import { createAll } from '../shared/toloka/suites/sending/creation';
import { record } from '../shared/toloka/suites/run/fates';
import { inTurn, unclear } from '../shared/toloka/suites/sending/inTurn';
import { notOpened, ofCreated, openingFacts } from '../shared/toloka/suites/outcomes/opening';
import type { Sent } from '../shared/toloka/suites/run/pace';
import type { CreationRun, HistoryEntry } from '../shared/toloka/suites/run/run';
import type { SentInTry } from '../shared/toloka/suites/earlier/sentBefore';
import type { Started } from '../shared/toloka/suites/sending/starting';
import { handingOver, waitingFor } from '../shared/toloka/suites/sending/waiting';
import type { ManualRuns } from './manualRuns';
import type { PlannedGroup } from './planning';
import { byKey } from './planning';
import type { Settings } from './settings';

export interface Result {
	planned: PlannedGroup;
	outcome: Outcome;
	/** Operations that were started but not waited for. */
	started: Started[];
	found: CreationRun['found'];
	/** Whether only what an earlier try left unclear failed: no retry would get to the other groups. */
	isFromBefore?: boolean;
}

interface Shared {
	context: IExecuteFunctions;
	connection: Connection;
	settings: Settings;
	pace: Sent[];
	/** What was sent, for the next try. */
	sent: SentInTry[];
	manualRuns?: ManualRuns;
	incompletePools: Set<string>;
}

/**
 * Creates the suites or tasks of each group, one group after another. A failure ends the run; if
 * the node continues on fail, it ends only its own group, unless it is a cancel.
 *
 * @param around `sent` is filled with what was sent, even if this throws.
 */
export async function runGroups(
	context: IExecuteFunctions,
	connection: Connection,
	settings: Settings,
	planned: readonly PlannedGroup[],
	around: Pick<Shared, 'sent' | 'manualRuns'>,
): Promise<Result[]> {
	const refused = planned.find(({ refusal }) => refusal !== undefined)?.refusal;
	if (refused !== undefined && !context.continueOnFail()) throw refused;
	const incomplete = planned.filter(({ group }) => group.isRefused);
	const shared: Shared = {
		context,
		connection,
		settings,
		pace: [],
		...around,
		incompletePools: new Set(incomplete.map(({ group }) => group.pool)),
	};
	const results: Result[] = [];
	const refusals = await refusedKeys(shared, planned);
	for (const one of planned) {
		const refusal = one.refusal ?? refusals.get(one.naming.name);
		const result = refusal ? failedResult(one, refusal) : await runGroup(shared, one);
		results.push(result);
		const { failure } = result.outcome;
		if (failure === undefined) continue;
		shared.incompletePools.add(one.group.pool);
		const isOver = !context.continueOnFail() && result.isFromBefore !== true;
		if (isOver || failure.kind === 'canceled') break;
	}
	return results;
}

/**
 * Looks up all pools of a key before anything is sent. If others were added or removed, the requests
 * of the rest have other places: only those of some pools would show that.
 *
 * @returns why a key cannot be used, by key.
 */
async function refusedKeys(
	shared: Shared,
	planned: readonly PlannedGroup[],
): Promise<Map<string, TolokaFailure>> {
	const refusals = new Map<string, TolokaFailure>();
	for (const [key, groups] of byKey(planned)) {
		if (groups.length === 1) continue;
		for (const one of groups) {
			const run = runOf(shared, one);
			const look = lookUpFirst({ ...run, drafts: [...run.drafts] }, run.requests);
			const found = await outcomeOf(look);
			if (!isFailure(found)) continue;
			refusals.set(key, found);
			break;
		}
	}
	return refusals;
}

function failedResult(planned: PlannedGroup, failure: TolokaFailure): Result {
	return { planned, outcome: { fates: new Map(), failure }, started: [], found: [] };
}

async function runGroup(shared: Shared, planned: PlannedGroup): Promise<Result> {
	const { before, group } = planned;
	const started: Started[] = [];
	const run = runOf(shared, planned);
	const carryOut = deliveryOf(shared, planned, started);
	try {
		const outcome = await createAll(run, carryOut, before.facts);
		const isFromBefore = outcome.failure === undefined && before.unclear.length > 0;
		if (isFromBefore) outcome.failure = unclear(run, before.unclear);
		if (outcome.failure === undefined) await noteOpening(planned, run, outcome);
		return { planned, outcome, started, found: run.found, isFromBefore };
	} finally {
		shared.sent.push({ drafts: group.drafts, history: run.history });
	}
}

function runOf(
	shared: Shared,
	{ group, naming, delivery, requests, before, triedSince, recorded, unreported }: PlannedGroup,
): CreationRun {
	const { connection, settings, pace, incompletePools, manualRuns } = shared;
	const isIncomplete = before.unclear.length > 0 || incompletePools.has(group.pool);
	const history: HistoryEntry[] = [];
	const { kind } = group.rules;
	return {
		send: connection.send,
		signal: connection.signal,
		clock: systemClock,
		kind,
		drafts: group.drafts,
		requests: isIncomplete
			? requests.map((request) => ({ ...request, opensPool: false }))
			: requests,
		naming,
		isAsync: delivery !== 'sync',
		skipInvalid: settings.skipInvalid,
		continuesOnFail: shared.context.continueOnFail(),
		sent: pace,
		history,
		triedSince: triedSince === undefined ? undefined : connection.createdSince(triedSince),
		manualRuns: naming.isKey ? undefined : manualRuns && (() => manualRuns.operations(kind)),
		recorded,
		unreported,
		found: [],
	};
}

function deliveryOf(
	{ context, connection: { createdSince }, settings: { waitMs } }: Shared,
	{ before, delivery, requests }: PlannedGroup,
	started: Started[],
): CarryOut {
	const waiting = { waitMs, onProgress: progressLogger(context, requests.length) };
	if (delivery === 'operation') return handingOver(started, waiting);
	const waitFor = waitingFor(waiting);
	if (delivery !== 'sync') return waitFor;
	const idsOfOtherRuns = () =>
		outputsOfOtherRuns(context).flatMap(({ id, task_suite_id: suite, task_id: task }) => [
			id,
			suite,
			task,
		]);
	return inTurn(waitFor, { createdSince, before: before.facts, idsOfOtherRuns });
}

/** Records why a pool that should have been opened was not. */
async function noteOpening(
	{ group, delivery, requests }: PlannedGroup,
	run: CreationRun,
	{ fates }: Outcome,
): Promise<void> {
	const opening = requests.find(({ opensPool }) => opensPool);
	if (opening === undefined || delivery === 'operation') return;
	const isOpened = run.requests.some(({ opensPool }) => opensPool);
	const facts = isOpened
		? await openingFacts(run, opening, fates)
		: ofCreated(fates, notOpened(group.pool, 'not everything in it could be created'));
	record(fates, facts);
}
