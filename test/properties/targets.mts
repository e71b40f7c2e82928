import type {
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';
import { virtualClock } from '../../emulator/clock.mts';
import type { Emulator } from '../../emulator/createEmulator.mts';
import { createEmulator } from '../../emulator/createEmulator.mts';
import { byId, credentialsFor } from '../engine/emulated.mts';
import { describeNode, log, runNode } from '../engine/engine.mts';
import { useVirtualTime } from '../engine/time.mts';
import { createTrigger } from '../engine/trigger.mts';
import { TOKEN } from './hostile.mts';
import type { HostileService } from './hostileService.mts';
import { startHostileService } from './hostileService.mts';

/** The inputs of a node before any of them is spoiled. */
interface Given {
	parameters: IDataObject;
	input: IDataObject[];
	settings?: Partial<INode>;
	/** Connects the first output to the input. */
	loop?: boolean;
	/** For a trigger: the state that n8n has stored for it. */
	stored?: IDataObject;
}

/** What happened, and what to do. */
export interface Words {
	message: string;
	description: string;
}

/** The results of a run, including the errors of every poll. */
export interface Outcome {
	errors: unknown[];
	items: unknown[];
	/** The messages of items that failed. */
	failed?: Words[];
	log: unknown[];
}

export interface Stage {
	emulator: Emulator;
	service: HostileService;
	run(type: string, given: Given): Promise<Outcome>;
	close(): Promise<void>;
}

/** A node to be tested with arbitrary values; the rest is read from its description. */
export interface Target {
	type: string;
	how: string;
	/** Values with which the node works. */
	given(emulator: Emulator): Given;
}

const IMAGES: IDataObject[] = [
	{ id: '1', image_url: 'https://example.com/1.jpg' },
	{ id: '2', image_url: 'https://example.com/2.jpg' },
];
const TASKS: IDataObject[] = IMAGES.map(({ image_url: image }) => ({ image }));

const project = ({ catalogue }: Emulator) => byId(catalogue.appProject().id);
const pool = ({ catalogue }: Emulator) => byId(catalogue.pool().id);

/** Adds two operations that end within a minute; one of them may fail. */
function operationInput({ seedData }: Emulator): IDataObject[] {
	return seedData
		.addOperations({ count: 2, overMs: MINUTE_MS, failShare: 0.3 })
		.map((id) => ({ id }));
}

export const TARGETS: Target[] = [
	{
		type: 'tolokaPushItems',
		how: 'to the stream',
		given: (emulator) => ({
			parameters: { project: project(emulator), invalidItems: 'pushValid' },
			input: IMAGES,
		}),
	},
	{
		type: 'tolokaPushItems',
		how: 'to a new batch',
		given: (emulator) => ({
			parameters: { project: project(emulator), destination: 'newBatch', batchName: 'Batch' },
			input: IMAGES,
		}),
	},
	{
		type: 'tolokaPollFinishedItemsTrigger',
		how: 'from the beginning',
		given: (emulator) => ({
			parameters: { project: project(emulator), startFrom: 'beginning' },
			input: [],
		}),
	},
	{
		type: 'tolokaCreateTaskSuites',
		how: 'waiting for the suites',
		given: (emulator) => ({
			parameters: { pool: pool(emulator), invalidItems: 'createValid', openPool: true },
			input: TASKS,
		}),
	},
	{
		type: 'tolokaCreateTaskSuites',
		how: 'synchronously, from JSON',
		given: (emulator) => ({
			parameters: {
				pool: pool(emulator),
				input: 'suites',
				delivery: 'sync',
				overlapMode: 'number',
			},
			input: TASKS.map((values) => ({ overlap: 1, tasks: [{ input_values: values }] })),
		}),
	},
	{
		type: 'tolokaWaitForOperation',
		how: 'in the node',
		given: (emulator) => ({
			parameters: { deadlineMinutes: 2, ifFailed: 'output', options: { addTaskSuiteIds: true } },
			input: operationInput(emulator),
		}),
	},
	{
		type: 'tolokaWaitForOperation',
		how: 'suspended',
		given: (emulator) => ({
			parameters: { mode: 'suspend', deadlineHours: 1, ifFailed: 'output' },
			input: operationInput(emulator),
			loop: true,
		}),
	},
	{
		type: 'tolokaGetAggregatedSolutions',
		how: 'of an operation',
		given: ({ seedData }) => ({
			parameters: { operation: 'getMany', returnAll: true, options: { pageSize: 3 } },
			input: [{ operation_id: seedData.addAggregation({ rows: 5 }) }],
		}),
	},
	{
		type: 'tolokaGetAggregatedSolutions',
		how: 'of a pool, as CSV',
		given: (emulator) => ({
			parameters: {
				operation: 'aggregatePool',
				pool: byId(emulator.catalogue.pool('OPEN').id),
				outputField: 'result',
				output: 'file',
				format: 'csv',
			},
			input: [{}],
		}),
	},
];

/** Lists the names of a node's parameters, and those in its options collection. */
export function parameterNames(type: string): { own: string[]; options: string[] } {
	const properties = describeNode(type).description.properties;
	const options = properties.find(({ name }) => name === 'options')?.options ?? [];
	const shown = properties.filter(({ type: kind }) => kind !== 'notice');
	return {
		own: [...new Set(shown.map(({ name }) => name))],
		options: (options as INodeProperties[]).map(({ name }) => name),
	};
}

const SEEDED_ITEMS = 8;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Starts an emulator behind a hostile service, and nodes that run in its virtual time. */
export async function openStage(): Promise<Stage> {
	const emulator = await createEmulator({ clock: virtualClock() });
	const service = await startHostileService(emulator);
	const time = useVirtualTime(emulator.clock);
	let runs = 0;

	async function run(type: string, given: Given): Promise<Outcome> {
		log.length = 0;
		const credentials = credentialsFor(service.url, TOKEN);
		const isTrigger = describeNode(type).description.polling === true;
		const outcome = isTrigger
			? await runTrigger(given, credentials, `w${(runs += 1)}`)
			: await runAction(type, given, credentials);
		return { ...outcome, log: [...log] };
	}

	async function runTrigger(given: Given, credentials: IDataObject, workflowId: string) {
		const trigger = createTrigger({
			credentials,
			parameters: given.parameters,
			stored: given.stored,
			workflowId,
		});
		const errors: unknown[] = [];
		const noted = (error: unknown) => void errors.push(error);
		await trigger.activate().catch(noted);
		for (let tick = 0; tick < 2; tick++) {
			emulator.clock.advance(MINUTE_MS);
			await trigger.tick().catch(noted);
		}
		const test = createTrigger({ credentials, parameters: given.parameters, mode: 'manual' });
		await test.activate().catch(noted);
		const shown = [...trigger.items(), ...test.items(), trigger.saved()];
		return { errors: [...errors, ...trigger.errors, ...test.errors], items: shown };
	}

	return {
		emulator,
		service,
		run,
		close: async () => {
			time.restore();
			await service.close();
			await emulator.close();
		},
	};
}

async function runAction(type: string, given: Given, credentials: IDataObject) {
	const runs = countRuns(type);
	const run = { type, credentials, cancelAfter: runs.tooMany, ...given };
	const result = await runNode(run).catch(refusedByEngine).finally(runs.stop);
	if (runs.count > MAX_RUNS) throw new Error(`${type} runs on and on`);
	if (result === undefined) return { errors: [], items: [] };
	const { error, allOutputs } = result;
	const items = allOutputs.flat();
	return { errors: error === undefined ? [] : [error], items, failed: items.flatMap(wordsOf) };
}

/** Reads the message of an item that failed in a node that continues on fail. */
function wordsOf({ json: { error, message } }: INodeExecutionData): Words[] {
	const isFailed = typeof error === 'string' && typeof message === 'string';
	return isFailed ? [{ message: error, description: message }] : [];
}

/** More runs of a node in one execution than any loop needs. */
const MAX_RUNS = 500;

/** Counts how often the engine runs a node, and ends a loop that exceeds `MAX_RUNS`. */
function countRuns(type: string) {
	const node = describeNode(type);
	const execute = node.execute!;
	let end: () => void = () => undefined;
	const runs = {
		count: 0,
		tooMany: new Promise<void>((resolve) => (end = resolve)),
		stop: () => {
			node.execute = execute;
		},
	};
	node.execute = async function (this: IExecuteFunctions) {
		runs.count += 1;
		if (runs.count > MAX_RUNS) {
			end();
			await new Promise((resolve) => setImmediate(resolve));
		}
		return await execute.call(this);
	};
	return runs;
}

/** Accepts n8n's refusal to run a node whose required parameters are missing. */
function refusedByEngine(error: unknown): undefined {
	if (error instanceof Error && error.name === 'WorkflowHasIssuesError') return undefined;
	throw error;
}

/** Resets the emulator, fills it with data and frees every quota. */
export function seed({ emulator }: Stage): void {
	emulator.reset();
	emulator.clock.advance(DAY_MS);
	const now = emulator.clock.now();
	const { id } = emulator.catalogue.appProject();
	emulator.seedData.addItems(id, {
		count: SEEDED_ITEMS,
		finishedFromMs: now - MINUTE_MS,
		finishedToMs: now,
	});
}
