import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { byId } from './emulated.mts';
import type { FlowNode, FlowResult } from './flow.mts';
import { runFlow } from './flow.mts';
import { Operating } from './operating.mts';
import { BULK, Pushing } from './pushing.mts';

const AGENTS = ['callingAgent', 'requestingAgent'];
const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const ON_ERROR = ['continueRegularOutput', 'continueErrorOutput'] as const;
const MCP = '@n8n/n8n-nodes-langchain.mcpTrigger';

const fromAI = (name: string): string => `={{ $fromAI('${name}', 'as asked', 'string') }}`;

interface Calls {
	agent: string;
	/** The agent's own parameters. */
	how?: IDataObject;
	calls: IDataObject[];
	/** Rows of the agent. */
	items?: IDataObject[];
}

async function callTool(
	credentials: IDataObject,
	{ agent, how, calls, items }: Calls,
	tool: Omit<FlowNode, 'name'>,
): Promise<FlowResult> {
	const parameters = { calls, ...how };
	const name = agent === MCP ? 'Start' : 'Agent';
	return await runFlow({
		credentials,
		input: items,
		nodes: [
			{ name, type: agent, parameters },
			{ name: 'Tool', ...tool, type: `n8n-nodes-toloka.${tool.type}Tool` },
		],
		wires: [
			...(agent === MCP ? [] : [['Start', 'Agent'] as [string, string]]),
			['Tool', name, 0, 'ai_tool'],
		],
	});
}

const answersOf = (flow: FlowResult, name = 'Agent'): unknown[] =>
	flow.items(name).map(({ json }) => json.answer);

describe('what a model reads of a call that fails', () => {
	const operating = new Operating();
	const getPool = { resource: 'pool', operation: 'get', pool: byId(fromAI('pool')) };
	const tool = { type: 'toloka', parameters: getPool };
	const NOT_THERE = 'There is no pool with the ID 99. Check the ID, and the base URL';

	it.each([undefined, 'stopWorkflow'] as const)(
		'is what happened and what to do, with agents up to version 2 (On Error: %s)',
		async (onError) => {
			const { credentials } = operating.emulated;
			const calls = [{ pool: '99' }];
			const flow = await callTool(
				credentials,
				{ agent: 'callingAgent', calls },
				{ ...tool, onError },
			);
			expect(flow.status).toBe('success');
			expect(String(answersOf(flow)[0])).toContain(NOT_THERE);
		},
	);

	it('is what happened and what to do, with agents of version 3', async () => {
		const { credentials } = operating.emulated;
		const calls = [{ pool: '99' }];
		const flow = await callTool(credentials, { agent: 'requestingAgent', calls }, tool);
		const [{ data }] = flow.runs('Tool');
		expect(String(data?.ai_tool[0]?.[0].json.error)).toContain(NOT_THERE);
	});

	it.each(ON_ERROR)('is an item with agents of version 3 (On Error: %s)', async (onError) => {
		const { credentials } = operating.emulated;
		const pool = operating.emulator.seedData.addPool({ status: 'CLOSED' }).id;
		const calls = [{ pool: '99' }, { pool }];
		const flow = await callTool(
			credentials,
			{ agent: 'requestingAgent', calls },
			{ ...tool, onError },
		);
		const [failed, done] = flow.runs('Tool').map(({ data }) => data?.ai_tool[0]?.[0]?.json);
		expect(failed?.error).toBe('There is no pool with the ID 99');
		expect(String(failed?.message)).toContain('Check the ID, and the base URL');
		expect(done).toMatchObject({ id: pool });
	});

	it('does not go to a node for errors if the call succeeded', async () => {
		const { credentials } = operating.emulated;
		const pool = operating.emulator.seedData.addPool({ status: 'CLOSED' }).id;
		const flow = await runFlow({
			credentials,
			nodes: [
				{ name: 'Agent', type: 'requestingAgent', parameters: { calls: [{ pool }] } },
				{
					name: 'Tool',
					type: 'n8n-nodes-toloka.tolokaTool',
					parameters: getPool,
					onError: 'continueErrorOutput',
				},
				{ name: 'Report', type: 'sink' },
			],
			wires: [
				['Start', 'Agent'],
				['Tool', 'Agent', 0, 'ai_tool'],
				['Tool', 'Report'],
			],
		});
		expect(flow.runs('Tool')).toHaveLength(1);
		expect(flow.runs('Report')).toHaveLength(0);
	});

	it.each(AGENTS)('is the same from Wait for Operation (%s)', async (agent) => {
		const { credentials } = operating.emulated;
		const calls = [{ operation: 'nope' }];
		const wait = {
			type: 'tolokaWaitForOperation',
			parameters: { operationId: fromAI('operation') },
		};
		const flow = await callTool(credentials, { agent, calls }, wait);
		expect(JSON.stringify([flow.runs('Tool'), answersOf(flow)])).toContain(
			'There is no operation with the ID nope. Check the ID',
		);
	});

	it('is an error for an MCP client', async () => {
		const { credentials } = operating.emulated;
		const flow = await callTool(credentials, { agent: MCP, calls: [{ pool: '99' }] }, tool);
		expect(String(answersOf(flow, 'Start')[0])).toContain(`Error: ${NOT_THERE}`);
	});

	it('comes after the last try with Retry On Fail, and a try may succeed', async () => {
		const { emulator } = operating;
		const { credentials } = operating.emulated;
		const match = { route: 'GET /pools/{id}' };
		const pool = emulator.seedData.addPool({ status: 'CLOSED' }).id;
		const calls = [{ pool: '99' }, { pool }, { pool: '99' }];
		emulator.faults.add({ kind: 'status', status: 403, match: { ...match, nth: 4 } });
		const flow = await callTool(
			credentials,
			{ agent: 'callingAgent', calls },
			{ ...tool, ...RETRY },
		);
		const [first, second, third] = answersOf(flow).map(String);
		expect([first, third].map((text) => text.includes(NOT_THERE))).toEqual([true, true]);
		expect(second).toContain(`"id":"${pool}"`);
		expect(flow.runs('Tool')).toHaveLength(8);
	});
});

describe('calls for several items of an agent at once', () => {
	const pushing = new Pushing();

	it('send their own arguments, although n8n numbers the calls of each item anew', async () => {
		const addresses = [1, 2, 3].map((at) => ({ image_url: `https://example.com/${at}.jpg` }));
		const value = { image_url: fromAI('image_url') };
		const fields = { mappingMode: 'defineBelow', schema: [], value };
		const flow = await callTool(
			pushing.emulated.credentials,
			{ agent: 'callingAgent', how: { forEachItem: true }, calls: addresses, items: [{}, {}, {}] },
			{ type: 'tolokaPushItems', parameters: { project: byId(pushing.projectId), fields } },
		);
		expect(pushing.created().map(({ input }) => input)).toEqual(addresses);
		const answers = answersOf(flow).map((answer) => JSON.parse(String(answer)) as IDataObject[]);
		expect(answers.map(([{ input_data }]) => input_data)).toEqual(addresses);
	});

	it('of which one fails report each their own result', async () => {
		const calls = [{ image_url: '' }, { image_url: 'https://example.com/4.jpg' }];
		const value = { image_url: fromAI('image_url') };
		const fields = { mappingMode: 'defineBelow', schema: [], value };
		const flow = await callTool(
			pushing.emulated.credentials,
			{ agent: 'callingAgent', how: { forEachItem: true }, calls, items: [{}, {}] },
			{ type: 'tolokaPushItems', parameters: { project: byId(pushing.projectId), fields } },
		);
		const [first, second] = answersOf(flow).map(String);
		expect(first).toContain('Nothing was pushed');
		expect(second).toContain('4.jpg');
		expect(pushing.emulator.log.count(BULK)).toBe(1);
	});
});
