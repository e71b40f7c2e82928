import type { Microseconds } from '../dates.mts';
import type { JsonObject } from '../json.mts';
import type { FieldErrors } from '../service/errors.mts';
import type { Spec } from '../service/inputSpec.mts';
import type { ItemCollection } from './itemCollection.mts';

/** A solution: what its projects take in and give back (toloka-api §5.1). */
export interface App {
	id: string;
	name: string;
	description: string;
	inputSpec: Spec;
	outputSpec: Spec;
	itemPrice: number;
}

export type AppProjectStatus = 'CREATING' | 'READY' | 'ERROR' | 'ARCHIVED';

/** How a project's items get labeled; null = as the switches say. */
export interface LabelingProfile {
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
	/** The status to return to by `unarchive`. */
	statusBeforeArchive: AppProjectStatus;
	/** When the service has checked it; null = it stays as it is. */
	checkedUs: Microseconds | null;
	/** Who made it: an account of the same company. */
	requesterId: string;
	/** The project it was cloned from, or ''. */
	parentId: string;
	parameters: JsonObject;
	createdUs: Microseconds;
	labeling: LabelingProfile;
	items: ItemCollection;
	itemsById: Map<string, Item>;
	batches: Map<string, Batch>;
	/** Batches that are ready to be labeled while others come first. */
	queue: Set<Batch>;
	/** Since when the queue of batches is as it is; see `batchQueue`. */
	queueSinceUs: Microseconds;
	/** An item of each content that was labeled on its own, for de-duplication. */
	originals: Map<number, Item>;
}

/**
 * `waiting`: nobody works on it; `running`: with annotators or, once `finishedUs` has passed,
 * finished. The wire status is derived from the phase and the clock.
 */
type ItemPhase = 'waiting' | 'running' | 'stopped' | 'canceled' | 'noMoney' | 'archived';

export interface Item {
	id: string;
	projectId: string;
	batchId: string | null;
	sent: JsonObject;
	/** What comes back as `input_data`; differs from what was sent where the service normalizes. */
	input: JsonObject;
	contentHash: number;
	/** Labeled again even where a labeled duplicate exists. */
	forceNewOriginal: boolean;
	/** Answered from a labeled duplicate, so it costs nothing. */
	copied: boolean;
	createdUs: Microseconds;
	phase: ItemPhase;
	/** The phase to return to by `unarchive`. */
	phaseBeforeArchive: ItemPhase;
	startedUs: Microseconds | null;
	/** When it will be or was finished; null = nobody knows yet. */
	finishedUs: Microseconds | null;
	/** When lists begin to show it as finished, if later than `finishedUs` (late rows). */
	visibleUs: Microseconds | null;
	outcome: 'COMPLETED' | 'ERROR' | 'CANCELLED';
	/** It ends without a `finished_at`; see the switch `unlabeledEnd`. */
	undated: boolean;
	/** Answers given by hand or by the test; null = made by formula when somebody looks. */
	output: JsonObject | null;
}

interface ItemsImport {
	id: string;
	records: number;
	skipped: number;
	errors: FieldErrors;
}

/**
 * `new` until started; `queued` while another batch comes first; then running until its last item
 * is finished, unless stopped. The wire status is derived from the phase and the clock.
 */
type BatchPhase = 'new' | 'queued' | 'running' | 'stopped' | 'archived';

/** `ONE` comes first (toloka-api §P7). */
export const PRIORITIES = ['ONE', 'TWO', 'THREE', 'FOUR', 'FIVE'] as const;

export type Priority = (typeof PRIORITIES)[number];

export interface Batch {
	id: string;
	projectId: string;
	name: string;
	priorityOrder: Priority;
	phase: BatchPhase;
	/** The phase to return to by `unarchive`. */
	phaseBeforeArchive: BatchPhase;
	createdUs: Microseconds;
	/** When the last upload was taken in. */
	loadedUs: Microseconds;
	/** When it became ready to be labeled. */
	queuedUs: Microseconds | null;
	startedUs: Microseconds | null;
	items: ItemCollection;
	lastImport: ItemsImport | null;
}
