import type { FailureKind } from '../../../nodes/shared/toloka/service/failures.ts';

/** The facts of a node's error; its sentences are for people and are not used here. */
interface ErrorFacts {
	kind?: FailureKind;
	/** Something may have been carried out that `counts` does not include. */
	isInDoubt: boolean;
	counts?: { created: number; total: number; unclear?: number };
	/** IDs of operations, batches and pools that already exist or were started. */
	ids: readonly string[];
	itemIndex?: number;
}

export function factsOf(error: unknown): ErrorFacts {
	const { context = {} } = (error ?? {}) as { context?: Partial<ErrorFacts> };
	const { kind, isInDoubt = false, counts, ids = [], itemIndex } = context;
	return { kind, isInDoubt, counts, ids, itemIndex };
}

const BAD_INPUT: ReadonlyArray<FailureKind | undefined> = ['refused-locally', 'invalid'];
const LASTING: ReadonlyArray<FailureKind | undefined> = [...BAD_INPUT, 'not-found', 'conflict'];

/** Whether the error is about the content of one of these input items. */
export function isAboutInput({ kind, itemIndex }: ErrorFacts, items: ReadonlySet<number>): boolean {
	return BAD_INPUT.includes(kind) && itemIndex !== undefined && items.has(itemIndex);
}

/** Whether the error is about one of these input items and does not pass. */
export function isLastingAbout(
	{ kind, itemIndex }: ErrorFacts,
	items: ReadonlySet<number>,
): boolean {
	return LASTING.includes(kind) && itemIndex !== undefined && items.has(itemIndex);
}
