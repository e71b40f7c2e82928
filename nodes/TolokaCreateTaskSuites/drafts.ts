import type { TolokaFailure } from '../shared/toloka/service/failures';
import { isFailure } from '../shared/toloka/service/failures';
import type { Problem } from '../shared/toloka/fields/check';
import type { Draft } from '../shared/toloka/suites/drafts';
import type { PoolRules } from '../shared/toloka/suites/poolRules';

export interface Drafts {
	/** The suites that may be sent. */
	drafts: Draft[];
	/** What is wrong with the items that may not, by item. */
	problems: Map<number, Problem[]>;
	itemsAreTasks: boolean;
	/** How many rows without any value were skipped. */
	emptyRows: number;
}

/** Adds what was found wrong with some items. */
export function addProblems(
	problems: Map<number, Problem[]>,
	items: readonly number[],
	found: Problem[],
): void {
	if (found.length > 0) for (const item of items) problems.set(item, found);
}

/** The rules of a pool, where it could be read and takes suites. */
export function rulesOrThrow(rules: PoolRules | TolokaFailure | undefined): PoolRules {
	if (isFailure(rules)) throw rules;
	return rules as PoolRules;
}
