import type {
	EngineRequest,
	EngineResponse,
	IConnections,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeType,
	INodeTypes,
	IRunExecutionData,
	ITaskData,
	NodeConnectionType,
} from 'n8n-workflow';
import { PACKAGE, nodeTypes, startExecution } from './engine.mts';
import type { Beginning, NodeResult } from './engine.mts';

/** A node of a small workflow, built-in or ours; `Tool` after its type makes it a tool. */
export interface FlowNode extends Partial<Omit<INode, 'parameters'>> {
	name: string;
	type: string;
	parameters?: IDataObject;
}

export interface Flow extends Beginning {
	/** All nodes except Start, which passes on the input; a node named Start replaces it. */
	nodes: FlowNode[];
	wires: Array<[from: string, to: string, output?: number, type?: NodeConnectionType]>;
}

export interface FlowResult {
	status: string;
	error: NodeResult['error'];
	waitTill: Date | undefined;
	data: IRunExecutionData;
	runs(name: string): ITaskData[];
	/** All items that a node sent to an output. */
	items(name: string, output?: number): INodeExecutionData[];
}

const description = {
	displayName: 'Node',
	group: ['transform' as const],
	version: 1,
	description: '',
	defaults: {},
	inputs: ['main' as const],
	outputs: ['main' as const],
	properties: [],
};

const calls = { displayName: 'Calls', name: 'calls', type: 'json' as const, default: [] };
const agentInputs = ['main' as const, { type: 'ai_tool' as const, displayName: 'Tool' }];

interface Tool {
	invoke(args: IDataObject): Promise<unknown>;
}

/** Calls its tool once per entry of `calls` through LangChain. */
function callingNode(name: string, answerTo: (error: Error) => string): INodeType {
	const flag = { type: 'boolean' as const, default: false };
	return {
		description: {
			...description,
			name,
			inputs: agentInputs,
			properties: [
				calls,
				{ displayName: 'At Once', name: 'atOnce', ...flag },
				{ displayName: 'For Each Item', name: 'forEachItem', ...flag },
			],
		},
		async execute() {
			const toolFor = async (item: number) =>
				((await this.getInputConnectionData('ai_tool', item)) as Tool[])[0];
			const call = async (tool: Tool, args: IDataObject): Promise<unknown> =>
				await tool.invoke(args).catch(answerTo);
			const wanted = this.getNodeParameter('calls', 0) as IDataObject[];
			const answers: unknown[] = [];
			if (this.getNodeParameter('forEachItem', 0, false) === true) {
				const tools = await Promise.all(this.getInputData().map((_item, at) => toolFor(at)));
				answers.push(...(await Promise.all(tools.map((tool, at) => call(tool, wanted[at])))));
			} else if (this.getNodeParameter('atOnce', 0, false) === true) {
				const tool = await toolFor(0);
				answers.push(...(await Promise.all(wanted.map((args) => call(tool, args)))));
			} else {
				const tool = await toolFor(0);
				for (const args of wanted) answers.push(await call(tool, args));
			}
			return [answers.map((answer) => ({ json: { answer } as IDataObject }))];
		},
	};
}

/** As agents up to version 2 do: to the model, they answer an error with an empty text (n8n §10). */
const callingAgent = callingNode('callingAgent', () => '');

/** As the MCP Server Trigger does, which shows its client an error. */
const callingServer = callingNode('mcpTrigger', ({ message }) => `Error: ${message}`);

interface AgentState {
	next: number;
}

/** Has the engine run its tool once per entry of `calls`, in order, as agents of version 3 do. */
const requestingAgent: INodeType = {
	description: {
		...description,
		name: 'requestingAgent',
		inputs: agentInputs,
		properties: [calls],
	},
	async execute(response?: EngineResponse) {
		const wanted = this.getNodeParameter('calls', 0) as IDataObject[];
		const { next = 0 } = (response?.metadata ?? {}) as Partial<AgentState>;
		if (next >= wanted.length) return [[{ json: {} }]];
		const [tool] = this.getParentNodes(this.getNode().name, {
			connectionType: 'ai_tool',
			depth: 1,
		});
		const request: EngineRequest<AgentState> = {
			actions: [
				{
					actionType: 'ExecutionNodeAction',
					nodeName: tool.name,
					input: wanted[next],
					type: 'ai_tool',
					id: `call-${next}`,
					metadata: { next },
				},
			],
			metadata: { next: next + 1 },
		};
		return request;
	},
};

/** Runs its loop a number of times: output 1 leads into the loop, output 0 ends it. */
const repeat: INodeType = {
	description: {
		...description,
		name: 'repeat',
		outputs: ['main', 'main'],
		properties: [{ displayName: 'Times', name: 'times', type: 'number', default: 2 }],
	},
	async execute() {
		const memory = this.getContext('node') as { runs?: number };
		memory.runs = (memory.runs ?? 0) + 1;
		const isOver = memory.runs > (this.getNodeParameter('times', 0) as number);
		const items = this.getInputData();
		return isOver ? [items, []] : [[], items];
	},
};

interface LoopState {
	left?: INodeExecutionData[];
	processed?: INodeExecutionData[];
}

/**
 * n8n's Loop Over Items under its type name: output 1 leads into the loop, output 0 returns the
 * processed items.
 */
const batches: INodeType = {
	description: {
		...description,
		name: 'batches',
		outputs: ['main', 'main'],
		properties: [{ displayName: 'Batch Size', name: 'batchSize', type: 'number', default: 1 }],
	},
	async execute() {
		const memory = this.getContext('node') as LoopState;
		const items = this.getInputData();
		if (memory.left === undefined) [memory.left, memory.processed] = [[...items], []];
		else memory.processed = [...(memory.processed ?? []), ...items];
		const next = memory.left.splice(0, this.getNodeParameter('batchSize', 0) as number);
		return next.length === 0 ? [memory.processed ?? [], []] : [[], next];
	},
};

/** Outputs the value of an expression for each item. */
const reads: INodeType = {
	description: {
		...description,
		name: 'reads',
		properties: [{ displayName: 'Value', name: 'value', type: 'string', default: '' }],
	},
	async execute() {
		const read = (item: number): unknown => this.getNodeParameter('value', item);
		return [this.getInputData().map((_item, at) => ({ json: { value: read(at) } as IDataObject }))];
	},
};

/** Outputs these pools, whatever the input. */
const pools: INodeType = {
	description: {
		...description,
		name: 'pools',
		properties: [{ displayName: 'Pools', name: 'pools', type: 'json', default: [] }],
	},
	async execute() {
		return [(this.getNodeParameter('pools', 0) as string[]).map((pool) => ({ json: { pool } }))];
	},
};

const builtIns: Record<string, INodeType> = {
	'n8n-nodes-base.splitInBatches': batches,
	'@n8n/n8n-nodes-langchain.mcpTrigger': callingServer,
	callingAgent,
	pools,
	reads,
	repeat,
	requestingAgent,
};

/**
 * Makes a tool of a node with `usableAsTool`, as n8n does: the same node with a tool as its output.
 */
function asTool(type: INodeType): INodeType {
	const tool = Object.create(type) as INodeType;
	const name = `${type.description.name}Tool`;
	tool.description = { ...type.description, name, inputs: [], outputs: ['ai_tool'] };
	return tool;
}

const TOOL = /^(.+)Tool$/;

const flowTypes: INodeTypes = {
	...nodeTypes,
	getByName: (type) => builtIns[type] ?? nodeTypes.getByName(type),
	getByNameAndVersion: (type, version) => {
		const [, plain] = (type.startsWith(PACKAGE) && TOOL.exec(type)) || [];
		if (plain !== undefined) return asTool(nodeTypes.getByNameAndVersion(plain, version));
		return builtIns[type] ?? nodeTypes.getByNameAndVersion(type, version);
	},
};

const START: FlowNode = { name: 'Start', type: 'start' };

/** Runs a small workflow in n8n's engine, for tests that need more than Start → node → Sink. */
export async function runFlow(flow: Flow): Promise<FlowResult> {
	const start = flow.nodes.some(({ name }) => name === 'Start') ? [] : [START];
	const nodes = [...start, ...flow.nodes].map(completed);
	const parts = { nodes, connections: connectionsOf(flow.wires), nodeTypes: flowTypes };
	const finished = await startExecution(parts, flow);
	const { runData, error } = finished.data.resultData;
	const runs = (name: string) => runData[name] ?? [];
	return {
		status: finished.status,
		error: error as NodeResult['error'],
		waitTill: finished.waitTill ?? undefined,
		data: finished.data,
		runs,
		items: (name, output = 0) => runs(name).flatMap((run) => run.data?.main?.[output] ?? []),
	};
}

function completed(node: FlowNode): INode {
	const isOurs = node.type.startsWith(PACKAGE);
	return {
		id: node.name,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		...(isOurs && { credentials: { tolokaApi: { id: '1', name: 'Toloka' } } }),
		...node,
	} as INode;
}

function connectionsOf(wires: Flow['wires']): IConnections {
	const connections: IConnections = {};
	for (const [from, to, output = 0, type = 'main'] of wires) {
		const outputs = ((connections[from] ??= {})[type] ??= []);
		for (let index = 0; index <= output; index++) outputs[index] ??= [];
		outputs[output]!.push({ node: to, type, index: 0 });
	}
	return connections;
}
