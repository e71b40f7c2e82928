import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { systemClock } from '../shared/n8n/clock';
import type { Answer } from './answers';
import { answersTo, itemFor, reportFirst } from './answers';
import { rowOf } from './loop';
import type { Settings } from './settings';
import type { Subject } from './subject';
import { inputIdsOf } from './subject';

/** Waits while the execution keeps running, or polls once; answers each input item. */
export async function waitInNode<State>(
	context: IExecuteFunctions,
	subject: Subject<State>,
	{ waitMs }: Settings,
	acceptsRunning: boolean,
): Promise<INodeExecutionData[]> {
	const inputIds = inputIdsOf(context, subject);
	const answers = new Map<string, Answer>();
	reportFirst(context, answersTo(inputIds, answers));
	const deadline = systemClock.now() + waitMs;
	const watched = await subject.watch(inputIds, deadline);
	for (const [id, answer] of [...watched.answers, ...watched.unread]) answers.set(id, answer);
	reportFirst(context, answersTo(inputIds, answers));
	for (const [id, state] of watched.running) {
		const late = subject.late(id, state, waitMs);
		answers.set(id, acceptsRunning ? subject.shown(state) : late);
	}
	const known = answersTo(inputIds, answers);
	reportFirst(context, known);
	return context
		.getInputData()
		.map((item, index) => itemFor(context, known[index] as Answer, index, rowOf(context, item)));
}
