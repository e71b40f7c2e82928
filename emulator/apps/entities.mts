import type { Microseconds } from '../dates.mts';
import type { JsonObject } from '../json.mts';
import type { FieldErrors } from '../service/errors.mts';
import type { Spec } from '../service/inputSpec.mts';
import type { ItemCollection } from './itemCollection.mts';

/** A solution: what its projects take in and give back (api-facts §5.1). */
export interface App {
	id: string;
	name: string;
	description: string;
	inputSpec: Spec;
	outputSpec: Spec;
	itemPrice: number;
}

export type AppProjectStatus = 'CREATING' | 'READY' | 'ERROR' | 'ARCHIVED';

/** How a project's items get labelled; null = as the switches say. */
export interface LabellingProfile {
	delayMs: number | null;
	jitterMs: number | null;
	errorShare: number | null;
	manual: boolean | null;
}

export interface AppProject {
	id: string;
	app: App;
	name: string;
	status: AppProjectStatus;
	createdUs: Microseconds;
	labelling: LabellingProfile;
	items: ItemCollection;
	itemsById: Map<string, Item>;
	batches: Map<string, Batch>;
	/** First item of each content, for de-duplication (`force_new_original`). */
	originals: Map<number, Item>;
}

/**
 * `waiting`: nobody works on it; `running`: with annotators or, once `finishedUs` has passed,
 * finished. The wire status is derived from the phase and the clock.
 */
export type ItemPhase = 'waiting' | 'running' | 'stopped' | 'cancelled' | 'noMoney' | 'archived';

export interface Item {
	id: string;
	projectId: string;
	batchId: string | null;
	sent: JsonObject;
	/** What comes back as `input_data`; differs from what was sent where the service normalizes. */
	input: JsonObject;
	contentHash: number;
	createdUs: Microseconds;
	phase: ItemPhase;
	startedUs: Microseconds | null;
	/** When it will be or was finished; null = nobody knows yet. */
	finishedUs: Microseconds | null;
	/** When lists begin to show it as finished, if later than `finishedUs` (late rows). */
	visibleUs: Microseconds | null;
	outcome: 'COMPLETED' | 'ERROR';
	/** Answers given by hand or by the test; null = made by formula when somebody looks. */
	output: JsonObject | null;
}

export interface ItemsImport {
	id: string;
	records: number;
	skipped: number;
	errors: FieldErrors;
}

/** `new` until started, then running until its last item is finished, unless stopped. */
export type BatchPhase = 'new' | 'running' | 'stopped' | 'archived';

export interface Batch {
	id: string;
	projectId: string;
	name: string;
	priorityOrder: string;
	phase: BatchPhase;
	/** The phase to return to by `unarchive`. */
	phaseBeforeArchive: BatchPhase;
	createdUs: Microseconds;
	startedUs: Microseconds | null;
	items: ItemCollection;
	lastImport: ItemsImport | null;
}
