import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure, isTransient } from '../shared/toloka/service/failures';
import { askedToWaitMs } from '../shared/toloka/flow/rounds';
import { zoned } from '../shared/toloka/values/times';
import { systemClock } from '../shared/n8n/clock';
import { addHint, paired } from '../shared/n8n/outputs/outputs';
import type { KeptWaits } from './keptWaits';
import { readWaits, writeWaits } from './keptWaits';
import type { Answer, InputId } from './answers';
import { answersTo, itemFor, reportFirst } from './answers';
import { isOwnLoop, leavesTogether, rowOf } from './loop';
import type { Settings } from './settings';
import type { Subject } from './subject';
import { inputIdsOf } from './subject';
import { lookUntil, resumeAt } from '../shared/toloka/operations/suspension';

type Outputs = [pending: INodeExecutionData[], done: INodeExecutionData[]];

/** Consecutive unanswered polls that are allowed before waiting for something is given up. */
const MAX_UNREAD = 10;

/**
 * Runs the loop from Pending back to the input once. When n8n resumes an execution, it does not run
 * the node again: it passes the node's input to output 0, and from there the input returns to this
 * node (n8n §2). So the first run sends slim items into the loop, and only later runs suspend.
 */
export async function waitSuspended<State>(
	context: IExecuteFunctions,
	subject: Subject<State>,
	{ waitMs }: Settings,
): Promise<Outputs> {
	const isFirstRun = !isOwnLoop(context);
	const inputIds = inputIdsOf(context, subject);
	reportFirst(context, answersTo(inputIds, new Map()));
	const waits = beginWaits(context, inputIds);
	const began = inputIds.map((id) => waits.since[String(id)] ?? Infinity);
	// Not one call for all: V8 allows about 120,000 arguments.
	const since = began.reduce((first, one) => Math.min(first, one), Infinity);
	const deadline = since + waitMs;

	const until = lookUntil(isFirstRun, systemClock.now(), deadline);
	const { answers, running, unread } = await subject.watch(inputIds, until);
	for (const [id, failure] of overlong(waits, unread)) answers.set(id, failure);
	const now = systemClock.now();
	for (const id of inputIds) {
		if (isFailure(id) || answers.has(id) || now < waits.since[id] + waitMs) continue;
		answers.set(id, unread.get(id) ?? subject.late(id, running.get(id), waitMs));
	}
	const known = answersTo(inputIds, answers);
	reportFirst(context, known);
	const isHeldBack = known.includes(undefined) && leavesTogether(context);
	if (!isHeldBack) for (const id of answers.keys()) delete waits.since[id];
	writeWaits(context, waits);

	const told = isHeldBack ? known.map(() => undefined) : known;
	const [pending, done] = split(context, subject, inputIds, told, running);
	if (isFirstRun && pending.length > 0) hintAtStep(context);
	const goesOnAtOnce = isFirstRun || pending.length === 0 || done.length > 0;
	if (!goesOnAtOnce) {
		const askedMs = askedToWaitMs(unread.values());
		await context.putExecutionToWait(
			new Date(resumeAt(since, systemClock.now(), deadline, askedMs)),
		);
	}
	return [pending, done];
}

/** *Execute step* runs nothing after the node, not even its own loop, and succeeds (n8n §2). */
function hintAtStep(context: IExecuteFunctions): void {
	if (context.getMode() !== 'manual') return;
	addHint(
		context,
		'Not done yet. A step executed by itself ends here: execute the whole workflow.',
	);
}

function beginWaits(context: IExecuteFunctions, inputIds: readonly InputId[]): KeptWaits {
	const waits = readWaits(context);
	for (const id of inputIds) {
		if (!isFailure(id)) waits.since[id] ??= systemClock.now();
	}
	return waits;
}

/** Returns what went unanswered too often; an exhausted quota does not count. */
function overlong(
	waits: KeptWaits,
	unread: ReadonlyMap<string, TolokaFailure>,
): Array<[string, TolokaFailure]> {
	const before = waits.unread;
	waits.unread = {};
	for (const [id, failure] of unread) {
		waits.unread[id] = (before[id] ?? 0) + (isTransient(failure) ? 1 : 0);
	}
	return [...unread].filter(([id]) => waits.unread[id] > MAX_UNREAD);
}

function split<State>(
	context: IExecuteFunctions,
	subject: Subject<State>,
	inputIds: readonly InputId[],
	known: ReadonlyArray<Answer | undefined>,
	running: ReadonlyMap<string, State>,
): Outputs {
	const outputs: Outputs = [[], []];
	const items = context.getInputData();
	for (const [index, answer] of known.entries()) {
		const row = rowOf(context, items[index]);
		if (answer !== undefined) {
			outputs[1].push(itemFor(context, answer, index, row));
			continue;
		}
		const id = inputIds[index];
		// An item without a usable id brings only its row back from the loop.
		const slim = isFailure(id) ? {} : zoned(subject.slim(id, running.get(id)));
		// The row is needed only to output failed items; n8n saves a row once, however often it loops.
		const item = context.continueOnFail() ? { ...slim, input_data: row } : slim;
		outputs[0].push(paired(item, index));
	}
	return outputs;
}
