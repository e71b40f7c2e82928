import { found } from '../service/errors.mts';
import type { JsonObject } from '../json.mts';
import type { World } from '../world.mts';
import type {
	AssignmentEvent,
	AssignmentStatus,
	OperationStatus,
	OperationType,
	Solution,
} from './entities.mts';
import { answersOf } from './assignments/answers.mts';
import { operationStatus } from './operations/operations.mts';
import { kindOfTask } from './tasks/kindOfTask.mts';

export interface TruthTaskSuite {
	id: string;
	poolId: string;
	/** null = infinite. */
	overlap: number | null;
	tasks: Array<{ id: string; input: JsonObject }>;
	/** Microseconds. */
	createdUs: number;
}

export interface TruthOperation {
	id: string;
	type: OperationType;
	status: OperationStatus;
	submittedUs: number;
	/** When it ends or has ended. */
	finishedUs: number;
}

export interface TruthTask {
	id: string;
	poolId: string;
	input: JsonObject;
	/** null = infinite. */
	overlap: number | null;
	kind: 'general' | 'control' | 'training';
	/** Microseconds. */
	createdUs: number;
}

export interface TruthAssignment {
	id: string;
	poolId: string;
	taskSuiteId: string;
	taskIds: string[];
	userId: string;
	status: AssignmentStatus;
	/** In the order of the tasks; null = not submitted. */
	answers: JsonObject[] | null;
	publicComment: string | null;
	/** Microseconds. */
	createdUs: number;
	times: Partial<Record<AssignmentEvent, number>>;
}

/** In the order in which they were issued. */
export function truthAssignments(world: World, poolId: string): TruthAssignment[] {
	return found(world.pools.get(poolId)).assignments.map((assignment) => ({
		id: assignment.id,
		poolId,
		taskSuiteId: assignment.suite.id,
		taskIds: assignment.suite.tasks.map(({ id }) => id),
		userId: assignment.performer.userId,
		status: assignment.status,
		answers: assignment.times.submitted === undefined ? null : answersOf(world, assignment),
		publicComment: assignment.publicComment,
		createdUs: assignment.createdUs,
		times: { ...assignment.times },
	}));
}

/** Tasks that are not in a suite, in order of creation. */
export function truthTasks(world: World, poolId: string): TruthTask[] {
	return found(world.pools.get(poolId)).tasks.map((task) => ({
		id: task.id,
		poolId,
		input: task.input,
		overlap: task.overlap,
		kind: kindOfTask(task),
		createdUs: task.createdUs,
	}));
}

/** In order of creation. */
export function truthTaskSuites(world: World, poolId: string): TruthTaskSuite[] {
	return found(world.pools.get(poolId)).suites.map((suite) => ({
		id: suite.id,
		poolId,
		overlap: suite.overlap,
		tasks: suite.tasks.map(({ id, input }) => ({ id, input })),
		createdUs: suite.createdUs,
	}));
}

export function truthOperations(world: World): TruthOperation[] {
	return [...world.operations.all()].map((operation) => ({
		id: operation.id,
		type: operation.type,
		status: operationStatus(operation, world.nowUs()),
		submittedUs: operation.submittedUs,
		finishedUs: operation.finishedUs,
	}));
}

/** In ascending order of task id; empty if the operation has none. */
export function truthSolutions(world: World, operationId: string): Solution[] {
	const source = found(world.operations.get(operationId)).result?.solutions;
	return source === undefined
		? []
		: Array.from({ length: source.count }, (_, index) => source.at(index));
}
