import type { FailureKind } from '../../../nodes/shared/toloka/service/failures.ts';

/** What an error of the nodes says to programs: never its sentences, which people read. */
interface ErrorFacts {
	kind?: FailureKind;
	/** Something may have been carried out that the error does not count. */
	isInDoubt: boolean;
	counts?: { created: number; total: number; unclear?: number };
	/** What exists, or was started, before: operations, batches, pools. */
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

/** Whether it is about what one of these input items holds. */
export function isAboutInput({ kind, itemIndex }: ErrorFacts, items: ReadonlySet<number>): boolean {
	return BAD_INPUT.includes(kind) && itemIndex !== undefined && items.has(itemIndex);
}

/** Whether it is about one of these input items, and no passing trouble. */
export function isLastingAbout(
	{ kind, itemIndex }: ErrorFacts,
	items: ReadonlySet<number>,
): boolean {
	return LASTING.includes(kind) && itemIndex !== undefined && items.has(itemIndex);
}
