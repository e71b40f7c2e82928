import type { TolokaFailure } from '../service/failures';
import type { PlannedRequest } from './requests';
import type { SuiteJson } from './taskSuites';
import type { FieldError } from '../service/fieldErrors';

/** What became of one suite: created, or why it was not, or why that is not known. */
export interface Fate {
	id?: string;
	/** The suite as the service shows it, where it was shown and the item is a suite. */
	suite?: SuiteJson;
	/** Ids of its tasks, where it was shown and the items are its tasks. */
	taskIds?: unknown[];
	errors?: FieldError[];
	failure?: TolokaFailure;
	operationId?: string;
	/** Why the pool was not opened although that was asked for. */
	poolProblem?: string;
}

/** What an answer tells of some suites, by position among all drafts of a run. */
export type Facts = ReadonlyMap<number, Fate>;

/** All that is known of the suites of a run; `record` alone writes into it. */
export type Fates = Map<number, Fate>;

export interface Outcome {
	/** What is known of each suite; those without a fate were not created because of `failure`. */
	fates: Fates;
	failure: TolokaFailure | undefined;
}

/** Adds what was told of some suites to what is known of them. */
export function record(fates: Fates, facts: Facts): void {
	for (const [position, told] of facts) fates.set(position, { ...fates.get(position), ...told });
}

/** The facts of each suite of a request, as far as there are any. */
export function factsOf(
	{ positions }: PlannedRequest,
	factOf: (position: number, place: number) => Fate | undefined,
): Facts {
	const facts = new Map<number, Fate>();
	for (const [place, position] of positions.entries()) {
		const fact = factOf(position, place);
		if (fact !== undefined) facts.set(position, fact);
	}
	return facts;
}

/** One fact for every suite of a request. */
export function sameFor(request: PlannedRequest, fact: Fate): Facts {
	return factsOf(request, () => fact);
}

/** A reason that is about no field of the suite. */
export function notCreated(message: string): Fate {
	return { errors: [{ path: '', code: '', message }] };
}
