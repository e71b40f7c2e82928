import type { IDataObject, INode } from 'n8n-workflow';
import type { PoolInfo } from '../../../../emulator/inProcess/catalogue.mts';
import { byId } from '../../../engine/emulated.mts';
import type { Draw } from '../draw.mts';
import { retryOnFail } from '../execution.mts';
import type { Stage } from '../stage.mts';
import { inTurns } from './pushPlan.mts';

export type Delivery = 'wait' | 'operation' | 'sync';

/** What a scenario tests besides faults. */
export type SuitesTheme = 'plain' | 'groups' | 'changes' | 'mixing' | 'limited';

/** The settings and input of one execution of Create Task Suites. */
export interface SuitesScenario {
	theme: SuitesTheme;
	pools: PoolInfo[];
	/** Whether the pools use smart mixing, so that each item becomes a task. */
	mixes: boolean;
	/** Returns the pool of an input item. */
	poolAt(item: number): string;
	input: 'tasks' | 'suites';
	delivery: Delivery;
	/** Input values of each input item's tasks. */
	tasks: IDataObject[][];
	rows: IDataObject[];
	/** Items that the node or the service refuses. */
	refused: Set<number>;
	skipsInvalid: boolean;
	opensPool: boolean;
	onError: NonNullable<INode['onError']>;
	tries: number;
	parameters: IDataObject;
	settings: Partial<INode>;
	/** Minimum number of requests for the suites. */
	chunks: number;
}

/** Returns the route that creates suites or tasks. */
export function postRoute({ mixes }: SuitesScenario): string {
	return mixes ? 'POST /tasks' : 'POST /task-suites';
}

export function suiteRoutes(scenario: SuitesScenario): string[] {
	const post = postRoute(scenario);
	return [
		'GET /pools/{id}',
		'GET /projects/{id}',
		...[post, post, post, post],
		'GET /operations/{id}',
		'GET /operations/{id}',
		'GET /operations',
		'GET /operations/{id}/log',
		'GET /operations/{id}/log',
		scenario.mixes ? 'GET /tasks' : 'GET /task-suites',
	];
}

const MIXER = { real_tasks_count: 9, golden_tasks_count: 1, training_tasks_count: 0 };

const OWN_SPEC = {
	image: { type: 'url' },
	blob: { type: 'string', required: false },
	level: { type: 'integer', required: false, max_value: 9 },
};
const CHUNK_BYTES = 1_000_000;

export function planSuites(stage: Stage, theme: SuitesTheme): SuitesScenario {
	const { draw, emulator } = stage;
	const defaultOverlap = draw.chance(0.5) ? 2 : null;
	const mixes = theme === 'mixing' || (theme !== 'plain' && draw.chance(0.3));
	const wish = {
		inputSpec: OWN_SPEC,
		defaultOverlap,
		...(mixes && { mixerConfig: MIXER, defaultTaskOverlap: defaultOverlap }),
	};
	const addPool = (name: string) => emulator.seedData.addPool({ name, ...wish });
	const input = mixes
		? 'tasks'
		: draw.weighted<'tasks' | 'suites'>([7, 'tasks'], [theme === 'groups' ? 0 : 3, 'suites']);
	const pools = [addPool('Own')];
	if (input === 'suites' && draw.chance(0.5)) pools.push(addPool('Second'));
	if (theme === 'groups')
		for (let more = draw.between(1, 2); more > 0; more--) pools.push(addPool('Other'));
	const size = sizeOf(draw, theme);
	// A single suite must not exceed the size of a request.
	const isFat = size.fatBytes > 0;
	const isBad = draw.weighted([7, 0], [2, 0.1], [1, 0.6]);
	const refused = new Set<number>();
	const badFor = draw.pick(['node', 'service'] as const);
	const tasks = Array.from({ length: size.items }, (_, item) => {
		const count = input === 'tasks' || isFat ? 1 : draw.between(1, 4);
		const values = Array.from({ length: count }, (__, task) =>
			goodTask(stage.seed, `${item}-${task}`, size.fatBytes),
		);
		if (!draw.chance(isBad)) return values;
		refused.add(item);
		return [...values.slice(1), badTask(draw, values[0], badFor)];
	});
	if (badFor === 'service') hideLimits(stage, pools);
	const total = tasks.flat().length * (size.fatBytes + 60);
	const rows =
		input === 'tasks' ? tasks.flat() : tasks.map((values) => suiteOf(draw, values, pools));
	const ids = pools.map(({ id }) => id);
	const configured = configure(draw, input, defaultOverlap);
	configured.parameters.pool = byId(theme === 'groups' ? inTurns(ids) : ids[0]);
	if (input === 'tasks' && (isFat || mixes)) configured.parameters.tasksPerSuite = 1;
	const chunks = Math.ceil(total / CHUNK_BYTES) + pools.length;
	const poolAt = (item: number) =>
		theme === 'groups' ? ids[item % ids.length] : String(rows[item].pool_id ?? ids[0]);
	return { ...configured, theme, pools, mixes, poolAt, input, tasks, rows, refused, chunks };
}

function sizeOf(draw: Draw, theme: SuitesTheme): { items: number; fatBytes: number } {
	return draw.weighted<() => { items: number; fatBytes: number }>(
		[5, () => ({ items: draw.between(1, 4), fatBytes: 0 })],
		[8, () => ({ items: draw.between(5, 60), fatBytes: 0 })],
		[2, () => ({ items: draw.between(200, 1_200), fatBytes: 0 })],
		[
			theme === 'plain' || theme === 'mixing' ? 4 : 1,
			() => ({ items: draw.between(4, 12), fatBytes: draw.between(150_000, 600_000) }),
		],
	)();
}

/** Makes a task that differs from all others, so that the service's tasks can be told apart. */
function goodTask(seed: number, name: string, fatBytes: number): IDataObject {
	const blob = fatBytes === 0 ? {} : { blob: 'x'.repeat(fatBytes) };
	return { image: `https://example.com/${seed % 997}/${name}.jpg`, ...blob };
}

function badTask(draw: Draw, task: IDataObject, badFor: 'node' | 'service'): IDataObject {
	if (badFor === 'service') return { ...task, level: 99 };
	return draw.pick([
		// A row without any value would not be an item at all.
		{ blob: 'no image', ...task, image: undefined },
		{ ...task, image: 7 },
		{ ...task, unknown_field: 1 },
	]);
}

function suiteOf(draw: Draw, values: IDataObject[], pools: PoolInfo[]): IDataObject {
	const tasks = values.map((input) => ({ input_values: input }));
	const pool = pools.length > 1 ? { pool_id: draw.pick(pools).id } : {};
	return { tasks, ...pool };
}

/** Hides the limits of the project's fields, so that only the service knows them. */
function hideLimits({ emulator }: Stage, pools: PoolInfo[]): void {
	const input_spec = Object.fromEntries(
		Object.entries(OWN_SPEC).map(([name, field]) => [
			name,
			{ type: field.type, required: !('required' in field) },
		]),
	);
	for (const { projectId } of pools) {
		emulator.faults.add({
			kind: 'status',
			status: 200,
			body: { id: projectId, status: 'ACTIVE', task_spec: { input_spec } },
			times: 'always',
			match: { route: 'GET /projects/{id}', path: `${projectId}$` },
		});
	}
}

function configure(draw: Draw, input: 'tasks' | 'suites', defaultOverlap: number | null) {
	const delivery = draw.weighted<Delivery>([6, 'wait'], [2, 'operation'], [2, 'sync']);
	const skipsInvalid = draw.chance(0.5);
	const opensPool = draw.chance(0.4);
	const onError = draw.weighted<NonNullable<INode['onError']>>(
		[6, 'stopWorkflow'],
		[2, 'continueRegularOutput'],
		[2, 'continueErrorOutput'],
	);
	const tries = draw.chance(0.4) ? draw.between(2, 5) : 1;
	const isNumber = defaultOverlap === null || draw.chance(0.3);
	const options: IDataObject = { extraFields: 'refuse' };
	if (draw.chance(0.3)) options.returnTaskIds = false;
	if (draw.chance(0.2)) options.maxWait = draw.pick([1, 5]);
	if (delivery !== 'sync' && draw.chance(0.15)) options.operationId = `order ${draw.between(1, 9)}`;
	const parameters: IDataObject = {
		input,
		delivery,
		invalidItems: skipsInvalid ? 'createValid' : 'stop',
		openPool: opensPool,
		overlapMode: isNumber ? 'number' : 'poolDefault',
		...(isNumber && { overlap: draw.between(1, 5) }),
		...(input === 'tasks' && { tasksPerSuite: draw.pick([1, 1, 2, 3, 10]) }),
		options,
	};
	const settings = { onError, ...retryOnFail(tries) } as Partial<INode>;
	return { delivery, skipsInvalid, opensPool, onError, tries, parameters, settings };
}
