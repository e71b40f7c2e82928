import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { systemClock } from '../shared/n8n/clock';
import { addHint, isTriedAgain } from '../shared/n8n/outputs/outputs';
import type { RunIdentity } from '../shared/n8n/execution/runIdentity';
import { runIdentity } from '../shared/n8n/execution/runIdentity';
import type { Connection } from '../shared/n8n/transport/transport';
import { connect } from '../shared/n8n/transport/transport';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure, outcomeOf } from '../shared/toloka/service/failures';
import { afterCancel } from '../shared/toloka/suites/earlier/canceled';
import { afterEarlierTry } from '../shared/toloka/suites/outcomes/partialWork';
import { readBack } from '../shared/toloka/suites/outcomes/readBack';
import type { SentInTry, SentRequest } from '../shared/toloka/suites/earlier/sentBefore';
import { mayHaveCreated, sentRequests } from '../shared/toloka/suites/earlier/sentBefore';
import { answers } from './answers';
import { draftsOfSuites } from './draftsOfSuites';
import type { Earlier } from './draftsOfTasks';
import { draftsOfTasks } from './draftsOfTasks';
import { failureOfRun } from './failureOfRun';
import type { Made } from './groups';
import { refuseInvalidGroups } from './groups';
import { giveHints } from './hints';
import { keepRequests, keptRequests } from './keptRequests';
import { manualRunsBefore } from './manualRuns';
import { planGroups } from './planning';
import type { Result } from './running';
import { runGroups } from './running';
import type { Settings } from './settings';
import { readSettings } from './settings';
import { hasKey, readTargets } from './targets';

/** Runs the node once: builds, checks and creates the suites, and answers each input item. */
export async function createTaskSuites(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const settings = await readSettings(context);
	const connection = await connect(context, { timeoutMs: settings.timeoutMs });
	const identity = runIdentity(context, settings.createsAgain);
	const before = keptRequests(context, identity.name);
	const sent: SentInTry[] = [];
	try {
		return await createGroups(context, connection, { settings, identity, before, sent });
	} catch (error) {
		if (!isFailure(error) || error.kind !== 'canceled') {
			throw toldOfEarlierTries(context, error, before);
		}
		const requests = [...before, ...sent.flatMap(sentRequests)];
		const isNamed = identity.isManual || hasKey(context);
		throw afterCancel(error, context.getInputData().length, requests, isNamed);
	}
}

interface Course {
	settings: Settings;
	identity: RunIdentity;
	/** Requests that earlier tries of the run sent. */
	before: readonly SentRequest[];
	/** Filled with what this try sends. */
	sent: SentInTry[];
}

async function createGroups(
	context: IExecuteFunctions,
	connection: Connection,
	{ settings, identity, before, sent }: Course,
): Promise<INodeExecutionData[]> {
	const manualRuns = manualRunsBefore(context, connection, identity);
	const earlier = { sent: before, manualRuns };
	const made = await makeDrafts(context, connection, settings, earlier);
	refuseInvalidGroups(context, made, settings);
	for (const [item, failure] of made.failures) {
		made.failures.set(item, toldOfEarlierTries(context, failure, before));
	}
	const pauses = { clock: systemClock, signal: connection.signal };
	const planned = await planGroups(made.groups, identity, settings.delivery, before, pauses);

	let isDone = false;
	try {
		const results = await runGroups(context, connection, settings, planned, { sent, manualRuns });
		const failure = failureOfRun(context, made, results);
		if (failure !== undefined) throw failure;
		await showSuites(context, connection, settings, results);
		const outputs = await answers(context, made, results);
		giveHints(context, made, results, outputs);
		const isCreated = results.every(({ outcome }) => outcome.failure === undefined);
		isDone = isCreated && !isTriedAgain(outputs);
		return outputs;
	} finally {
		keepRequests(context, identity.name, sent, isDone);
	}
}

/** Adds what earlier tries may have created to a failure that does not say what exists. */
function toldOfEarlierTries<Thrown>(
	context: IExecuteFunctions,
	error: Thrown,
	before: readonly SentRequest[],
): Thrown | TolokaFailure {
	if (!isFailure(error)) return error;
	const { counts, ids, isInDoubt } = error.details;
	const isLocal = error.kind === 'refused-locally';
	if (isLocal && isInDoubt !== true) return error;
	const mayExist = before.filter(mayHaveCreated);
	if (mayExist.length === 0 || counts !== undefined || ids !== undefined) return error;
	return afterEarlierTry(
		// What was refused here is in doubt only because of the earlier tries.
		isLocal ? error.with({ isInDoubt: undefined }) : error,
		mayExist.flatMap(({ id }) => id ?? []),
		context.continueOnFail(),
	);
}

async function makeDrafts(
	context: IExecuteFunctions,
	connection: Connection,
	settings: Settings,
	earlier: Earlier,
): Promise<Made> {
	const targets = readTargets(context, settings);
	return settings.input === 'suites'
		? await draftsOfSuites(context, connection, settings, targets, earlier.sent)
		: await draftsOfTasks(context, connection, settings, targets, earlier);
}

/** Reads the task ids back. If that fails, a hint is enough, because the suites exist anyway. */
async function showSuites(
	context: IExecuteFunctions,
	{ send, signal }: Connection,
	{ returnTaskIds }: Settings,
	results: readonly Result[],
): Promise<void> {
	if (!returnTaskIds) return;
	const pauses = { clock: systemClock, signal };
	for (const { planned, outcome, started } of results) {
		if (started.length > 0) continue;
		const { drafts } = planned.group;
		const failure = await outcomeOf(readBack(send, drafts, outcome.fates, pauses));
		if (!isFailure(failure)) continue;
		if (failure.kind === 'canceled') throw failure;
		addHint(context, 'The task suites were created, but the IDs of their tasks could not be read.');
	}
}
