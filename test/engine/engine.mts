import 'reflect-metadata';
import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Core from 'n8n-core';
import type {
	IDataObject,
	INode,
	INodeExecutionData,
	INodeType,
	INodeTypes,
	IRunExecutionData,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
	WorkflowParameters,
} from 'n8n-workflow';
import type * as WorkflowPackage from 'n8n-workflow';
import { repositoryDir } from '../support/build.mts';
import { parentOf, runtimeDataOf, type Caller } from './caller.mts';
import { decrypting } from './decrypting.mts';

/**
 * The real engine, n8n-core, with the built package loaded as n8n loads it. Everything is loaded
 * with `require`, so that the nodes and the tests share the same classes.
 */
process.env.N8N_USER_FOLDER ??= mkdtempSync(join(tmpdir(), 'n8n-core-'));
const require = createRequire(import.meta.url);
export const core = require('n8n-core') as typeof Core;
export const workflowPackage = require('n8n-workflow') as typeof WorkflowPackage;
// Resolved from n8n-core because other packages bring other versions of these two.
const requireOfCore = createRequire(require.resolve('n8n-core'));
const { Container } = requireOfCore('@n8n/di') as {
	Container: { get: <T>(type: unknown) => T; set: (type: unknown, value: unknown) => void };
};
export { Container };

/** Folder of the built nodes, from which `require` loads them. */
const builtDir = join(repositoryDir, 'dist/');

export const PACKAGE = 'n8n-nodes-toloka';

interface LogLine {
	level: string;
	message: string;
}

/** Everything that the nodes and the engine have logged since the last `log.length = 0`. */
export const log: LogLine[] = [];
const logger = {
	...Object.fromEntries(
		['error', 'warn', 'info', 'debug'].map((level) => [
			level,
			(message: string) => void log.push({ level, message: String(message) }),
		]),
	),
	scoped: () => logger,
};
Container.set((requireOfCore('@n8n/backend-common') as { Logger: unknown }).Logger, logger);

let loader = await loadPackage();

async function loadPackage() {
	const fresh = new core.PackageDirectoryLoader(repositoryDir);
	await fresh.loadAll();
	return fresh;
}

/** Clears what the nodes keep in their modules, as a restart of n8n does. */
export async function reloadNodes(): Promise<void> {
	const own = Object.keys(require.cache).filter((file) => file.startsWith(builtDir));
	for (const file of own) delete require.cache[file];
	for (const module of Object.values(require.cache)) {
		const children = module?.children ?? [];
		if (children.some(({ filename }) => filename.startsWith(builtDir))) {
			module!.children = children.filter(({ filename }) => !filename.startsWith(builtDir));
		}
	}
	loader = await loadPackage();
}

/** Executions that start from now on await `pass` before every request. */
export const turnstile = { pass: async (): Promise<void> => undefined };

/** Passes the input to the node under test. */
const start: INodeType = {
	description: {
		displayName: 'Start',
		name: 'start',
		group: ['trigger'],
		version: 1,
		description: '',
		defaults: {},
		inputs: [],
		outputs: ['main'],
		properties: [],
	},
	async execute() {
		return [this.getInputData()];
	},
};

/** Collects the items of a branch. */
const sink: INodeType = {
	description: {
		...start.description,
		displayName: 'Sink',
		name: 'sink',
		group: ['output'],
		inputs: ['main'],
	},
	async execute() {
		return [this.getInputData()];
	},
};

const builtIns: Record<string, INodeType> = { start, sink };

/** Nodes, by name, that run as if they were in the package, for comparison with its own. */
export const guests: Record<string, INodeType> = {};

function ownName(type: string): string | undefined {
	return type.startsWith(`${PACKAGE}.`) ? type.slice(PACKAGE.length + 1) : undefined;
}

function nodeType(name: string) {
	return guests[name] ?? loader.getNode(name).type;
}

export const nodeTypes: INodeTypes = {
	getByName: (type) => {
		const own = ownName(type);
		return own === undefined ? builtIns[type] : nodeType(own);
	},
	getByNameAndVersion: (type, version) => {
		const own = ownName(type);
		if (own === undefined) return builtIns[type];
		return workflowPackage.NodeHelpers.getVersionedNodeType(nodeType(own), version);
	},
	getKnownTypes: () => ({}),
};

/** Returns one of our node types as n8n shows it. */
export function describeNode(name: string): INodeType {
	return workflowPackage.NodeHelpers.getVersionedNodeType(loader.getNode(name).type);
}

export function credentialType(): ReturnType<typeof loader.getCredential>['type'] {
	return loader.getCredential('tolokaApi').type;
}

export function additionalData(
	credentials: IDataObject,
	options: Pick<Beginning, 'mode' | 'executionId' | 'calledBy'> = {},
): IWorkflowExecuteAdditionalData {
	const { mode = 'trigger', executionId = '1', calledBy } = options;
	const nothing = () => undefined;
	const credentialsHelper = {
		getParentTypes: () => [],
		isCredentialUsableByNode: () => true,
		getCredentialsProperties: () => credentialType().properties,
		getDecrypted: decrypting(credentials),
		preAuthentication: async () => undefined,
		authenticate: async (decrypted: never, _type: string, request: never) => {
			const { authenticate } = credentialType();
			if (typeof authenticate !== 'function') throw new Error('a function was expected');
			await turnstile.pass();
			return await authenticate(decrypted, request);
		},
	};
	return {
		currentNodeExecutionIndex: 0,
		credentialsHelper,
		executionId,
		rootExecutionMode: calledBy?.rootExecutionMode,
		userId: 'u',
		variables: {},
		instanceBaseUrl: 'http://localhost/',
		webhookWaitingBaseUrl: 'http://localhost/webhook-waiting',
		formWaitingBaseUrl: 'http://localhost/form-waiting',
		setExecutionStatus: nothing,
		sendDataToUI: nothing,
		logAiEvent: nothing,
		hooks: new core.ExecutionLifecycleHooks(mode, executionId, { id: 'w' } as never),
	} as unknown as IWorkflowExecuteAdditionalData;
}

export interface NodeRun extends Beginning {
	/** Name of the node type without the package, for example `tolokaPushItems`. */
	type: string;
	parameters: IDataObject;
	/** Settings of the node such as `onError`, `retryOnFail`, `alwaysOutputData`. */
	settings?: Partial<INode>;
	/** Connects output 0 of the node to its own input, as the suspend loop does. */
	loop?: boolean;
	/** Cancels the execution once it settles. */
	cancelAfter?: Promise<unknown>;
}

export interface NodeResult {
	status: string;
	/** Each output's items in the last run of the node. */
	outputs: INodeExecutionData[][];
	/** Each output's items in all runs of the node. */
	allOutputs: INodeExecutionData[][];
	error: (Error & { description?: string | null; context?: IDataObject }) | undefined;
	waitTill: Date | undefined;
	data: IRunExecutionData;
}

/** Name of the node that `runNode` runs. */
export const NODE = 'Node under test';

/** Runs one node in a real workflow execution: Start → node → Sink. */
export async function runNode(run: NodeRun): Promise<NodeResult> {
	const node: INode = {
		id: 'node-1',
		name: NODE,
		type: `${PACKAGE}.${run.type}`,
		typeVersion: 1,
		position: [0, 0],
		parameters: run.parameters as never,
		credentials: { tolokaApi: { id: '1', name: 'Toloka' } },
		...run.settings,
	};
	const plain = (name: string): INode => ({
		id: name,
		name,
		type: name.toLowerCase(),
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	});
	const to = (target: string) => ({ node: target, type: 'main' as const, index: 0 });
	const done = run.loop ? [[to(NODE)], [to('Sink')]] : [[to('Sink')]];
	const nodes = [plain('Start'), node, plain('Sink')];
	const connections = { Start: { main: [[to(NODE)]] }, [NODE]: { main: done } };
	const promise = startExecution({ nodes, connections, nodeTypes }, run);
	void run.cancelAfter?.then(() => promise.cancel());
	return resultOf(await promise);
}

/** How an execution starts or resumes. */
export interface Beginning {
	credentials: IDataObject;
	input?: IDataObject[];
	executionId?: string;
	mode?: WorkflowExecuteMode;
	/** When the execution started, in epoch milliseconds, as n8n stores it with the execution. */
	began?: number;
	/** Whose sub-workflow it is; `mode` is `integrated` then. */
	calledBy?: Caller;
	/** Resumes an execution that was saved while waiting, or that failed. */
	resume?: IRunExecutionData;
}

type Execution = ReturnType<Core.WorkflowExecute['processRunExecutionData']>;

/** Executes a workflow, starting from its Start node. */
export function startExecution(
	parts: Pick<WorkflowParameters, 'nodes' | 'connections' | 'nodeTypes'>,
	beginning: Beginning,
): Execution {
	const { credentials, input = [{}], mode = 'trigger', began, calledBy, resume } = beginning;
	const common = { id: 'w', name: 'w', active: false, settings: { executionOrder: 'v1' as const } };
	const workflow = new workflowPackage.Workflow({ ...common, ...parts });
	const main = [input.map((json) => ({ json }))];
	const data =
		resume ??
		workflowPackage.createRunExecutionData({
			executionData: {
				nodeExecutionStack: [{ node: workflow.getNode('Start')!, data: { main }, source: null }],
				...(began !== undefined && { runtimeData: runtimeDataOf(began, mode, calledBy) }),
			},
			parentExecution: calledBy && parentOf(calledBy),
		});
	const extra = additionalData(credentials, beginning);
	return new core.WorkflowExecute(extra, mode, data).processRunExecutionData(workflow);
}

function resultOf(finished: Awaited<Execution>): NodeResult {
	const runs = finished.data.resultData.runData[NODE] ?? [];
	const outputsOf = (index: number) => (runs[index]?.data?.main ?? []).map((items) => items ?? []);
	const last = outputsOf(runs.length - 1);
	const allOutputs: INodeExecutionData[][] = [];
	for (const index of runs.keys()) {
		for (const [output, items] of outputsOf(index).entries())
			allOutputs[output] = (allOutputs[output] ?? []).concat(items);
	}
	const error = finished.data.resultData.error ?? runs.at(-1)?.error;
	return {
		status: finished.status,
		outputs: last,
		allOutputs,
		error: error as NodeResult['error'],
		waitTill: finished.waitTill ?? undefined,
		data: finished.data,
	};
}
