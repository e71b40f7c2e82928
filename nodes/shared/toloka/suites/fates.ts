import type { FieldError } from '../service/fieldErrors';
import type { TolokaFailure } from '../service/failures';
import type { SuiteJson } from './kinds';
import type { PlannedRequest } from './requests';

/** What became of one suite or task: created, or why it was not, or why that is not known. */
export interface Fate {
	id?: string;
	/** The suite as the service shows it, where it was shown and the item is a suite. */
	suite?: SuiteJson;
	/** Ids of its tasks, where it was shown and the items are its tasks. */
	taskIds?: unknown[];
	errors?: FieldError[];
	failure?: TolokaFailure;
	operationId?: string;
	/** It had been created before this execution. */
	existed?: boolean;
	/** Why the pool was not opened although that was asked for. */
	poolProblem?: string;
}

/** What an answer tells of some drafts, by position among all drafts of a run. */
export type Facts = ReadonlyMap<number, Fate>;

export const NO_FACTS: Facts = new Map();

/** All that is known of the drafts of a run; `record` and `recordOf` alone write into it. */
export type Fates = Map<number, Fate>;

/** Adds what was told of some drafts to what is known of them. */
export function record(fates: Fates, facts: Facts): void {
	for (const [position, told] of facts) recordOf(fates, position, told);
}

export function recordOf(fates: Fates, position: number, told: Fate): void {
	fates.set(position, { ...fates.get(position), ...told });
}

/** Whether every draft of which something is known was refused. */
export function areAllRefused(fates: Facts): boolean {
	for (const { errors } of fates.values()) if (errors === undefined) return false;
	return true;
}

/** The facts of each draft of a request, as far as there are any. */
export function factsOf(
	{ positions }: Pick<PlannedRequest, 'positions'>,
	factOf: (position: number, place: number) => Fate | undefined,
): Facts {
	const facts = new Map<number, Fate>();
	for (const [place, position] of positions.entries()) {
		const fact = factOf(position, place);
		if (fact !== undefined) facts.set(position, fact);
	}
	return facts;
}

/** A reason that is about no field. */
export function notCreated(message: string): Fate {
	return { errors: [{ path: '', code: '', message }] };
}
