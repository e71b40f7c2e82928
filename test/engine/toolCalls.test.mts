import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { Creating, manual, pictures } from './creating.mts';
import { byId } from './emulated.mts';
import type { FlowResult } from './flow.mts';
import { runFlow } from './flow.mts';
import { Operating } from './operating.mts';
import { BULK, Pushing } from './pushing.mts';

const LIST_ITEMS = 'GET /app-projects/{id}/items';
const LOG = 'GET /operations/{id}/log';
const AGENTS = ['callingAgent', 'requestingAgent'];
const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

/** Maps a field to an address that the model fills in. */
function fieldsOf(name: string): IDataObject {
	const value = { [name]: `={{ $fromAI('${name}', 'address', 'string') }}` };
	return { mappingMode: 'defineBelow', schema: [], value };
}

interface ToolFlow {
	credentials: IDataObject;
	/** Node type without `Tool`. */
	type: string;
	parameters: IDataObject;
	settings?: object;
	/** The agent's own parameters. */
	agent?: IDataObject;
	/** How the execution begins, if not as in production. */
	beginning?: ReturnType<typeof manual>;
}

async function runAgent(agent: string, calls: IDataObject[], tool: ToolFlow): Promise<FlowResult> {
	const { credentials, type, parameters, settings, beginning } = tool;
	return await runFlow({
		...beginning,
		credentials,
		nodes: [
			{ name: 'Agent', type: agent, parameters: { calls, ...tool.agent } },
			{
				name: 'Ask people',
				type: `n8n-nodes-toloka.${type}Tool`,
				parameters,
				...settings,
			},
		],
		wires: [
			['Start', 'Agent'],
			['Ask people', 'Agent', 0, 'ai_tool'],
		],
	});
}

describe.each(AGENTS)('Push Items as a tool of a %s', (agent) => {
	const pushing = new Pushing();
	const tool = (settings = {}): ToolFlow => ({
		credentials: pushing.emulated.credentials,
		type: 'tolokaPushItems',
		parameters: { project: byId(pushing.projectId), fields: fieldsOf('image_url') },
		settings,
	});
	const one = { image_url: 'https://example.com/1.jpg' };
	const other = { image_url: 'https://example.com/2.jpg' };

	it('pushes once after a lost response with Retry On Fail', async () => {
		pushing.emulator.faults.add({ kind: 'lost-answer', match: { route: BULK } });
		// The look-up fails throughout the first try, which ends in doubt.
		const match = { route: LIST_ITEMS };
		pushing.emulator.faults.add({ kind: 'status', status: 503, match, times: 6 });
		const { status } = await runAgent(agent, [one], tool(RETRY));
		expect(status).toBe('success');
		expect(pushing.created()).toHaveLength(1);
	});

	it('pushes once when it is called again with the same arguments', async () => {
		const flow = await runAgent(agent, [one, other, one], tool());
		expect(flow.runs('Ask people')).toHaveLength(3);
		expect(pushing.created().map(({ input }) => input)).toEqual([one, other]);
	});

	it('pushes once when an earlier call with the same arguments ended in doubt', async () => {
		pushing.emulator.faults.add({ kind: 'lost-answer', match: { route: BULK } });
		const match = { route: LIST_ITEMS };
		pushing.emulator.faults.add({ kind: 'status', status: 503, match, times: 6 });
		await runAgent(agent, [one, one], tool());
		expect(pushing.created()).toHaveLength(1);
	});

	it('sends what did not reach Toloka again, whatever earlier calls have pushed', async () => {
		pushing.emulator.faults.add({ kind: 'reset-before', match: { route: BULK, nth: 2 } });
		await runAgent(agent, [one, other], tool());
		expect(pushing.created().map(({ input }) => input)).toEqual([one, other]);
	});

	it('pushes what ended in doubt before another call only once', async () => {
		pushing.emulator.faults.add({ kind: 'lost-answer', match: { route: BULK }, times: 2 });
		const match = { route: LIST_ITEMS };
		pushing.emulator.faults.add({ kind: 'status', status: 503, match, times: 12 });
		await runAgent(agent, [one, other, one, other], tool());
		expect(pushing.created().map(({ input }) => input)).toEqual([one, other]);
	});
});

describe.each(AGENTS)('Push Items as a tool of a %s that names a new batch', (agent) => {
	const pushing = new Pushing();

	it('fills the batch of each name, although an item is already in another one', async () => {
		const calls = [
			{ image_url: 'https://example.com/1.jpg', batch: 'first' },
			{ image_url: 'https://example.com/1.jpg', batch: 'second' },
			{ image_url: 'https://example.com/2.jpg', batch: 'second' },
			{ image_url: 'https://example.com/3.jpg', batch: 'second' },
		];
		await runAgent(agent, calls, {
			credentials: pushing.emulated.credentials,
			type: 'tolokaPushItems',
			parameters: {
				project: byId(pushing.projectId),
				fields: fieldsOf('image_url'),
				destination: 'newBatch',
				batchName: "={{ $fromAI('batch', 'name', 'string') }}",
			},
		});
		const created = pushing.created();
		expect(created.map(({ input }) => input.image_url)).toEqual(
			[1, 2, 3].map((at) => `https://example.com/${at}.jpg`),
		);
		const [first, ...others] = created.map(({ batchId }) => batchId);
		expect(new Set(others).size).toBe(1);
		expect(others).not.toContain(first);
	});
});

describe('a tool that an agent calls several times at once', () => {
	const pushing = new Pushing();
	const one = { image_url: 'https://example.com/1.jpg' };
	const other = { image_url: 'https://example.com/2.jpg' };

	it('pushes equal arguments once, and answers every call', async () => {
		const flow = await runAgent('callingAgent', [one, one, other, one], {
			credentials: pushing.emulated.credentials,
			type: 'tolokaPushItems',
			parameters: { project: byId(pushing.projectId), fields: fieldsOf('image_url') },
			agent: { atOnce: true },
		});
		const created = pushing.created();
		expect(created.map(({ input }) => input)).toEqual([one, other]);
		const answers = flow
			.items('Agent')
			.map(({ json }) => JSON.parse(String(json.answer)) as unknown);
		const ids = answers.map((answer) => (answer as Array<{ id: string }>)[0].id);
		expect(ids).toEqual([created[0].id, created[0].id, created[1].id, created[0].id]);
	});
});

describe.each(AGENTS)('Create Task Suites as a tool of a %s', (agent) => {
	const creating = new Creating();
	const tool = (settings = {}, parameters: IDataObject = {}): ToolFlow => ({
		credentials: creating.emulated.credentials,
		type: 'tolokaCreateTaskSuites',
		parameters: { pool: byId(creating.pool.id), fields: fieldsOf('image'), ...parameters },
		settings,
	});
	const one = { image: 'https://example.com/1.jpg' };
	const other = { image: 'https://example.com/2.jpg' };

	it('creates once if the result cannot be read, with Retry On Fail', async () => {
		const match = { route: LOG };
		creating.emulator.faults.add({ kind: 'status', status: 403, match });
		const { status } = await runAgent(agent, [one], tool(RETRY));
		expect(status).toBe('success');
		expect(creating.suites()).toHaveLength(1);
	});

	it.each(['wait', 'operation', 'sync'])(
		'creates each of several different calls once (%s)',
		async (delivery) => {
			const rows = pictures(4);
			await runAgent(agent, [...rows, rows[3]], tool({}, { delivery }));
			await creating.emulator.clock.advance(3_600_000);
			expect(creating.suites().map(({ tasks }) => tasks[0].input)).toEqual(rows);
		},
	);

	it('reads once, in a manual execution, what each of its calls created', async () => {
		const inManual = { ...tool({}, { delivery: 'operation' }), beginning: manual() };
		await runAgent(agent, [...pictures(6), ...pictures(6)], inManual);
		creating.emulator.clock.advance(60_000);
		expect(creating.suites()).toHaveLength(6);
		expect(creating.emulator.log.count(LOG)).toBe(5);
	});

	it.each(['wait', 'operation', 'sync'])(
		'creates once when it is called again with the same arguments (%s)',
		async (delivery) => {
			await runAgent(agent, [one, other, one], tool({}, { delivery }));
			await creating.emulator.clock.advance(3_600_000);
			expect(creating.suites().map(({ tasks }) => tasks[0].input.image)).toEqual([
				one.image,
				other.image,
			]);
		},
	);
});

describe.each(AGENTS)('Toloka as a tool of a %s', (agent) => {
	const operating = new Operating();
	const CLONE = 'POST /pools/{id}/clone';
	const fromAI = (name: string) => `={{ $fromAI('${name}', 'as asked', 'string') }}`;
	const tool = (parameters: IDataObject, rest: Partial<ToolFlow> = {}): ToolFlow => ({
		credentials: operating.emulated.credentials,
		type: 'toloka',
		parameters,
		...rest,
	});
	const pool = () => operating.emulator.seedData.addPool({ status: 'OPEN', autoAccept: false }).id;
	const poolsAfter = (source: string) =>
		operating.emulator.catalogue.pools().filter(({ id }) => Number(id) > Number(source));

	it.each([true, false])('accepts an assignment once (calls at once: %s)', async (atOnce) => {
		const [id] = operating.emulator.seedData.addAssignments(pool(), {
			count: 1,
			status: 'SUBMITTED',
		});
		const accept = { resource: 'assignment', operation: 'accept', assignmentId: fromAI('id') };
		const { status } = await runAgent(agent, [{ id }, { id }], tool(accept, { agent: { atOnce } }));
		expect(status).toBe('success');
		const patches = operating.emulator.log.entries().filter(({ method }) => method === 'PATCH');
		expect(patches.map((entry) => entry.status)).toEqual([200, 409]);
	});

	it('clones once per arguments, although a response is lost and the look-up fails', async () => {
		const source = pool();
		operating.emulator.faults.add({ kind: 'lost-answer', match: { route: CLONE } });
		const match = { route: 'GET /operations' };
		operating.emulator.faults.add({ kind: 'status', status: 503, match, times: 8 });
		const clone = {
			resource: 'pool',
			operation: 'clone',
			pool: byId(fromAI('pool')),
			cloneName: fromAI('name'),
		};
		const calls = ['A', 'A', 'B'].map((name) => ({ pool: source, name }));
		const { status } = await runAgent(agent, calls, tool(clone, { settings: RETRY }));
		expect(status).toBe('success');
		expect(poolsAfter(source).map(({ name }) => name)).toEqual(['A', 'B']);
	});
});

describe('Wait for Operation as a tool', () => {
	const operating = new Operating();

	it('answers a trigger that calls it, as the MCP Server Trigger does', async () => {
		const [id] = operating.emulator.seedData.addOperations({ count: 1, overMs: 0 });
		const operationId = "={{ $fromAI('operation', 'to wait for', 'string') }}";
		const flow = await runFlow({
			credentials: operating.emulated.credentials,
			nodes: [
				{ name: 'Start', type: 'callingAgent', parameters: { calls: [{ operation: id }] } },
				{
					name: 'Ask people',
					type: 'n8n-nodes-toloka.tolokaWaitForOperationTool',
					parameters: { operationId },
				},
			],
			wires: [['Ask people', 'Start', 0, 'ai_tool']],
		});
		expect(JSON.stringify(flow.items('Start'))).toContain('SUCCESS');
	});
});

describe.each(AGENTS)('Wait for Operation as a tool of a %s', (agent) => {
	const operating = new Operating();

	it.each([undefined, 'continueRegularOutput'])(
		'cannot suspend the agent, and says what to do instead (On Error: %s)',
		async (onError) => {
			const [id] = operating.emulator.seedData.addOperations({ count: 1, overMs: 3_600_000 });
			const flow = await runAgent(agent, [{}], {
				credentials: operating.emulated.credentials,
				type: 'tolokaWaitForOperation',
				parameters: { mode: 'suspend', operationId: id },
				settings: { onError },
			});
			expect([flow.status, flow.waitTill]).toEqual(['success', undefined]);
			expect(flow.items('Agent')).toHaveLength(1);
			expect(JSON.stringify(flow.runs('Ask people'))).toContain(
				'A tool of an agent cannot suspend the execution',
			);
		},
	);
});
