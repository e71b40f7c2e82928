import axios from 'axios';
import type { IDataObject, ITaskData } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { credentialOf, type Credential } from '../../demo/n8n/client/credentials.mts';
import { failureOf } from '../../demo/n8n/client/executions.mts';
import type { NewNode } from '../../demo/n8n/client/workflows.mts';
import type { Stack } from '../../demo/stack.mts';
import { startModelStub, type ModelStub, type Turns } from '../support/modelStub.mts';
import { startJudgedStack } from './judgedStack.mts';

const MINUTES = 60_000;
const PUSH = 'Ask people';
const CREATE = 'Ask a pool';
/** Names of the two tools as a model sees them. */
const [PUSH_TOOL, CREATE_TOOL] = ['Ask_people', 'Ask_a_pool'];
const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const LIST_ITEMS = 'GET /app-projects/{id}/items';
const BULK = 'POST /app-projects/{id}/items/bulk';
const LOG = 'GET /operations/{id}/log';
/** Not retried by the node, so the try fails. */
const REFUSED = { kind: 'status', status: 403 } as const;

let stack: Stack;
let model: ModelStub;
let modelCredential: Credential;

beforeAll(async () => {
	stack = await startJudgedStack({
		emulator: { switches: { operationPendingMs: 0, operationRunMs: 100, quotas: false } },
	});
	model = await startModelStub();
	modelCredential = await stack.client.credentials.create('Model', 'openAiApi', {
		apiKey: 'stub',
		url: model.url,
	});
}, 20 * MINUTES);
afterAll(async () => {
	await stack?.stop();
	await model?.close();
}, MINUTES);
beforeEach(() => stack.emulator.faults.clear());

const picture = (name: string) => `https://example.com/${name}.jpg`;
const push = (name: string) => ({ tool: PUSH_TOOL, args: { image_url: picture(name) } });
const create = (name: string) => ({ tool: CREATE_TOOL, args: { image: picture(name) } });

/** Makes one of our nodes a tool that labels the picture whose address the model fills in. */
function tool(name: string, type: string, field: string, parameters: IDataObject): NewNode {
	const value = { [field]: `={{ $fromAI('${field}', 'Address of the picture', 'string') }}` };
	return {
		name,
		type: `n8n-nodes-toloka.${type}Tool`,
		credentials: credentialOf(stack.credential),
		parameters: {
			descriptionType: 'manual',
			toolDescription: 'Has people look at a picture',
			fields: { mappingMode: 'defineBelow', schema: [], value },
			...parameters,
		} as never,
		...RETRY,
	};
}

const byId = (value: string) => ({ __rl: true, mode: 'id', value });

/** Publishes an agent with both tools; turns posted to its webhook make the model call them. */
async function publishAgent(typeVersion: number): Promise<string> {
	const { catalogue } = stack.emulator;
	const path = `agent-${typeVersion}`;
	const project = byId(catalogue.appProject().id);
	const pool = byId(catalogue.pool('CLOSED').id);
	const { id } = await stack.client.workflows.create({
		name: `Agent ${typeVersion}`,
		nodes: [
			{
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				webhookId: path,
				parameters: { path, httpMethod: 'POST', responseMode: 'lastNode' },
			},
			{
				name: 'Agent',
				type: '@n8n/n8n-nodes-langchain.agent',
				typeVersion,
				parameters: { promptType: 'define', text: '={{ JSON.stringify($json.body.turns) }}' },
			},
			{
				name: 'Model',
				type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
				typeVersion: 1.2,
				credentials: credentialOf(modelCredential),
				parameters: { model: byId('stub') as never },
			},
			tool(PUSH, 'tolokaPushItems', 'image_url', { project }),
			tool(CREATE, 'tolokaCreateTaskSuites', 'image', { pool }),
		],
		connections: {
			Webhook: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
			Model: { ai_languageModel: [[{ node: 'Agent', type: 'ai_languageModel', index: 0 }]] },
			[PUSH]: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
			[CREATE]: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
		},
	});
	await stack.client.workflows.activate(id);
	return id;
}

/** Agents up to version 2 show every try as a run, those of version 3 every call (n8n §10). */
const AGENTS = [
	{ version: 2, runsOfTwoTries: 2 },
	{ version: 2.2, runsOfTwoTries: 2 },
	{ version: 3, runsOfTwoTries: 1 },
	{ version: 3.1, runsOfTwoTries: 1 },
];

describe.each(AGENTS)('an agent of version $version', ({ version, runsOfTwoTries }) => {
	let workflowId: string;

	beforeAll(async () => {
		workflowId = await publishAgent(version);
	}, MINUTES);

	/** Returns the runs of a tool in an execution in which the model takes these turns. */
	async function runs(turns: Turns, name: string): Promise<ITaskData[]> {
		await axios.post(`${stack.n8n.url}/webhook/agent-${version}`, { turns });
		const [{ id }] = await stack.client.executions.list({ workflowId });
		const execution = await stack.client.executions.wait(id);
		expect(failureOf(execution)).toBeUndefined();
		return execution.data.resultData.runData[name] ?? [];
	}

	function pushed(name: string): number {
		const { catalogue, truth } = stack.emulator;
		const items = truth.items(catalogue.appProject().id);
		return items.filter(({ input }) => input.image_url === picture(name)).length;
	}

	function created(name: string): number {
		const { catalogue, truth } = stack.emulator;
		const suites = truth.taskSuites(catalogue.pool('CLOSED').id);
		return suites.filter(({ tasks }) => tasks[0]?.input.image === picture(name)).length;
	}

	it('pushes equal calls once, and different ones separately', async () => {
		const [a, b, c] = [1, 2, 3].map((index) => `push-${index}-of-${version}`);
		const calls = await runs([[push(a), push(b)], [push(a)], [push(c), push(c)]], PUSH);
		expect(calls).toHaveLength(5);
		expect([a, b, c].map(pushed)).toEqual([1, 1, 1]);
	});

	it('creates equal calls once, and different ones separately', async () => {
		const [a, b, c] = [1, 2, 3].map((index) => `create-${index}-of-${version}`);
		const calls = await runs([[create(a), create(b)], [create(a)], [create(c), create(c)]], CREATE);
		expect(calls).toHaveLength(5);
		expect([a, b, c].map(created)).toEqual([1, 1, 1]);
	});

	it('pushes once if the response is lost and the call is tried again', async () => {
		const name = `lost-push-of-${version}`;
		stack.emulator.faults.add({ kind: 'lost-answer', match: { route: BULK } });
		stack.emulator.faults.add({ ...REFUSED, match: { route: LIST_ITEMS } });
		const tries = await runs([[push(name)]], PUSH);
		expect(stack.emulator.faults.list().map(({ struck }) => struck)).toEqual([1, 1]);
		expect(tries).toHaveLength(runsOfTwoTries);
		expect(pushed(name)).toBe(1);
	});

	it('creates once if the result cannot be read and the call is tried again', async () => {
		const name = `lost-create-of-${version}`;
		stack.emulator.faults.add({ ...REFUSED, match: { route: LOG } });
		const tries = await runs([[create(name)]], CREATE);
		expect(stack.emulator.faults.list().map(({ struck }) => struck)).toEqual([1]);
		expect(tries).toHaveLength(runsOfTwoTries);
		expect(created(name)).toBe(1);
	});
});
