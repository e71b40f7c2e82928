import type { FailureDetails, FailureKind, TolokaFailure } from '../../service/failures';
import { NO_TIME } from '../../service/sentences';
import { countText } from '../drafts/kinds';
import type { CreationKind } from '../drafts/kinds';
import { adviceInDoubt } from '../run/run';

/**
 * What the advice is based on after a run created something and then failed. Following the advice
 * creates the rest, and nothing twice: so it never says to run the workflow again, or to correct
 * data that a retry would not see.
 */
interface PartialWork {
	kind: CreationKind;
	created: number;
	total: number;
	/** Whether it failed because of items that the service found invalid. */
	isInvalid: boolean;
	/** Operations that were started and not waited for. */
	ids: readonly string[];
}

const CAUSES: Partial<Record<FailureKind, string>> = {
	unauthorized: 'Check the token in the credential, then retry this execution',
	forbidden: 'Check what the account of the credential may do, then retry this execution',
	'not-found': 'Check the pool and the environment in the credential, then retry this execution',
	conflict: 'Check the status of the pool on the Toloka website, then retry this execution',
	'operation-failed': 'Retry this execution',
	'rate-limited': 'Retry this execution in a minute',
};

/** Adds what was created before the failure and how to create the rest. */
export function afterPartialCreation(failure: TolokaFailure, work: PartialWork): TolokaFailure {
	const { created, total, ids } = work;
	return failure.with({
		advice: `${reached(work)} ${adviceFor(failure, work)}`,
		counts: { created, total },
		ids: ids.length > 0 ? ids : failure.details.ids,
	});
}

/** Adds what earlier tries may have created, because only the last try's error is shown. */
export function afterEarlierTry(
	failure: TolokaFailure,
	ids: readonly string[],
	continuesOnFail: boolean,
): TolokaFailure {
	const what = ids.length > 0 ? `started the operations ${ids.join(', ')}` : 'created task suites';
	const retry = adviceFor(failure, { isInvalid: false });
	const next =
		continuesOnFail && ids.length === 0 ? LOOK_IN_POOL : adviceInDoubt({ continuesOnFail }, retry);
	return failure.with({
		advice: `An earlier try of this execution may have ${what}. ${next}`,
		isInDoubt: true,
		ids,
	});
}

const LOOK_IN_POOL =
	'Look in the pool of each item with this error for them before you create the item again.';

function reached({ kind, created, total, ids }: PartialWork): string {
	if (ids.length > 0) return `These operations were started before: ${ids.join(', ')}.`;
	const were = created === 1 ? 'was' : 'were';
	return `${created} of ${total === 1 ? countText(kind, 1) : `${total} ${kind.many}`} ${were} created.`;
}

function adviceFor(
	{ kind, details }: TolokaFailure,
	{ isInvalid }: Pick<PartialWork, 'isInvalid'>,
): string {
	const own = details.advice ?? '';
	if (details.isInDoubt === true) return own;
	if (isInvalid) return VALID_ONLY;
	const retry = CAUSES[kind] ?? afterQuota(kind, details) ?? `${own} Retry this execution`.trim();
	return `${retry}: it creates the others and nothing twice.`;
}

function afterQuota(kind: FailureKind, { worksAgainAt }: FailureDetails): string | undefined {
	if (kind !== 'quota-exhausted') return undefined;
	return worksAgainAt === undefined
		? `${NO_TIME}. Retry this execution later`
		: 'Retry this execution after that time';
}

const VALID_ONLY =
	'Set Invalid Items to “Create Valid Items Only” and retry this execution with the saved workflow: it creates the other valid items and nothing twice. Then correct the items that are output with a “problem”, and send only those.';
