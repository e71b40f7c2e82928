import type { Microseconds } from '../dates.mts';
import type { JsonObject } from '../json.mts';
import type { FieldErrors } from '../service/errors.mts';
import type { Spec } from '../service/inputSpec.mts';
import type { ItemCollection } from './itemCollection.mts';

/** An app: the input and output of its projects (toloka-api §5.1). */
export interface App {
	id: string;
	name: string;
	description: string;
	inputSpec: Spec;
	outputSpec: Spec;
	itemPrice: number;
}

export type AppProjectStatus = 'CREATING' | 'READY' | 'ERROR' | 'ARCHIVED';

/** How a project's items are labeled; null = as the switches say. */
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
	/** The status that `unarchive` restores. */
	statusBeforeArchive: AppProjectStatus;
	/** When the service will have checked the project; null = no check is pending. */
	checkedUs: Microseconds | null;
	/** Who created the project: an account of the same company. */
	requesterId: string;
	/** Id of the project that it was cloned from, or ''. */
	parentId: string;
	parameters: JsonObject;
	createdUs: Microseconds;
	labeling: LabelingProfile;
	items: ItemCollection;
	itemsById: Map<string, Item>;
	batches: Map<string, Batch>;
	/** Batches that are ready to be labeled and wait for others. */
	queue: Set<Batch>;
	/** When the queue of batches last changed; see `batchQueue`. */
	queueSinceUs: Microseconds;
	/** For each content hash, an item that was labeled on its own, for deduplication. */
	originals: Map<number, Item>;
}

/**
 * `waiting`: nobody works on it; `running`: performers work on it or, once `finishedUs` has passed,
 * finished. The wire status is derived from the phase and the clock.
 */
type ItemPhase = 'waiting' | 'running' | 'stopped' | 'canceled' | 'noMoney' | 'archived';

export interface Item {
	id: string;
	projectId: string;
	batchId: string | null;
	sent: JsonObject;
	/** Returned as `input_data`; differs from `sent` where the service normalizes. */
	input: JsonObject;
	contentHash: number;
	/** Label again even if a labeled duplicate exists. */
	forceNewOriginal: boolean;
	/** Its answers are those of a labeled duplicate, so it costs nothing. */
	copied: boolean;
	createdUs: Microseconds;
	phase: ItemPhase;
	/** The phase that `unarchive` restores. */
	phaseBeforeArchive: ItemPhase;
	startedUs: Microseconds | null;
	/** When it will be or was finished; null = not known yet. */
	finishedUs: Microseconds | null;
	/** When lists begin to show it as finished, if later than `finishedUs` (late rows). */
	visibleUs: Microseconds | null;
	outcome: 'COMPLETED' | 'ERROR' | 'CANCELLED';
	/** Ends without a `finished_at`; see the switch `unlabeledEnd`. */
	undated: boolean;
	/** Answers given by hand or by a test; null = generated when they are read. */
	output: JsonObject | null;
}

interface ItemsImport {
	id: string;
	records: number;
	skipped: number;
	errors: FieldErrors;
}

/**
 * `new` until started; `queued` while another batch comes first; then `running`, also once all
 * items are finished, unless stopped. The wire status is derived from the phase and the clock.
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
	/** The phase that `unarchive` restores. */
	phaseBeforeArchive: BatchPhase;
	createdUs: Microseconds;
	/** When the last upload has been loaded. */
	loadedUs: Microseconds;
	/** When it became ready to be labeled. */
	queuedUs: Microseconds | null;
	startedUs: Microseconds | null;
	items: ItemCollection;
	lastImport: ItemsImport | null;
}
