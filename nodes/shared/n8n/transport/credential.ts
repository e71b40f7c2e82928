import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';
import { pausing } from '../../toloka/flow/pauses';
import type { TolokaFailure } from '../../toloka/service/failures';
import { refusal } from '../../toloka/service/failures';
import { isSameContent } from '../../toloka/values/content';
import { systemClock } from '../clock';

export type TolokaContext = IExecuteFunctions | IPollFunctions | ILoadOptionsFunctions;

export const CREDENTIAL = 'tolokaApi';

type Data = ICredentialDataDecryptedObject;

/**
 * Decrypts the node's credential. Its fields may contain expressions, which n8n evaluates for one
 * item (n8n §3). Values that differ between the input items are refused: the account of one item
 * must not pay for another.
 */
export async function readCredential(context: TolokaContext): Promise<Data> {
	const first = await context.getCredentials<Data>(CREDENTIAL, 0);
	if (!hasItems(context)) return first;
	const { length } = context.getInputData();
	const isSame = async (item: number) =>
		isSameContent(await context.getCredentials<Data>(CREDENTIAL, item), first);
	if (length < 2 || (await isTheSameForAll(isSame, length))) return first;
	const pause = pausing({ clock: systemClock, signal: context.getExecutionCancelSignal() });
	for (let item = 1; item < length; item++) {
		if (!(await isSame(item))) throw different(item);
		await pause();
	}
	return first;
}

function hasItems(context: TolokaContext): context is IExecuteFunctions {
	return 'getExecutionCancelSignal' in context;
}

/** No node has an item with this index: `$('Rows').all()[$itemIndex]` may have more than the input. */
const NO_ITEM = Number.MAX_SAFE_INTEGER;

/**
 * Whether the credential is independent of the item. Every item costs a decryption, so only the
 * last item, and one that does not exist, are compared with the first.
 */
async function isTheSameForAll(
	isSame: (item: number) => Promise<boolean>,
	count: number,
): Promise<boolean> {
	try {
		return (await isSame(count - 1)) && (await isSame(NO_ITEM));
	} catch {
		return false;
	}
}

function different(item: number): TolokaFailure {
	return refusal(
		`The credential must be the same for all items, but it contains an expression that returns other values for item ${item} than for item 0`,
		'Run the node once per account, for example with Loop Over Items.',
		item,
	);
}
