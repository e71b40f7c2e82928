import { US_PER_MS, type Microseconds } from '../../dates.mts';
import type { JsonObject } from '../../json.mts';
import type { World } from '../../world.mts';
import type { OperationFault } from '../../service/route.mts';
import type { Operation, OperationResult, OperationStatus, OperationType } from '../entities.mts';

export interface NewOperation {
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

interface Pending {
	operation: Operation;
	work: (finishedUs: Microseconds) => OperationResult;
}

/** Operations and the work that waits for the clock to reach their end. */
export class OperationStore {
	readonly #byId = new Map<string, Operation>();
	#pending: Pending[] = [];
	#nextDueUs = Infinity;

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
		this.settle(world.nowUs());
		return operation;
	}

	/** Keeps an operation whose times are already decided. */
	add(operation: Operation, work: Pending['work']): void {
		this.#byId.set(operation.id, operation);
		this.#pending.push({ operation, work });
		this.#nextDueUs = Math.min(this.#nextDueUs, operation.finishedUs);
	}

	/** Does the work of every operation that is over by the clock, in the order of their ends. */
	settle(nowUs: Microseconds): void {
		if (nowUs < this.#nextDueUs) {
			return;
		}
		const due = this.#pending.filter(({ operation }) => operation.finishedUs <= nowUs);
		this.#pending = this.#pending.filter(({ operation }) => operation.finishedUs > nowUs);
		this.#nextDueUs = this.#pending.reduce(
			(next, { operation }) => Math.min(next, operation.finishedUs),
			Infinity,
		);
		due.sort((left, right) => left.operation.finishedUs - right.operation.finishedUs);
		for (const { operation, work } of due) {
			operation.result = work(operation.finishedUs);
		}
	}

	isPoolLocked(poolId: string): boolean {
		return this.#pending.some(({ operation }) => operation.locksPool === poolId);
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
