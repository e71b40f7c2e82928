import { found } from '../service/errors.mts';
import { US_PER_MS } from '../dates.mts';
import type { JsonObject } from '../json.mts';
import { hashFraction } from '../random.mts';
import type { World } from '../world.mts';
import type { OperationResult, OperationType, Pool, SolutionSource } from './entities.mts';
import { addBulkTasks } from './bulk.mts';
import { bulkIds } from './ids.mts';

export interface NewAggregation {
	/** Rows are made by formula: a million cost nothing until they are read. */
	rows: number;
	poolId?: string;
	/** Output of the i-th row; `{result: cat|dog|other}` unless given. */
	output?: (index: number) => JsonObject;
	/** Its results are no longer kept. */
	expired?: boolean;
	/** The tasks can be read, too: then its pool lists these tasks and no others. */
	withTasks?: boolean;
	/** Input of the i-th task. */
	input?: (index: number) => JsonObject;
}

export interface NewOperations {
	count: number;
	/** They end at random within so many milliseconds from now. */
	overMs: number;
	/** Share that ends as FAIL. */
	failShare?: number;
	type?: OperationType;
}

const US_PER_SECOND = 1_000_000;
const VERDICTS: readonly JsonObject[] = ['cat', 'dog', 'other'].map((result) => ({ result }));

/** A finished aggregation; gives the operation's id. */
export function addAggregation(world: World, wanted: NewAggregation): string {
	const pool = found(world.pools.get(wanted.poolId ?? [...world.pools.keys()][0] ?? ''));
	const nowUs = world.nowUs();
	if (wanted.withTasks === true) {
		addBulkTasks(world, pool, wanted.rows, wanted.input);
	}
	const seconds = Math.floor((wanted.withTasks ? pool.createdUs : nowUs) / US_PER_SECOND);
	return addFinishingOperation(world, {
		type: 'SOLUTION.AGGREGATE',
		finishedUs: nowUs,
		outcome: 'SUCCESS',
		expired: wanted.expired === true,
		parameters: { pool_id: pool.id },
		result: { details: {}, log: [], solutions: formulaSource(pool, seconds, wanted) },
	});
}

/** Operations that end at random over a period; gives their ids in order of creation. */
export function addOperations(world: World, wanted: NewOperations): string[] {
	const { failShare = 0, type = 'TASK_SUITE.BATCH_CREATE' } = wanted;
	return Array.from({ length: wanted.count }, (_, index) => {
		const afterMs = Math.floor(world.ids.fraction() * wanted.overMs);
		return addFinishingOperation(world, {
			type,
			finishedUs: world.nowUs() + afterMs * US_PER_MS,
			outcome: hashFraction(index, world.seed) < failShare ? 'FAIL' : 'SUCCESS',
			expired: false,
			parameters: {},
			result: { details: { success_count: 0, failed_count: 0 }, log: [] },
		});
	});
}

interface Finishing {
	type: OperationType;
	finishedUs: number;
	outcome: 'SUCCESS' | 'FAIL';
	expired: boolean;
	parameters: JsonObject;
	result: OperationResult;
}

function addFinishingOperation(world: World, finishing: Finishing): string {
	const { result, ...known } = finishing;
	const id = world.ids.uuid();
	const submittedUs = Math.min(world.nowUs(), finishing.finishedUs);
	world.operations.add(
		{
			...known,
			id,
			submittedUs,
			startedUs: submittedUs,
			locksPool: null,
			itemsCount: null,
			result: null,
		},
		() => result,
	);
	world.settle();
	return id;
}

/** The task id is the pool, a time and the row's number: ascending, so bounds can be searched. */
function formulaSource(pool: Pool, seconds: number, wanted: NewAggregation): SolutionSource {
	const output = wanted.output ?? ((index: number) => VERDICTS[index % 3] ?? {});
	const taskId = bulkIds(pool, seconds);
	return {
		count: wanted.rows,
		taskId,
		at: (index) => ({
			taskId: taskId(index),
			poolId: pool.id,
			confidence: Number((0.5 + hashFraction(index, 5) / 2).toFixed(6)),
			output: output(index),
		}),
	};
}
