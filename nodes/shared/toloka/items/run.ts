import type { Clock } from '../flow/clock';
import type { Send } from '../service/requests';
import type { NewItems } from './items';
import { TolokaFailure } from '../service/failures';
import type { PushChunk } from './chunks';
import { fieldErrors } from '../service/fieldErrors';
import { clean } from '../values/foreign';

export interface PushPlan {
	projectId: string;
	/** The bare input objects, of which JSON can be made. */
	inputs: readonly object[];
	batchId?: string;
	/** Set where the items go into a batch that does not exist yet. */
	newBatch?: { name?: string; priority?: string };
	/** Whether to start the new batch once everything is in it. */
	start?: boolean;
	/** What to do with items the service refuses: drop them and send the rest, or stop. */
	skipInvalid: boolean;
	/** What to do when it is unclear whether a request was carried out. */
	reconcile: boolean;
	forceNewOriginal: boolean;
	ignoreErrors: boolean;
	/** Service time at which this run began. */
	startedAt: number;
	/** An earlier try of this run may have created some of the entries. */
	isResumed: boolean;
	signal?: AbortSignal;
}

/** What is known about each entry of the plan; kept between tries of one execution. */
export interface PushProgress {
	batchId?: string;
	started?: boolean;
	/** Item id by position in the plan. */
	ids: Array<string | undefined>;
	/** Why an entry was refused by the service, by position. */
	refused: Record<number, string>;
}

export function noProgress(count: number): PushProgress {
	// Answers come in any order; a list that grew with gaps would become a table of hashes.
	return { ids: new Array<undefined>(count).fill(undefined), refused: {} };
}

/** What the steps of a push work on. */
export interface Run {
	send: Send;
	plan: PushPlan;
	progress: PushProgress;
	clock: Clock;
}

/** Positions of the entries about which nothing is known yet. */
export function pendingOf({ plan, progress }: Run): number[] {
	const pending: number[] = [];
	for (let position = 0; position < plan.inputs.length; position++) {
		if (progress.ids[position] === undefined && !(position in progress.refused))
			pending.push(position);
	}
	return pending;
}

export function newItems({ plan, progress }: Run, { positions, json }: PushChunk): NewItems {
	return {
		json,
		count: positions.length,
		batchId: progress.batchId ?? plan.batchId,
		forceNewOriginal: plan.forceNewOriginal,
		ignoreErrors: plan.ignoreErrors,
	};
}

/** Marks the entries that a 400 names as `input_data.N.field`; returns the others. */
export function withoutRefused(
	run: Run,
	positions: readonly number[],
	failure: TolokaFailure,
): readonly number[] {
	if (failure.kind !== 'invalid') return positions;
	for (const { path, message, code } of fieldErrors(failure.details.payload)) {
		const [, index, field] = /^input_data\.(\d+)\.?(.*)$/.exec(path) ?? [];
		const position = positions[Number(index)];
		if (position !== undefined) {
			run.progress.refused[position] ??= `field “${clean(field)}”: ${message} (${code})`;
		}
	}
	return positions.filter((position) => !(position in run.progress.refused));
}
