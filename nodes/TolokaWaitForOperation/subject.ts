import type { IExecuteFunctions } from 'n8n-workflow';
import { readOrFailure } from '../shared/n8n/errors';
import type { TolokaFailure } from '../shared/toloka/service/failures';
import type { Answer, InputId } from './answers';
import { isOwnLoop } from './loop';

export interface Watched<State> {
	/** By id, for everything that is over or cannot be read. */
	answers: Map<string, Answer>;
	/** By id, the last known state of the rest. */
	running: Map<string, State>;
	/** By id, why the service told nothing of it. */
	unread: Map<string, TolokaFailure>;
}

/** What each input item waits for. The user's expression does not fit this node's own slim items. */
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
	/** Watches until all are over, until the deadline, or until one failure ends it all. */
	watch: (inputIds: readonly InputId[], deadline: number) => Promise<Watched<State>>;
	/** What Check Once puts out for what is not over. */
	shown: (state: State) => object;
	/** What goes round the loop while suspended: n8n saves it with every look. */
	slim: (id: string, state: State | undefined) => object;
	/** The failure to report for what is not over at the deadline. */
	late: (id: string, state: State | undefined, waitedMs: number) => TolokaFailure;
}
