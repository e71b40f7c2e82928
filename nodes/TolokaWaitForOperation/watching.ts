import type { IExecuteFunctions } from 'n8n-workflow';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { aboutItem, isFailure } from '../shared/toloka/service/failures';
import type { Operation } from '../shared/toloka/operations/operation';
import { isFinished } from '../shared/toloka/operations/operation';
import { waitForOperations } from '../shared/toloka/operations/wait';
import { systemClock } from '../shared/n8n/clock';
import { progressLogger } from '../shared/n8n/progressLog';
import type { Connection } from '../shared/n8n/transport';
import type { Answer, AnswerSettings } from './answers';
import { answersFor } from './answers';

/** The operation id of an input item, or why it has none. */
export type InputId = string | TolokaFailure;

/** What is known about the operations when watching them ends. */
export interface Watched {
	/** By id, for every operation that is finished or cannot be read. */
	answers: Map<string, Answer>;
	/** By id, the last known state of the others. */
	running: Map<string, Operation>;
}

/** Watches operations until all are finished, until `deadline`, or until one failure ends it all. */
export async function watchOperations(
	context: IExecuteFunctions,
	{ send, signal }: Connection,
	inputIds: readonly InputId[],
	deadline: number,
	settings: AnswerSettings,
): Promise<Watched> {
	const ids = new Set(inputIds.filter((id): id is string => !isFailure(id)));
	const mayGoOn = context.continueOnFail();
	const unreadable = new Map<string, TolokaFailure>();
	const options = {
		deadline,
		signal,
		onProgress: progressLogger(context, ids.size),
		stopAt: ({ status }: Operation) => status === 'FAIL' && settings.failIsError && !mayGoOn,
		onFailure: (id: string, failure: TolokaFailure) => {
			if (!mayGoOn) throw aboutItem(failure, inputIds.indexOf(id));
			unreadable.set(id, failure);
		},
	};
	const states = [...(await waitForOperations(send, [...ids], options, systemClock))];
	const finished = new Map(states.filter(([, operation]) => isFinished(operation)));
	return {
		answers: new Map([...unreadable, ...(await answersFor(send, finished, settings))]),
		running: new Map(states.filter(([, operation]) => !isFinished(operation))),
	};
}
