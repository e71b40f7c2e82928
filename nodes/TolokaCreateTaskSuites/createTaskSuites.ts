import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure, outcomeOf } from '../shared/toloka/service/failures';
import { assertWithinADay } from '../shared/toloka/suites/pace';
import { planRequests } from '../shared/toloka/suites/requests';
import type { CreationRun } from '../shared/toloka/suites/run';
import { mostSerious, startAll } from '../shared/toloka/suites/startMany';
import { readBack } from '../shared/toloka/suites/readBack';
import { refuseInvalid } from '../shared/n8n/invalidItems';
import { createSynchronously } from '../shared/toloka/suites/inTurn';
import { createAndWait } from '../shared/toloka/suites/waiting';
import { systemClock } from '../shared/n8n/clock';
import { addHint } from '../shared/n8n/outputs';
import { progressLogger } from '../shared/n8n/progressLog';
import { runKey } from './runIdentity';
import type { Connection } from '../shared/n8n/transport';
import { connect } from '../shared/n8n/transport';
import { WORDING, answers, operationAnswers } from './answers';
import type { Drafts } from './drafts';
import { draftsOfSuites } from './draftsOfSuites';
import { draftsOfTasks } from './draftsOfTasks';
import { forgetRequests, keptRequests } from './keptRequests';
import type { Settings } from './settings';
import { readSettings } from './settings';
import { transportOptions } from '../shared/n8n/parameters';
import { afterPartialWork } from '../shared/toloka/service/sentences';
import type { Fates, Outcome } from '../shared/toloka/suites/fates';
import { record } from '../shared/toloka/suites/fates';

/** One run of the node: makes and checks the suites, creates them, and answers each input item. */
export async function createTaskSuites(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	if (context.getInputData().length === 0) return [];
	const settings = readSettings(context);
	const connection = await connect(context, transportOptions(settings));
	const readDrafts = settings.input === 'suites' ? draftsOfSuites : draftsOfTasks;
	const made = await readDrafts(context, connection, settings);
	const { length: total } = context.getInputData();
	if (!settings.skipInvalid) refuseInvalid(made.problems, total, WORDING);
	const run = await planRun(context, connection, settings, made);
	if (settings.delivery === 'operation') return await startOnly(context, run, made);

	const outcome = await create(context, run, settings);
	if (outcome.failure !== undefined) throwUnlessContinuing(context, run, outcome, outcome.failure);
	if (settings.returnTaskIds) await showSuites(context, run, outcome.fates);
	hintAtPool(context, outcome.fates);
	const outputs = await answers(context, made, outcome);
	// n8n runs the node again for an error in its first output item too (n8n §4).
	if (outcome.failure === undefined && outputs[0].error === undefined) forgetRequests(context);
	return outputs;
}

async function planRun(
	context: IExecuteFunctions,
	{ send, signal }: Connection,
	{ delivery, openPool, operationId, overlapMode, skipInvalid }: Settings,
	{ drafts }: Drafts,
): Promise<CreationRun> {
	const flags = { allowDefaults: overlapMode === 'poolDefault', skipInvalid };
	const isAsync = delivery !== 'sync';
	const plan = { flags, isAsync, openPool, runKey: runKey(context), operationId };
	const requests = await planRequests(drafts, plan, { clock: systemClock, signal });
	assertWithinADay(requests.reduce((sum, { tasks }) => sum + tasks, 0));
	return { send, clock: systemClock, sent: [], drafts, requests, plan, signal };
}

async function create(
	context: IExecuteFunctions,
	run: CreationRun,
	{ delivery, maxWaitMs }: Settings,
): Promise<Outcome> {
	if (delivery !== 'sync') {
		const onProgress = progressLogger(context, run.requests.length);
		return await createAndWait(run, { maxWaitMs, onProgress });
	}
	return await createSynchronously(run, keptRequests(context));
}

async function startOnly(
	context: IExecuteFunctions,
	run: CreationRun,
	made: Drafts,
): Promise<INodeExecutionData[]> {
	if (run.requests.length === 0 && !context.continueOnFail()) {
		refuseInvalid(made.problems, context.getInputData().length, WORDING);
	}
	const starts = await startAll(run);
	const { started, failures } = starts;
	const failure = mostSerious(failures);
	if (failure !== undefined && !context.continueOnFail()) {
		const ids = started.map(({ operation }) => operation.id);
		throw started.length === 0
			? failure
			: afterPartialWork(failure, `These operations were started before: ${ids.join(', ')}.`, {
					ids,
				});
	}
	return operationAnswers(context, made, starts);
}

/** Task ids are a convenience: the suites exist whether or not they can be read back. */
async function showSuites(
	context: IExecuteFunctions,
	{ send, drafts }: CreationRun,
	fates: Fates,
): Promise<void> {
	const read = await outcomeOf(readBack(send, drafts, fates));
	if (!isFailure(read)) return record(fates, read);
	if (read.kind === 'cancelled') throw read;
	addHint(context, 'The task suites were created, but the IDs of their tasks could not be read.');
}

function hintAtPool(context: IExecuteFunctions, fates: Fates): void {
	const problems = [...fates.values()].map(({ poolProblem: problem }) => problem);
	for (const problem of new Set(problems)) {
		if (problem === undefined) continue;
		addHint(
			context,
			`${problem}. The task suites were created; open the pool when this is solved.`,
		);
	}
}

function throwUnlessContinuing(
	context: IExecuteFunctions,
	{ drafts }: CreationRun,
	{ fates }: Outcome,
	failure: TolokaFailure,
): void {
	if (context.continueOnFail() && failure.kind !== 'cancelled') return;
	const created = [...fates.values()].filter(({ id }) => id !== undefined).length;
	if (created === 0) throw failure;
	throw afterPartialWork(
		failure,
		`${created} of ${drafts.length} task suites were created; a retry of this execution does not create them again.`,
		{ counts: { created, total: drafts.length } },
	);
}
