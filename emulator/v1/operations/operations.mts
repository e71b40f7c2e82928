import { US_PER_MS, type Microseconds } from '../../dates.mts';
import type { JsonObject } from '../../json.mts';
import type { Timeline } from '../../timeline.mts';
import type { World } from '../../world.mts';
import type { OperationFault } from '../../service/route.mts';
import type { Operation, OperationResult, OperationStatus, OperationType } from '../entities.mts';

interface NewOperation {
	/** Given by the client, otherwise made by the service. */
	id?: string;
	type: OperationType;
	parameters: JsonObject;
	locksPool?: string;
	itemsCount?: number;
	outcome: 'SUCCESS' | 'FAIL';
	fault?: OperationFault | undefined;
	/** Does the work at the given time of finishing and tells what came of it. */
	work(finishedUs: Microseconds): OperationResult;
	/** What is told when a fault ended it before anything was done. */
	undone: OperationResult;
}

/** Operations and the work that waits for the clock to reach their end. */
export class OperationStore {
	readonly #timeline: Timeline;
	readonly #byId = new Map<string, Operation>();
	readonly #running = new Set<Operation>();

	constructor(timeline: Timeline) {
		this.#timeline = timeline;
	}

	all(): IterableIterator<Operation> {
		return this.#byId.values();
	}

	get(id: string): Operation | undefined {
		return this.#byId.get(id);
	}

	start(world: World, wanted: NewOperation): Operation {
		const { operationPendingMs, operationRunMs } = world.switches.get();
		const submittedUs = world.nowUs();
		const startedUs = submittedUs + operationPendingMs * US_PER_MS;
		const operation: Operation = {
			id: wanted.id ?? world.ids.uuid(),
			type: wanted.type,
			parameters: wanted.parameters,
			submittedUs,
			startedUs,
			finishedUs: startedUs + operationRunMs * US_PER_MS,
			outcome: wanted.fault?.kind === 'operation-fail' ? 'FAIL' : wanted.outcome,
			locksPool: wanted.locksPool ?? null,
			itemsCount: wanted.itemsCount ?? null,
			result: null,
			expired: false,
		};
		const undone = wanted.fault?.kind === 'operation-fail' && !wanted.fault.applied;
		this.add(operation, undone ? () => wanted.undone : wanted.work);
		world.settle();
		return operation;
	}

	/** Keeps an operation whose times are already decided. */
	add(operation: Operation, work: (finishedUs: Microseconds) => OperationResult): void {
		this.#byId.set(operation.id, operation);
		this.#running.add(operation);
		this.#timeline.at(operation.finishedUs, (finishedUs) => {
			this.#running.delete(operation);
			operation.result = work(finishedUs);
		});
	}

	isPoolLocked(poolId: string): boolean {
		return [...this.#running].some(({ locksPool }) => locksPool === poolId);
	}
}

export function operationStatus(operation: Operation, nowUs: Microseconds): OperationStatus {
	if (operation.result !== null) {
		return operation.outcome;
	}
	return nowUs < operation.startedUs ? 'PENDING' : 'RUNNING';
}

export function operationProgress(operation: Operation, nowUs: Microseconds): number {
	if (operation.result !== null) {
		return 100;
	}
	const lengthUs = Math.max(1, operation.finishedUs - operation.startedUs);
	const share = (nowUs - operation.startedUs) / lengthUs;
	return Math.floor(99 * Math.min(1, Math.max(0, share)));
}
