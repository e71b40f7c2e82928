import type { FieldError } from '../../service/fieldErrors';
import type { TolokaFailure } from '../../service/failures';
import type { SuiteJson } from '../drafts/kinds';

/** What became of one suite or task: created, not created and why, or unclear and why. */
export interface Fate {
	id?: string;
	/** The suite as the service returned it; set only if the item is a suite. */
	suite?: SuiteJson;
	/** Ids of its tasks, if the service returned the suite and the items are its tasks. */
	taskIds?: unknown[];
	errors?: FieldError[];
	failure?: TolokaFailure;
	operationId?: string;
	/** Whether it was created before this execution. */
	existed?: boolean;
	/** Why the pool was not opened although it should have been. */
	poolProblem?: string;
}

/** What a response says about some drafts, by position among all drafts of a run. */
export type Facts = ReadonlyMap<number, Fate>;

export const NO_FACTS: Facts = new Map();

/** All that is known about the drafts of a run; only `record` and `recordOf` write to it. */
export type Fates = Map<number, Fate>;

/** Adds facts about some drafts to what is known about them. */
export function record(fates: Fates, facts: Facts): void {
	for (const [position, fate] of facts) recordOf(fates, position, fate);
}

export function recordOf(fates: Fates, position: number, fate: Fate): void {
	fates.set(position, { ...fates.get(position), ...fate });
}

/** Whether every draft with a known fate was refused. */
export function areAllRefused(fates: Facts): boolean {
	for (const { errors } of fates.values()) if (errors === undefined) return false;
	return true;
}

/** Collects the facts about each draft of a request, if there are any. */
export function factsOf(
	{ positions }: { positions: readonly number[] },
	factOf: (position: number, place: number) => Fate | undefined,
): Facts {
	const facts = new Map<number, Fate>();
	for (const [place, position] of positions.entries()) {
		const fact = factOf(position, place);
		if (fact !== undefined) facts.set(position, fact);
	}
	return facts;
}

/** The fate of a draft that was not created, with a reason about no field. */
export function notCreated(message: string): Fate {
	return { errors: [{ path: '', code: '', message }] };
}
