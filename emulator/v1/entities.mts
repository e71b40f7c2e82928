import type { Microseconds } from '../dates.mts';
import type { Json, JsonObject } from '../json.mts';
import type { FormulaSource } from '../service/formulaPages.mts';
import type { Spec } from '../service/inputSpec.mts';

export interface PoolProject {
	id: string;
	publicName: string;
	publicDescription: string;
	status: 'ACTIVE' | 'ARCHIVED';
	createdUs: Microseconds;
	inputSpec: Spec;
	outputSpec: Spec;
	/** `task_spec.view_spec`. */
	viewSpec: JsonObject;
	/** All other fields, as sent. */
	rest: JsonObject;
	/** Map tasks need a location on every suite. */
	issuing: 'AUTOMATED' | 'MAP_SELECTOR';
}

export type PoolStatus = 'OPEN' | 'CLOSED' | 'ARCHIVED' | 'LOCKED';

/** `mixer_config` (toloka-api §P3.3): tasks of each kind in a suite that the service makes. */
export interface Mixer {
	real: number;
	golden: number;
	training: number;
	minReal: number;
	minGolden: number;
	minTraining: number;
	/** Whether a last, short suite is issued, and how long after the last added task. */
	forceLast: boolean;
	forceLastDelayS: number;
	shuffle: boolean;
	/** As it was sent. */
	sent: JsonObject;
}

/** What the requester decides about a pool (toloka-api §P3.2). */
export interface PoolSettings {
	privateName: string;
	willExpireUs: Microseconds;
	reward: number;
	maxDurationS: number;
	autoAccept: boolean;
	autoAcceptPeriodDays: number | null;
	autoCloseDelayS: number;
	hasAdultContent: boolean;
	/** `defaults.default_overlap_for_new_task_suites`. */
	defaultOverlap: number | null;
	/** `defaults.default_overlap_for_new_tasks`. */
	defaultTaskOverlap: number | null;
	mixer: Mixer | null;
	priority: number;
	/** All other fields, as sent. */
	rest: JsonObject;
}

export interface Pool {
	id: string;
	project: PoolProject;
	settings: PoolSettings;
	status: PoolStatus;
	type: 'REGULAR' | 'TRAINING';
	lastCloseReason: string | null;
	createdUs: Microseconds;
	lastStartedUs: Microseconds | null;
	lastStoppedUs: Microseconds | null;
	/** In order of creation. */
	suites: TaskSuite[];
	/** Tasks uploaded without suites, for smart mixing; in order of creation. */
	tasks: PoolTask[];
	/** In the order in which they were issued. */
	assignments: Assignment[];
	crew: Crew;
	/** On Yandex Tasks: whether it is needed (null = as the switch says), and when it is passed. */
	moderation: { isNeeded: boolean | null; passedUs: Microseconds | null };
	/** Generated rows for measurements; if there are any, lists show nothing else. */
	bulk: { tasks: FormulaSource | null; assignments: BulkAssignments | null };
}

export interface BulkAssignments extends FormulaSource {
	/** The status of all rows. */
	status: AssignmentStatus;
}

/** The same number is the same person in every pool. */
export interface Performer {
	number: number;
	userId: string;
}

/** A performer in one pool, with the positions reached in its tasks of each kind. */
export interface Visitor {
	performer: Performer;
	next: { general: number; control: number; training: number };
	suites: number;
}

/** One of the places at work in a pool; `busy` while a performer works or is about to come. */
export interface Seat {
	visitor: Visitor | null;
	busy: boolean;
}

/** The performers at work in a pool, and how far they have come together. */
export interface Crew {
	/** null = as the switch `performers` says. */
	wanted: boolean | null;
	seats: Seat[];
	/** The person who labels on the page. */
	hand: Visitor | null;
	/** How many people have come. */
	came: number;
	/** Numbers of performers who have not been admitted so far. */
	turnedAway: number[];
	/** How many were turned away in a row since the last one was admitted. */
	strangers: number;
	/** For a training: by user id, the percentage of its tasks solved the first time. */
	trained: Map<string, number>;
	/** Before this position, no suite or general task is left to issue. */
	firstOpen: number;
	/** Number of suites being worked on. */
	active: number;
	/** Whether the pool has real answers; until then aggregation imagines them. */
	hasAnswers: boolean;
	/** When tasks were last added or their overlap raised. */
	lastAddedUs: Microseconds;
	/** Since when everything is answered; null while work is left. */
	doneSinceUs: Microseconds | null;
	/** Performers do not see the pool earlier (moderation). */
	visibleFromUs: Microseconds;
}

export interface Task {
	id: string;
	input: JsonObject;
	knownSolutions: Json | null;
	baselineSolutions: Json | null;
	hint: string | null;
	/** `localization_config` and traits, kept as sent without effect. */
	rest: JsonObject;
}

/** Who may take a task or a suite, and how often. */
export interface Issuing {
	pool: Pool;
	/** null = infinite. */
	overlap: number | null;
	reservedFor: string[];
	unavailableFor: string[];
}

export type TaskDraft = Omit<Task, 'id'> & Issuing;

/** A task that is not in a suite (toloka-api §P2.4). */
export interface PoolTask extends Task, Issuing {
	createdUs: Microseconds;
	/** How often it was issued and not given back. */
	issued: number;
	/** User ids whose answers were copied from an identical task. */
	mergedFrom?: Set<string>;
}

/** A suite as checked but not yet created. */
export interface SuiteDraft extends Issuing {
	tasks: Array<Omit<Task, 'id'>>;
	issuingOrder: number;
	mixed: boolean;
	place: { longitude: number; latitude: number } | null;
	rest: JsonObject;
}

export interface TaskSuite extends Omit<SuiteDraft, 'tasks'> {
	id: string;
	tasks: Task[];
	createdUs: Microseconds;
	/** How often it was issued and not given back. */
	issued: number;
	/** Made for an answer that was copied from an identical task. */
	isMerged?: boolean;
}

export type AssignmentStatus =
	'ACTIVE' | 'SUBMITTED' | 'ACCEPTED' | 'REJECTED' | 'SKIPPED' | 'EXPIRED';

export type AssignmentEvent = 'submitted' | 'accepted' | 'rejected' | 'skipped' | 'expired';

/** One suite given to one performer (toloka-api §P4.1). */
export interface Assignment {
	id: string;
	pool: Pool;
	suite: TaskSuite;
	performer: Performer;
	status: AssignmentStatus;
	/** Fixed when the suite is issued. */
	reward: number;
	createdUs: Microseconds;
	/** Only the events that happened. */
	times: Partial<Record<AssignmentEvent, Microseconds>>;
	/** Answers given by hand or by a test; null = generated when they are read. */
	answers: JsonObject[] | null;
	/** The first answers in a training, if any of them was wrong (toloka-api §P4.1). */
	firstDeclined?: JsonObject[];
	publicComment: string | null;
	bonusIds: string[];
}

/** A file in an answer (toloka-api §P5). */
export interface Attachment {
	id: string;
	name: string;
	mediaType: string;
	assignment: Assignment;
	createdUs: Microseconds;
	bytes(): Buffer;
}

export interface Account {
	/** Money before the cost of finished items is deducted. */
	balance: number;
}

export interface Skill {
	id: string;
	name: string;
	createdUs: Microseconds;
	modifiedUs: Microseconds;
	/** All other fields, kept as sent without effect. */
	rest: JsonObject;
}

export type OperationType =
	| 'TASK.BATCH_CREATE'
	| 'TASK_SUITE.BATCH_CREATE'
	| 'USER_BONUS.BATCH_CREATE'
	| `${'POOL' | 'TRAINING'}.${'OPEN' | 'CLOSE' | 'ARCHIVE' | 'CLONE'}`
	| 'PROJECT.ARCHIVE'
	| 'ANALYTICS'
	| 'SOLUTION.AGGREGATE';

export type OperationStatus = 'PENDING' | 'RUNNING' | 'SUCCESS' | 'FAIL';

/** One line of an operation's log (toloka-api §6.5). */
export interface OperationLogEntry {
	type:
		| 'TASK_VALIDATE'
		| 'TASK_CREATE'
		| 'TASK_SUITE_VALIDATE'
		| 'TASK_SUITE_CREATE'
		| 'POOL_OPEN'
		| 'USER_BONUS_VALIDATE'
		| 'USER_BONUS_PERSIST';
	success: boolean;
	input: JsonObject;
	output: JsonObject;
}

export interface OperationResult {
	details: JsonObject;
	log: OperationLogEntry[];
	solutions?: SolutionSource;
}

export interface Operation {
	id: string;
	type: OperationType;
	parameters: JsonObject;
	submittedUs: Microseconds;
	startedUs: Microseconds;
	finishedUs: Microseconds;
	/** How it ends; until `finishedUs` its status is derived from the clock. */
	outcome: 'SUCCESS' | 'FAIL';
	/** The pool that other operations must not change meanwhile. */
	locksPool: string | null;
	/** Number of tasks or suites in the request, shown in `details` while it runs. */
	itemsCount: number | null;
	/** null until it is finished. */
	result: OperationResult | null;
	/** Whether the solutions have expired (`RESULTS_EXPIRED`). */
	expired: boolean;
}

export interface Solution {
	taskId: string;
	poolId: string;
	confidence: number;
	output: JsonObject;
}

/** Aggregated solutions in ascending order of task id, generated or kept in memory. */
export interface SolutionSource {
	readonly count: number;
	taskId(index: number): string;
	at(index: number): Solution;
}
