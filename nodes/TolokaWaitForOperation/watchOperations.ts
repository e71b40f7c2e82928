import type { IExecuteFunctions } from 'n8n-workflow';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import { aboutItem, isFailure } from '../shared/toloka/service/failures';
import type { Operation } from '../shared/toloka/operations/operation';
import { isFinished, notFinished } from '../shared/toloka/operations/operation';
import { waitForOperations } from '../shared/toloka/operations/wait';
import { checkedId } from '../shared/toloka/service/requests';
import { systemClock } from '../shared/n8n/clock';
import { idOf } from '../shared/n8n/parameters/parameters';
import { progressLogger } from '../shared/n8n/outputs/progressLog';
import type { Connection } from '../shared/n8n/transport/transport';
import { addHint } from '../shared/n8n/outputs/outputs';
import { listedFirst } from '../shared/toloka/values/lists';
import { answersFor } from './answers';
import type { InputId } from './answers';
import type { Settings } from './settings';
import type { Subject, Watched } from './subject';

const LABEL = 'Operation ID';

/** Toloka's operations; many are watched through one list. */
export function operationSubject(
	context: IExecuteFunctions,
	connection: Connection,
	settings: Settings,
): Subject<Operation> {
	return {
		readId: (own, itemIndex) => idOf(own, 'operationId', LABEL, itemIndex),
		idFrom: (value) => checkedId(value, LABEL),
		watch: async (ids, deadline) => await watch(context, connection, ids, deadline, settings),
		shown: (operation) => operation,
		slim,
		late: notFinished,
	};
}

async function watch(
	context: IExecuteFunctions,
	{ send, signal }: Connection,
	inputIds: readonly InputId[],
	deadline: number,
	settings: Settings,
): Promise<Watched<Operation>> {
	const ids = new Set(inputIds.filter((id): id is string => !isFailure(id)));
	const mayGoOn = context.continueOnFail();
	const givenUp = new Map<string, TolokaFailure>();
	const unread = new Map<string, TolokaFailure>();
	const options = {
		deadline,
		signal,
		onProgress: progressLogger(context, ids.size),
		stopAt: ({ status }: Operation) => status === 'FAIL' && settings.isErrorAtEnd && !mayGoOn,
		onFailure: (id: string, failure: TolokaFailure) => {
			if (!mayGoOn) throw aboutItem(failure, inputIds.indexOf(id));
			givenUp.set(id, failure);
		},
		onUnread: (id: string, failure: TolokaFailure) => void unread.set(id, failure),
	};
	const states = [...(await waitForOperations(send, [...ids], options, systemClock))];
	const finished = new Map(states.filter(([, operation]) => isFinished(operation)));
	const withoutLog: string[] = [];
	const answers = await answersFor(send, finished, settings, (id) => void withoutLog.push(id));
	if (withoutLog.length > 0) addHint(context, noLog(withoutLog));
	return {
		answers: new Map([...givenUp, ...answers]),
		running: new Map(states.filter(([, operation]) => !isFinished(operation))),
		unread,
	};
}

function noLog(ids: readonly string[]): string {
	return `Toloka keeps logs for a month: the IDs of the task suites that ${listedFirst(ids)} created are not known any more.`;
}

function slim(id: string, operation: Operation | undefined): object {
	if (operation === undefined) return { id };
	const { type, status, submitted, progress } = operation;
	return { id, type, status, submitted, progress };
}
