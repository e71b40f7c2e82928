import type { IDataObject, INode } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { useEmulated } from '../emulatedTest.mts';
import type { NodeResult, NodeRun } from '../engine.mts';
import type { Flow, FlowNode } from '../flow.mts';
import { runFlow } from '../flow.mts';
import { CONTINUE } from '../operating.mts';
import type { Cycle } from '../suspending.mts';
import { runToTheEnd as runThrough, saved } from '../suspending.mts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const emulated = useEmulated();

const now = () => emulated.emulator.clock.now();
const requests = () => emulated.emulator.log.entries().length;

async function run(
	input: IDataObject[],
	parameters: IDataObject = {},
	rest: Partial<NodeRun> = {},
): Promise<NodeResult> {
	return await emulated.run(
		'tolokaWaitForOperation',
		{ mode: 'suspend', ...parameters },
		{ input, loop: true, ...rest },
	);
}

async function runToTheEnd(
	input: IDataObject[],
	parameters: IDataObject = {},
	rest: Partial<NodeRun> = {},
): Promise<Cycle> {
	return await runThrough(
		emulated,
		async (resume) => await run(input, parameters, { ...rest, resume }),
	);
}

/** Adds an operation that takes at least this long. */
function operationOf(lengthMs: number): string {
	const { seedData, truth } = emulated.emulator;
	for (;;) {
		const [id] = seedData.addOperations({ count: 1, overMs: 2 * lengthMs });
		const operation = truth.operations().find((known) => known.id === id);
		if (operation!.finishedUs / 1_000 >= now() + lengthMs) return id;
	}
}

describe('suspending', () => {
	it('keeps the settings with which it started, which later items do not have', async () => {
		const id = operationOf(30 * HOUR);
		const deadlineHours = '={{ $json.hours }}';
		const { result } = await runToTheEnd([{ id, hours: '96' }], { deadlineHours });
		expect(result.error).toBeUndefined();
		expect(result.allOutputs[1][0].json).toMatchObject({ id, status: 'SUCCESS' });
		const differing = [
			{ id, hours: 1 },
			{ id, hours: 2 },
		];
		const { error } = await run(differing, { deadlineHours });
		expect(error?.message).toContain('Deadline (Hours) must be the same for all items');
		expect(error?.context?.itemIndex).toBe(1);
	});

	it('saves and resumes the execution until the operation is finished', async () => {
		const id = operationOf(20 * MINUTE);
		const { result, pauses } = await runToTheEnd([{ id }]);
		expect(result.error).toBeUndefined();
		expect(result.status).toBe('success');
		expect(pauses.length).toBeGreaterThan(3);
		expect(pauses.every((pause) => pause >= 65_000)).toBe(true);
		expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
		expect(result.allOutputs[1]).toEqual([
			{
				json: expect.objectContaining({ id, status: 'SUCCESS' }),
				pairedItem: { item: 0 },
			},
		]);
	});

	it('says in a manual run that a step executed alone ends with its first run', async () => {
		const id = operationOf(20 * MINUTE);
		const hints = async (mode: 'manual' | 'trigger') => {
			const { data } = await run([{ id }], {}, { mode });
			const runs = data.resultData.runData['Node under test'];
			return runs.map((one) => (one.hints ?? []).map(({ message }) => message));
		};
		const told = 'Not done yet. A step executed by itself ends here: execute the whole workflow.';
		expect((await hints('manual'))[0]).toEqual([told]);
		expect((await hints('trigger')).flat()).toEqual([]);
	});

	it('does not happen for an operation of a minute', async () => {
		const [id] = emulated.emulator.seedData.addOperations({ count: 1, overMs: 30_000 });
		const { result, pauses } = await runToTheEnd([{ id }]);
		expect(pauses).toEqual([]);
		expect(result.outputs[1]).toHaveLength(1);
	});

	it('outputs the finished ones, and suspends only for the others', async () => {
		const ids = emulated.emulator.seedData.addOperations({ count: 30, overMs: 40 * MINUTE });
		const { result } = await runToTheEnd(ids.map((id) => ({ id })));
		const done = result.allOutputs[1].map(({ json }) => json.id);
		expect([...done].sort()).toEqual([...ids].sort());
		const runs = result.data.resultData.runData['Node under test'];
		const carrying = runs.filter(({ data }) => (data?.main[1]?.length ?? 0) > 0);
		expect(carrying.length).toBeGreaterThan(3);
		const sink = result.data.resultData.runData.Sink;
		expect(sink.flatMap(({ data }) => data?.main[0] ?? [])).toHaveLength(30);
	});

	it('runs a next node that is higher on the canvas for what is finished, while it waits', async () => {
		const input = [60, 5].map((minutes) => ({ id: operationOf(minutes * MINUTE) }));
		const wait = { name: 'Wait', type: 'n8n-nodes-toloka.tolokaWaitForOperation' };
		const nodes: FlowNode[] = [
			{ ...wait, parameters: { mode: 'suspend' }, position: [0, 0] },
			{ name: 'Next', type: 'sink', position: [200, -100] },
		];
		const wires: Flow['wires'] = [
			['Start', 'Wait'],
			['Wait', 'Wait', 0],
			['Wait', 'Next', 1],
		];
		const flow = { credentials: emulated.credentials, input, nodes, wires };
		let result = await runFlow(flow);
		const counts = [];
		while (result.status === 'waiting') {
			counts.push(result.items('Next').length);
			emulated.emulator.clock.set(result.waitTill!.getTime());
			result = await runFlow({ ...flow, resume: saved(result.data) });
		}
		expect(new Set(counts)).toEqual(new Set([0, 1]));
		expect(result.items('Next')).toHaveLength(2);
	});

	it('outputs all together in a sub-workflow, of which n8n returns only the last run', async () => {
		const ids = [60, 5, 30].map((minutes) => operationOf(minutes * MINUTE));
		const input = ids.map((id) => ({ id }));
		const { result } = await runToTheEnd(input, {}, { mode: 'integrated' });
		expect(result.outputs[1].map(({ json }) => json.id)).toEqual(ids);
		expect(result.data.resultData.runData.Sink).toHaveLength(1);
	});

	it("reads the ID with the user's expression once, then from its own items", async () => {
		const id = operationOf(10 * MINUTE);
		const parameters = { operationId: '={{ $json.creation.operation }}' };
		const { result } = await runToTheEnd([{ creation: { operation: id } }], parameters);
		expect(result.allOutputs[1].map(({ json }) => json.id)).toEqual([id]);
	});

	it('passes slim items through the loop, each paired with its input', async () => {
		const ids = [operationOf(10 * MINUTE), operationOf(10 * MINUTE)];
		const { outputs, status } = await run(ids.map((id) => ({ id, ballast: 'x'.repeat(1000) })));
		expect(status).toBe('waiting');
		expect(outputs[0].map(({ json }) => Object.keys(json))).toEqual([
			['id', 'type', 'status', 'submitted', 'progress'],
			['id', 'type', 'status', 'submitted', 'progress'],
		]);
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	});
});

it('accepts more rows than V8 allows arguments', async () => {
	const [id] = emulated.emulator.seedData.addOperations({ count: 1, overMs: 0 });
	const rows = Array.from({ length: 130_000 }, () => ({}));
	const { error, outputs } = await run(rows, { operationId: id });
	expect(error).toBeUndefined();
	expect(outputs[1]).toHaveLength(130_000);
});

describe('the deadline of a suspended wait', () => {
	it('counts from the first run, through all suspensions', async () => {
		const id = operationOf(9 * HOUR);
		const begin = now();
		const { result, pauses } = await runToTheEnd([{ id }], { deadlineHours: 3 });
		expect(result.error?.message).toMatch(
			new RegExp(`^The operation ${id} .* is RUNNING.*: it was not finished within 3 hours$`),
		);
		expect(result.error?.description).toContain("The operation continues on Toloka's side");
		expect(now() - begin).toBe(3 * HOUR);
		expect(pauses.length).toBeLessThan(30);
	});

	it('is waited for in the process if it is less than a minute away, to the millisecond', async () => {
		const id = operationOf(9 * HOUR);
		const begin = now();
		const { result, pauses } = await runToTheEnd([{ id }], { deadlineHours: 0.01 });
		expect(result.error?.message).toContain('not finished within 36 s');
		expect([now() - begin, pauses]).toEqual([36_000, []]);
	});

	it('puts the failure on Done if the node continues on fail', async () => {
		const id = operationOf(9 * HOUR);
		const { result } = await runToTheEnd([{ id }], { deadlineHours: 1 }, { settings: CONTINUE });
		expect(result.status).toBe('success');
		expect(result.allOutputs[1][0].json.error).toContain('was not finished within 60 minutes');
	});
});

describe('problems while suspended', () => {
	it('an outage leaves everything pending', async () => {
		const id = operationOf(30 * MINUTE);
		const outage = { kind: 'status', status: 503, times: 'always', match: { nth: 60 } } as const;
		const fault = emulated.emulator.faults.add(outage);
		let result = await run([{ id }]);
		for (let resumed = 0; result.status === 'waiting'; resumed++) {
			if (resumed === 3) emulated.emulator.faults.remove(fault);
			emulated.emulator.clock.set(result.waitTill!.getTime());
			result = await run([{ id }], {}, { resume: saved(result.data) });
		}
		expect(result.error).toBeUndefined();
		expect(result.allOutputs[1].map(({ json }) => json.id)).toEqual([id]);
	});

	it('end after ten polls in a row without an answer', async () => {
		const id = operationOf(90 * HOUR);
		emulated.emulator.faults.add({ kind: 'status', status: 503, times: 'always' });
		const { result, pauses } = await runToTheEnd([{ id }], { deadlineHours: 80 });
		expect(result.error?.message).toContain('Toloka was not available');
		expect(pauses).toHaveLength(9);
	});

	it('an outage at the deadline is reported, instead of an operation in an unknown state', async () => {
		const id = operationOf(90 * HOUR);
		emulated.emulator.faults.add({ kind: 'status', status: 503, times: 'always' });
		const { result } = await runToTheEnd([{ id }], { deadlineHours: 0.1 });
		expect(result.error?.message).toContain('Toloka was not available');
	});

	it('an unknown operation affects only its own item if the node continues on fail', async () => {
		const unknown = '00000000-0000-4000-8000-000000000000';
		const id = operationOf(5 * MINUTE);
		const { result } = await runToTheEnd([{ id: unknown }, { id }], {}, { settings: CONTINUE });
		const done = result.allOutputs[1].map(({ json }) => json.error ?? json.id);
		expect(done).toEqual([expect.stringContaining('There is no'), id]);
	});
});

describe('guards of the loop, each before any request', () => {
	const notSaved = { onError: 'stopWorkflow' as const };
	const cases: Array<[string, Partial<INode>, boolean, string]> = [
		['a missing connection', notSaved, false, 'Pending is not connected to the input'],
		['a missing connection, continuing on fail', CONTINUE, false, 'Pending is not connected'],
		['Always Output Data', { alwaysOutputData: true }, true, 'Always Output Data would make'],
		[
			'Always Output Data, continuing on fail',
			{ ...CONTINUE, alwaysOutputData: true },
			true,
			'Always Output Data would make',
		],
	];
	it.each(cases)('%s ends the run', async (_name, settings, loop, message) => {
		const id = operationOf(5 * MINUTE);
		const { error, status } = await run([{ id }], {}, { settings, loop });
		expect(status).toBe('error');
		expect(error?.message).toContain(message);
		expect(error?.description).toContain('In the Node');
		expect(requests()).toBe(0);
	});

	it('an item without an operation id ends the run', async () => {
		const { error } = await run([{ name: 'no id' }]);
		expect(error?.message).toBe('Operation ID of item 0 is empty');
		expect(requests()).toBe(0);
	});

	it('an unusable credential does not loop forever', async () => {
		const credentials = { ...emulated.credentials, token: '' };
		const { status, outputs } = await run([{ id: 'a' }], {}, { settings: CONTINUE, credentials });
		expect(status).toBe('success');
		expect(outputs[1][0].json.error).toBe('The Toloka credential has no token');
	});

	it.each([{ deadlineHours: 'soon' }, { options: { timeout: -1 } }])(
		'unusable settings do not loop forever: %j',
		async (parameters) => {
			const { status, outputs } = await run([{ id: 'a' }], parameters, { settings: CONTINUE });
			expect(status).toBe('success');
			expect(outputs[1][0].json.error).toContain('must be a number');
		},
	);

	it('with an error output, failed items are output there', async () => {
		const settings: Partial<INode> = { onError: 'continueErrorOutput' };
		const { outputs, status } = await run([{ id: '../x' }], {}, { settings });
		expect(status).toBe('success');
		expect(outputs.map((items) => items.length)).toEqual([0, 0, 1]);
	});
});
