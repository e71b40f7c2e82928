import type { Microseconds } from '../../dates.mts';
import { wireErrors } from '../../service/errors.mts';
import type { ServiceRequest } from '../../service/route.mts';
import type { World } from '../../world.mts';
import type { OperationLogEntry, OperationResult, Pool } from '../entities.mts';
import { noteWork } from '../assignments/staffing.mts';
import { openPools } from '../pools/opening.mts';
import type { Checked } from './fieldChecks.mts';
import type { UploadKind } from './kind.mts';

interface BatchOptions {
	skipInvalid: boolean;
	openPool: boolean;
}

/** Whether a batch creates anything: all or nothing, or only the valid ones. */
export function isCreatable(
	checked: ReadonlyArray<Checked<unknown>>,
	options: { skipInvalid: boolean },
): boolean {
	const valid = checked.filter(({ draft }) => draft !== null).length;
	return options.skipInvalid ? valid > 0 : valid === checked.length;
}

/** The work of an asynchronous creation: creates, opens pools, returns counts and the log. */
export function createBatch<D extends { pool: Pool }, M extends { id: string }>(
	world: World,
	kind: UploadKind<D, M>,
	checked: ReadonlyArray<Checked<D>>,
	options: BatchOptions,
	request: Pick<ServiceRequest, 'base' | 'operationFault'>,
	finishedUs: Microseconds,
): OperationResult {
	if (!isCreatable(checked, options)) {
		return nothingCreated(world, kind, checked);
	}
	const pools = new Set<Pool>();
	const log = checked.map((one): OperationLogEntry => {
		if (one.draft === null) {
			return invalidEntry(kind.validated, one);
		}
		pools.add(one.draft.pool);
		const { id } = kind.create(world, one.draft, finishedUs);
		return { type: kind.created, success: true, input: one.sent, output: { [kind.idName]: id } };
	});
	for (const pool of pools) {
		noteWork(world, pool, finishedUs);
	}
	const opened = options.openPool ? openPools(world, pools, request, finishedUs) : [];
	return { details: countsOf(checked, true), log: [...log, ...opened] };
}

/** The result of an operation that created nothing. */
export function nothingCreated(
	world: World,
	{ validated }: { validated: OperationLogEntry['type'] },
	checked: ReadonlyArray<Checked<unknown>>,
): OperationResult {
	const logsValid = world.switches.get().validEntriesOfFailed === 'validated';
	const log = checked.flatMap((one): OperationLogEntry[] => {
		if (one.draft === null) {
			return [invalidEntry(validated, one)];
		}
		return logsValid ? [{ type: validated, success: true, input: one.sent, output: {} }] : [];
	});
	return { details: countsOf(checked, false), log };
}

export function invalidEntry(
	type: OperationLogEntry['type'],
	{ sent, errors }: Checked<unknown>,
): OperationLogEntry {
	return { type, success: false, input: sent, output: wireErrors(errors) };
}

/** The documented example: 1 valid, 1 not valid, 0 created, 2 failed (toloka-api §6.2). */
export function countsOf(
	checked: ReadonlyArray<Checked<unknown>>,
	created: boolean,
): OperationResult['details'] {
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
