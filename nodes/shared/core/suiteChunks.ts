import { batchesWithin } from './batches';
import { fingerprint, uuidV5 } from './idempotency';
import { TASKS_A_MINUTE } from './pace';
import type { Pauses } from './pauses';
import { mapWithPauses } from './pauses';
import type { Draft } from './suiteDrafts';
import { MAX_OUTPUT_BYTES } from './suiteSize';
import type { CreationFlags } from './taskSuites';

/** How the suites of a run are divided into requests. */

export interface Chunk {
	/** Id of the operation, and the name under which a run remembers this request. */
	id: string;
	/** The user gave the id, so that it says nothing about the content. */
	isGivenId: boolean;
	/** Positions of its suites among all drafts of the run. */
	positions: number[];
	body: string;
	tasks: number;
	opensPool: boolean;
}

export interface ChunkPlan {
	flags: CreationFlags;
	isAsync: boolean;
	openPool: boolean;
	/** The same in every try of one run of the node, different in every other run. */
	runKey: string;
	/** Given by the user in place of the derived ids. */
	operationId?: string;
}

/** Suites of one request, as the official client recommends (api-facts §4.1). */
const MAX_SUITES = 10_000;
/** Below the limit of 1,048,576, as nobody says how exactly the service counts. */
const INPUT_BYTES_A_REQUEST = 1_000_000;
/** Tasks of one synchronous request (api-facts §4.1); any other has to fit into a minute. */
const MAX_SYNC_TASKS = 5_000;

export function maxTasks(isAsync: boolean): number {
	return isAsync ? TASKS_A_MINUTE.amount : MAX_SYNC_TASKS;
}

/**
 * Divides the suites into requests that keep within every limit. Where the pool is to be opened,
 * only the last request of each pool does so, and no request mixes pools.
 */
export async function chunksOf(
	drafts: readonly Draft[],
	plan: ChunkPlan,
	pauses: Pauses,
): Promise<Chunk[]> {
	const groups = plan.openPool ? positionsByPool(drafts) : [[...drafts.keys()]];
	const limits = [MAX_SUITES, maxTasks(plan.isAsync), INPUT_BYTES_A_REQUEST, MAX_OUTPUT_BYTES];
	const parts = groups.flatMap((positions) => {
		const measure = (position: number) => measures(drafts[position]);
		const batches = [...batchesWithin(positions, measure, limits)];
		return batches.map((batch, index) => ({
			positions: batch,
			opensPool: plan.openPool && index === batches.length - 1,
		}));
	});
	return await mapWithPauses(parts, pauses, ({ positions, opensPool }, index) => {
		const jsons = positions.map((position) => textOf(drafts[position], plan.isAsync));
		const given = parts.length === 1 ? uuidIn(plan.operationId) : undefined;
		return {
			id: given ?? chunkId(jsons, index, opensPool, plan),
			isGivenId: given !== undefined,
			positions,
			body: `[${jsons.join(',')}]`,
			tasks: positions.reduce((sum, position) => sum + drafts[position].size.tasks, 0),
			opensPool,
		};
	});
}

function measures({ size }: Draft): number[] {
	return [1, size.tasks, size.inputBytes, size.outputBytes];
}

function positionsByPool(drafts: readonly Draft[]): number[][] {
	const groups = new Map<unknown, number[]>();
	for (const [position, { suite }] of drafts.entries()) {
		const group = groups.get(suite.pool_id);
		if (group === undefined) groups.set(suite.pool_id, [position]);
		else group.push(position);
	}
	return [...groups.values()];
}

/** The name under which the log gives a suite back: its first input item (api-facts §7). */
export function indexOf({ items }: Draft): string {
	return String(items[0]);
}

function textOf(draft: Draft, isAsync: boolean): string {
	return JSON.stringify(isAsync ? { ...draft.suite, __item_idx: indexOf(draft) } : draft.suite);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function uuidIn(text: string | undefined): string | undefined {
	return text !== undefined && UUID.test(text) ? text : undefined;
}

/** Same run, same content, same settings: same id, so that nothing is created twice. */
function chunkId(
	jsons: readonly string[],
	index: number,
	opensPool: boolean,
	{ runKey, operationId, flags }: ChunkPlan,
): string {
	const content = fingerprint([JSON.stringify({ ...flags, opensPool }), ...jsons]);
	return uuidV5(`${operationId ?? runKey} ${index} ${content}`);
}
