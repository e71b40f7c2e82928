import { TolokaFailure } from '../shared/core/failures';
import type { Problem } from '../shared/core/inputCheck';
import type { PoolRules } from '../shared/core/pools';
import type { Draft } from '../shared/core/suiteDrafts';

export interface Drafts {
	/** The suites that may be sent. */
	drafts: Draft[];
	/** What is wrong with the items that may not, by item. */
	problems: Map<number, Problem[]>;
	itemsAreTasks: boolean;
}

/** Adds what was found wrong with some items. */
export function note(
	problems: Map<number, Problem[]>,
	items: readonly number[],
	found: Problem[],
): void {
	if (found.length > 0) for (const item of items) problems.set(item, found);
}

/** The rules of a pool, where it could be read and takes suites. */
export function usable(rules: PoolRules | TolokaFailure | undefined): PoolRules {
	if (rules instanceof TolokaFailure) throw rules;
	return rules as PoolRules;
}
