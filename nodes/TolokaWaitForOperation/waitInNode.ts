import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure } from '../shared/toloka/service/failures';
import { systemClock } from '../shared/n8n/clock';
import type { Answer } from './answers';
import { itemFor, reportFirst } from './answers';
import { rowOf } from './loop';
import type { Settings } from './settings';
import type { Subject } from './subject';
import { inputIdsOf } from './subject';

/** Waits while the execution keeps running, or looks once; answers each input item. */
export async function waitInNode<State>(
	context: IExecuteFunctions,
	subject: Subject<State>,
	{ waitMs }: Settings,
	acceptsRunning: boolean,
): Promise<INodeExecutionData[]> {
	const inputIds = inputIdsOf(context, subject);
	const answers = new Map<string, Answer>();
	const answerOf = (id: string | TolokaFailure) => (isFailure(id) ? id : answers.get(id));

	reportFirst(context, inputIds.map(answerOf));
	const deadline = systemClock.now() + waitMs;
	const watched = await subject.watch(inputIds, deadline);
	for (const [id, answer] of [...watched.answers, ...watched.unread]) answers.set(id, answer);
	reportFirst(context, inputIds.map(answerOf));
	for (const [id, state] of watched.running) {
		const late = subject.late(id, state, waitMs);
		answers.set(id, acceptsRunning ? subject.shown(state) : late);
	}
	reportFirst(context, inputIds.map(answerOf));
	return context
		.getInputData()
		.map((item, index) =>
			itemFor(context, answerOf(inputIds[index]) as Answer, index, rowOf(context, item)),
		);
}
