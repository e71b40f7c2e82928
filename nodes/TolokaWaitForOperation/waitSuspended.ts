import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure, isTransient, outcomeOf } from '../shared/toloka/service/failures';
import { lookUntil, resumeAt } from '../shared/toloka/operations/suspension';
import { zoned } from '../shared/toloka/values/times';
import { systemClock } from '../shared/n8n/clock';
import { paired } from '../shared/n8n/outputs';
import type { KeptWaits } from './keptWaits';
import { readWaits, writeWaits } from './keptWaits';
import type { Answer } from './answers';
import { itemFor, reportFirst } from './answers';
import { isOwnLoop } from './loop';
import type { InputId, Subject, Watched } from './subject';

export interface SuspendedSettings {
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
export async function waitSuspended<State>(
	context: IExecuteFunctions,
	subject: Subject<State>,
	settings: SuspendedSettings,
): Promise<Outputs> {
	const isFirstRun = !isOwnLoop(context);
	const inputIds = readIds(context, subject, isFirstRun);
	reportFirst(context, answersTo(inputIds, new Map()));
	const waits = beginWaits(context, inputIds);
	const since = Math.min(...inputIds.map((id) => waits.since[String(id)] ?? Infinity));
	const deadline = since + settings.waitMs;

	const until = lookUntil(isFirstRun, systemClock.now(), deadline);
	const looked = await outcomeOf(subject.watch(inputIds, until));
	const { answers, running } = patiently(looked, waits);
	const lateness = (id: string) =>
		isFailure(looked) ? looked : subject.late(id, running.get(id), settings.waitMs);
	const now = systemClock.now();
	for (const id of inputIds) {
		if (isFailure(id) || answers.has(id) || now < waits.since[id] + settings.waitMs) continue;
		answers.set(id, lateness(id));
	}
	for (const id of answers.keys()) delete waits.since[id];
	writeWaits(context, waits);
	const known = answersTo(inputIds, answers);
	reportFirst(context, known);

	const [pending, done] = split(context, subject, inputIds, known, running);
	const goesOnAtOnce = isFirstRun || pending.length === 0 || done.length > 0;
	if (!goesOnAtOnce) {
		await context.putExecutionToWait(new Date(resumeAt(since, systemClock.now(), deadline)));
	}
	return [pending, done];
}

/** On later runs the items are this node's own, so the user's expression no longer fits them. */
function readIds<State>(
	context: IExecuteFunctions,
	subject: Subject<State>,
	isFirstRun: boolean,
): InputId[] {
	return context
		.getInputData()
		.map(({ json }, index) =>
			isFirstRun ? subject.readId(context, index) : subject.idFrom(context, json.id),
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
function patiently<State>(
	outcome: Watched<State> | TolokaFailure,
	waits: KeptWaits,
): Watched<State> {
	if (!isFailure(outcome)) {
		waits.unanswered = 0;
		return outcome;
	}
	waits.unanswered++;
	if (!isTransient(outcome) || waits.unanswered > MAX_UNANSWERED) throw outcome;
	return { answers: new Map(), running: new Map() };
}

function split<State>(
	context: IExecuteFunctions,
	subject: Subject<State>,
	inputIds: readonly InputId[],
	known: ReadonlyArray<Answer | undefined>,
	running: ReadonlyMap<string, State>,
): Outputs {
	const outputs: Outputs = [[], []];
	for (const [index, answer] of known.entries()) {
		const id = String(inputIds[index]);
		if (answer === undefined)
			outputs[0].push(paired(zoned(subject.slim(id, running.get(id))), index));
		else outputs[1].push(itemFor(context, answer, index));
	}
	return outputs;
}
