import type { IDataObject, INodeParameters, IRunExecutionData } from 'n8n-workflow';
import { beforeEach } from 'vitest';
import type { PoolInfo } from '../../emulator/inProcess/catalogue.mts';
import type { PoolWish } from '../../emulator/inProcess/seedData.mts';
import type { TruthTaskSuite } from '../../emulator/v1/truth.mts';
import { byId } from './emulated.mts';
import { EmulatedTest } from './emulatedTest.mts';
import type { NodeResult, NodeRun } from './engine.mts';

export const POST = 'POST /task-suites';

/** The Create Task Suites node, and a closed pool for pictures. */
export class Creating extends EmulatedTest {
	pool!: PoolInfo;

	constructor() {
		super();
		beforeEach(() => {
			this.pool = this.emulator.catalogue.pool('CLOSED');
		});
	}

	/** Runs the node on `pool`, or on the pool in the parameters. */
	async create(
		input: IDataObject[],
		parameters: IDataObject = {},
		rest: Partial<NodeRun> = {},
	): Promise<NodeResult> {
		return await this.emulated.run(
			'tolokaCreateTaskSuites',
			{ pool: byId(this.pool.id), ...parameters },
			{ input, ...rest },
		);
	}

	/** Returns the suites that exist in the pool. */
	suites(): TruthTaskSuite[] {
		return this.emulator.truth.taskSuites(this.pool.id);
	}

	/** Replaces `pool` with a new pool made as wished. */
	usePool(wish: PoolWish): void {
		this.pool = this.emulator.seedData.addPool(wish);
	}

	posts(): number {
		return this.emulator.log.count(POST);
	}
}

/** Builds rows that the project of the pool accepts; a longer note makes larger rows. */
export function pictures(count: number, note = ''): IDataObject[] {
	return Array.from({ length: count }, (_, index) => ({
		image: `https://example.com/${index}.jpg`,
		...(note !== '' && { note }),
	}));
}

/** Builds rows that do not fit into one request: 1,500 rows of almost a kilobyte each. */
export function twoRequests(): IDataObject[] {
	return pictures(1_500, 'n'.repeat(900));
}

/** Matches the request for the last 447 of these rows, in whichever order the two arrive. */
export const SECOND = { route: POST, maxCount: 500 };

/** Builds a suite as JSON with one task per image. */
export function suiteOf(...images: unknown[]): IDataObject {
	return { tasks: images.map((image) => ({ input_values: { image } })) } as IDataObject;
}

/** Fails unless every row is in exactly one suite, the one that its output item names. */
export function expectEachRowOnce(
	rows: IDataObject[],
	outputs: NodeResult['outputs'][number],
	suites: TruthTaskSuite[],
): void {
	const suiteByTask = new Map(
		suites.flatMap((suite) => suite.tasks.map((task) => [task.id, { suite, task }] as const)),
	);
	if (outputs.length !== rows.length || suiteByTask.size !== rows.length) {
		throw new Error(`${rows.length} rows, ${outputs.length} outputs, ${suiteByTask.size} tasks`);
	}
	for (const [index, { json, pairedItem }] of outputs.entries()) {
		const found = suiteByTask.get(String(json.task_id));
		const isSame =
			JSON.stringify(pairedItem) === JSON.stringify({ item: index }) &&
			found?.suite.id === json.task_suite_id &&
			found?.task.input.image === rows[index].image;
		if (!isSame) throw new Error(`row ${index} got ${JSON.stringify(json)}`);
	}
}

/**
 * Returns a failed execution as n8n loads it from its database for a retry.
 *
 * @param changes changes to the node's parameters: “Retry with currently saved workflow”.
 */
export function saved(result: NodeResult, changes: IDataObject = {}): IRunExecutionData {
	const data = JSON.parse(JSON.stringify(result.data)) as IRunExecutionData;
	const { resultData, executionData } = data;
	delete resultData.error;
	if (resultData.lastNodeExecuted !== undefined) {
		resultData.runData[resultData.lastNodeExecuted].pop();
	}
	for (const entry of executionData?.nodeExecutionStack ?? []) {
		const parameters = { ...entry.node.parameters, ...changes } as INodeParameters;
		entry.node = { ...entry.node, parameters };
	}
	return data;
}

/** Fails unless the pool holds exactly one task for each of these rows, and nothing else. */
export function expectOnce(rows: readonly IDataObject[], suites: readonly TruthTaskSuite[]): void {
	const counts = new Map<unknown, number>();
	for (const { image } of rows) counts.set(image, (counts.get(image) ?? 0) + 1);
	for (const { input } of suites.flatMap(({ tasks }) => tasks)) {
		counts.set(input.image, (counts.get(input.image) ?? 0) - 1);
	}
	const wrong = [...counts].filter(([, count]) => count !== 0);
	if (wrong.length > 0) {
		const [image, count] = wrong[0];
		const what = count > 0 ? 'missing' : 'too many';
		throw new Error(
			`${wrong.length} rows are wrong: of ${String(image)} ${Math.abs(count)} ${what}`,
		);
	}
}

let manualExecutions = 100;

/** Options of a manual run, each time of a later execution. */
export function manual() {
	const executionId = String(++manualExecutions);
	return { mode: 'manual' as const, executionId, began: manualExecutions };
}
