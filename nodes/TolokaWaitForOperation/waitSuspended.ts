import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure, isTransient, outcomeOf } from '../shared/toloka/service/failures';
import type { Operation } from '../shared/toloka/operations/operation';
import { notFinished } from '../shared/toloka/operations/operation';
import { lookUntil, resumeAt } from '../shared/toloka/operations/suspension';
import { systemClock } from '../shared/n8n/clock';
import { paired } from '../shared/n8n/outputs';
import type { KeptWaits } from './keptWaits';
import { readWaits, writeWaits } from './keptWaits';
import type { Connection } from '../shared/n8n/transport';
import type { Answer, AnswerSettings } from './answers';
import { itemFor, reportFirst } from './answers';
import { isOwnLoop } from './loop';
import type { InputId, Watched } from './watching';
import { watchOperations } from './watching';
import { operationIdFrom, readOperationId } from '../shared/n8n/fields';

export interface SuspendedSettings extends AnswerSettings {
	/** How long to wait in all. */
	waitMs: number;
}

/** What goes out on Pending and on Done. */
export type Outputs = [pending: INodeExecutionData[], done: INodeExecutionData[]];

/** Looks in a row without an answer after which the service is given up. */
const MAX_UNANSWERED = 10;

/**
 * One run of the loop from Pending back to the input. n8n does not run a node again when it resumes
 * an execution: it hands the node's input on to output 0, from where it comes back in here
 * (n8n §2). So the first run hands slim items to the loop, and only later runs suspend.
 */
export async function waitSuspended(
	context: IExecuteFunctions,
	connection: Connection,
	settings: SuspendedSettings,
): Promise<Outputs> {
	const isFirstRun = !isOwnLoop(context);
	const inputIds = readIds(context, isFirstRun);
	reportFirst(context, answersTo(inputIds, new Map()));
	const waits = beginWaits(context, inputIds);
	const since = Math.min(...inputIds.map((id) => waits.since[String(id)] ?? Infinity));
	const deadline = since + settings.waitMs;

	const until = lookUntil(isFirstRun, systemClock.now(), deadline);
	const looking = watchOperations(context, connection, inputIds, until, settings);
	const { answers, running } = patiently(await outcomeOf(looking), waits);
	giveUpLate(inputIds, answers, running, waits, settings.waitMs);
	for (const id of answers.keys()) delete waits.since[id];
	writeWaits(context, waits);
	const known = answersTo(inputIds, answers);
	reportFirst(context, known);

	const [pending, done] = split(context, inputIds, known, running);
	const goesOnAtOnce = isFirstRun || pending.length === 0 || done.length > 0;
	if (!goesOnAtOnce) {
		await context.putExecutionToWait(new Date(resumeAt(since, systemClock.now(), deadline)));
	}
	return [pending, done];
}

/** On later runs the items are this node's own, so the user's expression no longer fits them. */
function readIds(context: IExecuteFunctions, isFirstRun: boolean): InputId[] {
	return context
		.getInputData()
		.map(({ json }, index) =>
			isFirstRun ? readOperationId(context, index) : operationIdFrom(context, json.id),
		);
}

function answersTo(
	inputIds: readonly InputId[],
	answers: ReadonlyMap<string, Answer>,
): Array<Answer | undefined> {
	return inputIds.map((id) => (isFailure(id) ? id : answers.get(id)));
}

function beginWaits(context: IExecuteFunctions, inputIds: readonly InputId[]): KeptWaits {
	const waits = readWaits(context);
	for (const id of inputIds) {
		if (!isFailure(id)) waits.since[id] ??= systemClock.now();
	}
	return waits;
}

/** A look that the service did not answer leaves everything pending, up to a limit. */
function patiently(outcome: Watched | TolokaFailure, waits: KeptWaits): Watched {
	if (!isFailure(outcome)) {
		waits.unanswered = 0;
		return outcome;
	}
	waits.unanswered++;
	if (!isTransient(outcome) || waits.unanswered > MAX_UNANSWERED) throw outcome;
	return { answers: new Map(), running: new Map() };
}

function giveUpLate(
	inputIds: readonly InputId[],
	answers: Map<string, Answer>,
	running: ReadonlyMap<string, Operation>,
	waits: KeptWaits,
	waitMs: number,
): void {
	const now = systemClock.now();
	for (const id of inputIds) {
		if (isFailure(id) || answers.has(id)) continue;
		if (now >= waits.since[id] + waitMs) answers.set(id, notFinished(id, running.get(id), waitMs));
	}
}

function split(
	context: IExecuteFunctions,
	inputIds: readonly InputId[],
	known: ReadonlyArray<Answer | undefined>,
	running: ReadonlyMap<string, Operation>,
): Outputs {
	const outputs: Outputs = [[], []];
	for (const [index, answer] of known.entries()) {
		const id = String(inputIds[index]);
		if (answer === undefined) outputs[0].push(paired(slim(id, running.get(id)), index));
		else outputs[1].push(itemFor(context, answer, index));
	}
	return outputs;
}

/** What goes round the loop: n8n saves it with every look. */
function slim(id: string, operation: Operation | undefined): object {
	if (operation === undefined) return { id };
	const { type, status, submitted, progress } = operation;
	return { id, type, status, submitted, progress };
}
