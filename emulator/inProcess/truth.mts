import { truthBatches, truthItems, type TruthBatch, type TruthItem } from '../apps/truth.mts';
import type { Emulation } from '../emulation.mts';
import type { Solution } from '../v1/entities.mts';
import {
	truthOperations,
	truthSolutions,
	truthAssignments,
	truthTasks,
	truthTaskSuites,
	type TruthAssignment,
	type TruthOperation,
	type TruthTask,
	type TruthTaskSuite,
} from '../v1/truth.mts';

/** Read access to what really happened, whatever the responses said, for checks of invariants. */
export interface Truth {
	items(projectId: string): TruthItem[];
	batches(projectId: string): TruthBatch[];
	taskSuites(poolId: string): TruthTaskSuite[];
	tasks(poolId: string): TruthTask[];
	assignments(poolId: string): TruthAssignment[];
	operations(): TruthOperation[];
	solutions(operationId: string): Solution[];
}

export function createTruth(emulation: Emulation): Truth {
	return {
		items: (projectId) => truthItems(emulation.world, projectId),
		batches: (projectId) => truthBatches(emulation.world, projectId),
		taskSuites: (poolId) => truthTaskSuites(emulation.settled(), poolId),
		tasks: (poolId) => truthTasks(emulation.settled(), poolId),
		assignments: (poolId) => truthAssignments(emulation.settled(), poolId),
		operations: () => truthOperations(emulation.settled()),
		solutions: (operationId) => truthSolutions(emulation.settled(), operationId),
	};
}
