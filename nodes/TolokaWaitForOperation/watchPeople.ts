import type { IExecuteFunctions } from 'n8n-workflow';
import type { Look } from '../shared/toloka/flow/watch';
import { watchEach } from '../shared/toloka/flow/watch';
import { durationText } from '../shared/toloka/operations/operation';
import { TolokaFailure, aboutItem, isFailure } from '../shared/toloka/service/failures';
import { checkedId } from '../shared/toloka/service/requests';
import { systemClock } from '../shared/n8n/clock';
import { progressNotes } from '../shared/n8n/outputs/progressLog';
import type { Connection } from '../shared/n8n/transport/transport';
import type { Answer, InputId } from './answers';
import type { Settings } from './settings';
import type { Subject, Watched } from './subject';

/** Pools and batches: people work on them for hours, so each is polled once a minute. */
export interface People<State> {
	noun: 'pool' | 'batch';
	readId: (context: IExecuteFunctions, itemIndex: number) => string;
	/** The last poll, at the deadline, must read the current state. */
	lookAt: (id: string, isLast: boolean) => Promise<Look<State>>;
	/** Completes “Pool 4102 ended before people were done, …”; undefined if they were done. */
	earlyEnd: (state: State) => string | undefined;
	/** The output for a state, over or not. */
	shown: (state: State, isOver: boolean) => object;
	/** For the log: `pool 4102 is OPEN`. */
	describe: (state: State) => string;
	/** Why people will never be done, if that is so. */
	endless?: (state: State) => string | undefined;
	/** What is sent through the loop with the id. */
	slim: (state: State) => object;
}

export function peopleSubject<State>(
	context: IExecuteFunctions,
	connection: Connection,
	people: People<State>,
	settings: Settings,
): Subject<State> {
	return {
		readId: people.readId,
		idFrom: (value) => checkedKey(value, people.noun),
		watch: async (ids, deadline) =>
			await watch(context, connection, people, ids, deadline, settings),
		shown: (state) => people.shown(state, false),
		slim: (id, state) => ({ id, ...(state !== undefined && people.slim(state)) }),
		late: (id, state, waitedMs) => late(people, id, state, waitedMs),
	};
}

/** Checks an id; the id of a batch includes its project's: `project/batch`. */
function checkedKey(value: unknown, noun: string): string {
	const parts = typeof value === 'string' ? value.split('/') : [value];
	return parts.map((part) => checkedId(part, `${noun} id`)).join('/');
}

async function watch<State>(
	context: IExecuteFunctions,
	{ signal }: Connection,
	people: People<State>,
	inputIds: readonly InputId[],
	deadline: number,
	{ isErrorAtEnd }: Settings,
): Promise<Watched<State>> {
	const ids = inputIds.filter((id): id is string => !isFailure(id));
	const answers = new Map<string, Answer>();
	const unread = new Map<string, TolokaFailure>();
	const plural = `${people.noun}${people.noun === 'batch' ? 'es' : 's'}`;
	const note = progressNotes(context, ids.length, plural);
	const fail = (id: string, failure: TolokaFailure) => {
		if (!context.continueOnFail()) throw aboutItem(failure, inputIds.indexOf(id));
		answers.set(id, failure);
	};
	const options = {
		deadline,
		signal,
		doing: `waiting for people to finish ${ids.length === 1 ? `a ${people.noun}` : `${ids.length} ${plural}`}`,
		onFailure: fail,
		onUnread: (id: string, failure: TolokaFailure) => void unread.set(id, failure),
		onLook: (id: string, { state, isOver }: Look<State>) => {
			note(id, { text: people.describe(state), isFinished: isOver });
			if (!isOver) return;
			const why = people.earlyEnd(state);
			if (why !== undefined && isErrorAtEnd) fail(id, endedEarly(people, id, why));
			else answers.set(id, people.shown(state, true));
		},
	};
	const looks = await watchEach(ids, people.lookAt, options, systemClock);
	const running = [...looks].filter(([id]) => !answers.has(id));
	return { answers, running: new Map(running.map(([id, { state }]) => [id, state])), unread };
}

function endedEarly<State>({ noun }: People<State>, id: string, why: string): TolokaFailure {
	return new TolokaFailure('refused-locally', {
		text: `${capital(noun)} ${lastOf(id)} ended before people were done, ${why}`,
		advice: `To continue with the answers so far, set If It Closes Early to “Output What Is Done” and retry the execution with the saved workflow. Unless the ${noun} is archived, you can also fix the cause, let the ${noun} continue, and retry the execution.`,
	});
}

function late<State>(
	{ noun, describe, endless }: People<State>,
	id: string,
	state: State | undefined,
	waitedMs: number,
): TolokaFailure {
	const why = state && endless?.(state);
	const now =
		state === undefined ? `${noun} ${lastOf(id)} is in an unknown state` : describe(state);
	return new TolokaFailure('not-finished', {
		text: `${capital(now)}: people had not finished within ${durationText(waitedMs)}`,
		advice:
			why ??
			`The ${noun} continues on Toloka's side. Retry the execution to wait again. To wait longer, raise the deadline and retry the execution with the saved workflow.`,
	});
}

const capital = (text: string) => text[0].toUpperCase() + text.slice(1);
const lastOf = (key: string) => key.split('/').pop() ?? key;
