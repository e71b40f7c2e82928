import type { Microseconds } from '../dates.mts';
import { inappropriateStatus, ServiceError, wireErrors } from '../service/errors.mts';
import type { OperationFault } from '../service/route.mts';
import type { World } from '../world.mts';
import type {
	OperationLogEntry,
	OperationResult,
	Pool,
	SuiteDraft,
	TaskSuite,
} from './entities.mts';
import type { CheckedSuite } from './suiteCheck.mts';

export interface BatchOptions {
	skipInvalid: boolean;
	openPool: boolean;
}

export function createSuite(world: World, draft: SuiteDraft, createdUs: Microseconds): TaskSuite {
	const id = world.suiteIds.next(draft.pool.id, createdUs);
	const tasks = draft.tasks.map((task) => ({
		id: world.suiteIds.next(draft.pool.id, createdUs),
		...task,
	}));
	const suite: TaskSuite = { ...draft, id, tasks, createdUs };
	draft.pool.suites.push(suite);
	world.suites.set(id, suite);
	return suite;
}

/** Whether a batch may create anything: all or nothing, or the valid ones. */
export function isCreatable(checked: readonly CheckedSuite[], options: BatchOptions): boolean {
	const valid = checked.filter(({ draft }) => draft !== null).length;
	return options.skipInvalid ? valid > 0 : valid === checked.length;
}

/** The work of an asynchronous creation: suites, the pools to open, counts and the log. */
export function createBatch(
	world: World,
	checked: readonly CheckedSuite[],
	options: BatchOptions,
	fault: OperationFault | undefined,
	finishedUs: Microseconds,
): OperationResult {
	if (!isCreatable(checked, options)) {
		return nothingCreated(world, checked);
	}
	const pools = new Set<Pool>();
	const log = checked.map(({ sent, draft, errors }): OperationLogEntry => {
		if (draft === null) {
			return invalidEntry({ sent, draft, errors });
		}
		pools.add(draft.pool);
		const suite = createSuite(world, draft, finishedUs);
		return {
			type: 'TASK_SUITE_CREATE',
			success: true,
			input: sent,
			output: { task_suite_id: suite.id },
		};
	});
	const opened = options.openPool ? openPools(world, pools, fault, finishedUs) : [];
	return { details: countsOf(checked, true), log: [...log, ...opened] };
}

/** What an operation tells that created nothing. */
export function nothingCreated(world: World, checked: readonly CheckedSuite[]): OperationResult {
	const logsValid = world.switches.get().validEntriesOfFailed === 'validated';
	const log = checked.flatMap((suite): OperationLogEntry[] => {
		if (suite.draft === null) {
			return [invalidEntry(suite)];
		}
		return logsValid
			? [{ type: 'TASK_SUITE_VALIDATE', success: true, input: suite.sent, output: {} }]
			: [];
	});
	return { details: countsOf(checked, false), log };
}

/** Opens a pool; refused when it is empty, archived or locked (toloka-api §6.10). */
export function openPool(pool: Pool, atUs: Microseconds): void {
	requireOpenable(pool);
	pool.status = 'OPEN';
	pool.lastStartedUs = atUs;
}

export function requireOpenable(pool: Pool): void {
	if (pool.status !== 'CLOSED' && pool.status !== 'OPEN') {
		throw inappropriateStatus('POOL_INAPPROPRIATE_STATUS', ['OPEN', 'CLOSED']);
	}
	if (pool.suites.length === 0) {
		throw new ServiceError(409, 'EMPTY_POOL', 'Pool contains no tasks. Operation is not allowed');
	}
}

function invalidEntry({ sent, errors }: CheckedSuite): OperationLogEntry {
	return {
		type: 'TASK_SUITE_VALIDATE',
		success: false,
		input: sent,
		output: wireErrors(errors),
	};
}

/** The documented example: 1 valid, 1 not valid, 0 created, 2 failed (toloka-api §6.2). */
function countsOf(checked: readonly CheckedSuite[], created: boolean): OperationResult['details'] {
	const valid = checked.filter(({ draft }) => draft !== null).length;
	const success = created ? valid : 0;
	return {
		total_count: checked.length,
		valid_count: valid,
		not_valid_count: checked.length - valid,
		success_count: success,
		failed_count: checked.length - success,
	};
}

/** A failed opening is seen only in the log: the operation itself is a success. */
function openPools(
	world: World,
	pools: Iterable<Pool>,
	fault: OperationFault | undefined,
	atUs: Microseconds,
): OperationLogEntry[] {
	return [...pools]
		.filter((pool) => pool.status !== 'OPEN')
		.map((pool) => {
			const input = { pool_id: Number(pool.id) };
			try {
				if (fault?.kind === 'pool-open-fail') {
					throw new ServiceError(409, 'NOT_ENOUGH_BALANCE', 'Not enough balance');
				}
				openPool(pool, atUs);
				return { type: 'POOL_OPEN', success: true, input, output: {} };
			} catch (error) {
				if (!(error instanceof ServiceError)) throw error;
				const output = {
					code: error.code,
					message: error.message,
					request_id: `ao_${world.ids.hex(32)}`,
				};
				return { type: 'POOL_OPEN', success: false, input, output };
			}
		});
}
