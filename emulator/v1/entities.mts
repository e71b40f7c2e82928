import type { Microseconds } from '../dates.mts';
import type { Json, JsonObject } from '../json.mts';
import type { Spec } from '../service/inputSpec.mts';

export interface PoolProject {
	id: string;
	publicName: string;
	publicDescription: string;
	status: 'ACTIVE' | 'ARCHIVED';
	createdUs: Microseconds;
	inputSpec: Spec;
	outputSpec: Spec;
	/** Map tasks need a place on every suite. */
	issuing: 'AUTOMATED' | 'MAP_SELECTOR';
}

export type PoolStatus = 'OPEN' | 'CLOSED' | 'ARCHIVED' | 'LOCKED';

export interface Pool {
	id: string;
	project: PoolProject;
	privateName: string;
	status: PoolStatus;
	type: 'REGULAR' | 'TRAINING';
	lastCloseReason: string | null;
	createdUs: Microseconds;
	lastStartedUs: Microseconds | null;
	lastStoppedUs: Microseconds | null;
	/** `defaults.default_overlap_for_new_task_suites`. */
	defaultOverlap: number | null;
	/** In order of creation. */
	suites: TaskSuite[];
}

export interface Task {
	id: string;
	input: JsonObject;
	knownSolutions: Json | null;
	baselineSolutions: Json | null;
	hint: string | null;
}

/** A suite as checked but not yet created. */
export interface SuiteDraft {
	pool: Pool;
	tasks: Array<Omit<Task, 'id'>>;
	/** null = infinite. */
	overlap: number | null;
	reservedFor: string[];
	unavailableFor: string[];
	issuingOrder: number;
	mixed: boolean;
	place: { longitude: number; latitude: number } | null;
}

export interface TaskSuite extends Omit<SuiteDraft, 'tasks'> {
	id: string;
	tasks: Task[];
	createdUs: Microseconds;
}

export interface Skill {
	id: string;
	name: string;
	createdUs: Microseconds;
}

export type OperationType =
	'TASK_SUITE.BATCH_CREATE' | 'POOL.OPEN' | 'POOL.CLOSE' | 'SOLUTION.AGGREGATE';

export type OperationStatus = 'PENDING' | 'RUNNING' | 'SUCCESS' | 'FAIL';

/** One line of an operation's log (toloka-api §6.5). */
export interface OperationLogEntry {
	type: 'TASK_SUITE_VALIDATE' | 'TASK_SUITE_CREATE' | 'POOL_OPEN';
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
	/** The pool that no other pool operation may touch meanwhile. */
	locksPool: string | null;
	/** Suites asked for, shown in `details` while it runs. */
	itemsCount: number | null;
	/** null until it is over. */
	result: OperationResult | null;
	/** Solutions are no longer kept (`RESULTS_EXPIRED`). */
	expired: boolean;
}

export interface Solution {
	taskId: string;
	poolId: string;
	confidence: number;
	output: JsonObject;
}

/** Aggregated solutions in ascending order of task id, made by formula or kept in memory. */
export interface SolutionSource {
	readonly count: number;
	taskId(index: number): string;
	at(index: number): Solution;
}
