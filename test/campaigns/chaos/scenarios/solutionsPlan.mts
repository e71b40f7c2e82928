import type { IDataObject, INode } from 'n8n-workflow';
import { byId } from '../../../engine/emulated.mts';
import type { Draw } from '../draw.mts';
import { retryOnFail } from '../execution.mts';
import type { Stage } from '../stage.mts';

/** The settings and input of one execution of Get Aggregated Solutions. */
export interface SolutionsScenario {
	operation: 'getMany' | 'aggregatePool';
	/** IDs of the operations to read; empty if a pool is aggregated. */
	ids: string[];
	/** Input items whose operation has no solutions to read. */
	refused: Set<number>;
	rows: IDataObject[];
	above: string | undefined;
	upTo: string | undefined;
	descending: boolean;
	limit: number;
	flatten: boolean;
	format: 'csv' | 'ndjson';
	/** Minimum number of quota requests for the solutions. */
	pages: number;
	deadlineMinutes: number;
	onError: NonNullable<INode['onError']>;
	tries: number;
	parameters: IDataObject;
	settings: Partial<INode>;
}

export const START = 'POST /aggregated-solutions/aggregate-by-pool';
const READ = 'GET /aggregated-solutions/{operationId}';
const OPERATION = 'GET /operations/{id}';

export const SOLUTIONS_ROUTES: Record<SolutionsScenario['operation'], string[]> = {
	getMany: [READ, READ, OPERATION],
	aggregatePool: [START, START, READ, OPERATION, 'GET /operations'],
};

const MOST_PAGES = 35;
const SAFE_PAGE_SIZE = 300;

export function planSolutions(stage: Stage): SolutionsScenario {
	const { draw } = stage;
	const operation = draw.weighted<SolutionsScenario['operation']>(
		[6, 'getMany'],
		[4, 'aggregatePool'],
	);
	return operation === 'getMany' ? planReading(stage) : planAggregation(stage);
}

function planReading({ draw, emulator }: Stage): SolutionsScenario {
	const { seedData, truth } = emulator;
	const sizes = Array.from({ length: draw.weighted([4, 1], [2, 2], [1, 4]) }, () => sizeOf(draw));
	const refused = new Set(draw.chance(0.1) ? [draw.between(0, sizes.length - 1)] : []);
	const isExpired = draw.chance(0.5);
	const ids = sizes.map((rows, item) => {
		if (!refused.has(item)) return seedData.addAggregation({ rows });
		if (isExpired) return seedData.addAggregation({ rows, expired: true });
		return seedData.addOperations({ count: 1, overMs: 0 })[0];
	});
	const known = draw.chance(0.3) ? truth.solutions(ids[0]).map(({ taskId }) => taskId) : [];
	const above = known[draw.between(0, 3)];
	const upTo = known[known.length - draw.between(1, 3)];
	const most = Math.max(...sizes);
	const wanted = draw.weighted([5, 1], [3, draw.between(2, 8)], [1, draw.between(9, MOST_PAGES)]);
	const pageSize = wanted === 1 ? undefined : Math.ceil(Math.max(1, most) / wanted);
	const isShort = (pageSize ?? most) > SAFE_PAGE_SIZE && most < 1_000 && draw.chance(0.5);
	if (isShort) emulator.switches.set({ aggregatedMaxLimit: SAFE_PAGE_SIZE });
	const size = isShort ? SAFE_PAGE_SIZE : (pageSize ?? Infinity);
	const options: IDataObject = {
		...(pageSize !== undefined && { pageSize }),
		...(above !== undefined && { taskIdGt: above }),
		...(upTo !== undefined && { taskIdLte: upTo }),
	};
	const rows = ids.map((id) => ({ id }));
	const configured = configure(draw, 'getMany', options);
	// A limit is planned for before it is known that there are fewer solutions.
	const plannedEach = configured.limit === Infinity ? 1 : Math.ceil(configured.limit / size);
	const planned = sizes.length * plannedEach;
	const needed = sizes.reduce((sum, count) => sum + Math.ceil(count / size) + 1, 0);
	const pages = Math.max(planned, needed);
	return { ...configured, ids, refused, rows, above, upTo, pages };
}

function sizeOf(draw: Draw): number {
	return draw.weighted([1, 0], [5, draw.between(1, 60)], [4, draw.between(100, 900)], [1, 5_000]);
}

function planAggregation({ draw, emulator }: Stage): SolutionsScenario {
	const pool = emulator.catalogue.pool('OPEN');
	emulator.seedData.addTaskSuites(pool.id, { count: draw.between(0, 300), overlap: 3 });
	emulator.switches.set({
		operationPendingMs: draw.pick([0, 500, 30_000]),
		operationRunMs: draw.pick([0, 2_000, 60_000, 4 * 60_000]),
		bySkillNeedsMixer: false,
	});
	const parameters: IDataObject = draw.chance(0.5)
		? { outputField: 'result' }
		: {
				method: 'WEIGHTED_DYNAMIC_OVERLAP',
				skill: byId(draw.pick(emulator.catalogue.skills()).id),
				outputFields: ['result'],
			};
	const rows = Array.from({ length: draw.weighted([3, 1], [1, 2]) }, () => ({}));
	const configured = configure(draw, 'aggregatePool', {});
	Object.assign(configured.parameters, { pool: byId(pool.id), ...parameters });
	const unknown = { ids: [], refused: new Set<number>(), above: undefined, upTo: undefined };
	return { ...configured, ...unknown, rows, pages: 1 + rows.length };
}

function configure(draw: Draw, operation: SolutionsScenario['operation'], options: IDataObject) {
	const returnAll = draw.chance(0.6);
	const limit = draw.pick([1, 50, 400]);
	const descending = draw.chance(0.4);
	const output = draw.pick(['items', 'pages', 'file'] as const);
	const format = output === 'file' ? draw.pick(['csv', 'ndjson'] as const) : 'ndjson';
	const flatten = draw.chance(0.4);
	const deadlineMinutes = draw.weighted([4, 10], [1, 1]);
	const onError = draw.weighted<NonNullable<INode['onError']>>(
		[6, 'stopWorkflow'],
		[2, 'continueRegularOutput'],
		[2, 'continueErrorOutput'],
	);
	const tries = draw.chance(0.4) ? draw.between(2, 5) : 1;
	const isPool = operation === 'aggregatePool';
	const parameters: IDataObject = {
		operation,
		output,
		format,
		sort: descending ? 'descending' : 'ascending',
		returnAll,
		...(!returnAll && { limit }),
		options: { ...options, flatten, ...(isPool && { deadlineMinutes }) },
	};
	const settings = { onError, ...retryOnFail(tries) } as Partial<INode>;
	return {
		operation,
		descending,
		limit: returnAll ? Infinity : limit,
		flatten: flatten || format === 'csv',
		format,
		deadlineMinutes,
		onError,
		tries,
		parameters,
		settings,
	};
}
