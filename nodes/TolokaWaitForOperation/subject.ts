import type { IExecuteFunctions } from 'n8n-workflow';
import { readOrFailure } from '../shared/n8n/errors';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import type { Answer, InputId } from './answers';
import { isOwnLoop } from './loop';

export interface Watched<State> {
	/** Answers by id, for everything that is over or cannot be read. */
	answers: Map<string, Answer>;
	/** The last known state of the rest, by id. */
	running: Map<string, State>;
	/** Why Toloka did not answer, by id. */
	unread: Map<string, TolokaFailure>;
}

/**
 * Returns what each input item waits for. The user's expression does not apply to this node's own
 * slim items.
 */
export function inputIdsOf(
	context: IExecuteFunctions,
	subject: Pick<Subject, 'readId' | 'idFrom'>,
): InputId[] {
	const isOwn = isOwnLoop(context);
	const items = context.getInputData();
	const read = (index: number) =>
		isOwn ? subject.idFrom(items[index].json.id) : subject.readId(context, index);
	return items.map((_item, index) => readOrFailure(context, read, index));
}

/** What the node can wait for: operations, pools, batches. */
export interface Subject<State = unknown> {
	readId: (context: IExecuteFunctions, itemIndex: number) => string;
	/** The id of a slim item of the loop. */
	idFrom: (value: unknown) => string;
	/** Watches until everything is over, the deadline passes, or a failure ends the run. */
	watch: (inputIds: readonly InputId[], deadline: number) => Promise<Watched<State>>;
	/** What Check Once outputs for something that is not over. */
	shown: (state: State) => object;
	/** The item sent through the loop while suspended; slim, because n8n saves it with every poll. */
	slim: (id: string, state: State | undefined) => object;
	/** The failure to report for something that is not over at the deadline. */
	late: (id: string, state: State | undefined, waitedMs: number) => TolokaFailure;
}
