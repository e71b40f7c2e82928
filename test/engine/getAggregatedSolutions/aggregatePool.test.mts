import type { IDataObject, INode } from 'n8n-workflow';
import { beforeEach, describe, expect, it } from 'vitest';
import { AGGREGATE, READ, getSolutions, hintsOf } from '../aggregated.mts';
import { byId } from '../emulated.mts';
import { useEmulatedPerTest } from '../emulatedTest.mts';
import { editorOf } from '../editor.mts';
import { describeNode } from '../engine.mts';
import { savedForRetry } from '../retries.mts';

const emulated = useEmulatedPerTest({ switches: { bySkillNeedsMixer: false } });
let poolId: string;
beforeEach(() => {
	poolId = emulated.emulator.catalogue.pool('OPEN').id;
});

const dawidSkene = (rest: IDataObject = {}): IDataObject => ({
	operation: 'aggregatePool',
	pool: byId(poolId),
	outputField: 'result',
	...rest,
});
const bySkill = (rest: IDataObject = {}): IDataObject => ({
	operation: 'aggregatePool',
	pool: byId(poolId),
	method: 'WEIGHTED_DYNAMIC_OVERLAP',
	skill: byId(emulated.emulator.catalogue.skills()[0].id),
	outputFields: ['result'],
	...rest,
});
const aggregate = async (parameters = dawidSkene(), input: IDataObject[] = [{}], rest = {}) =>
	await getSolutions(emulated, input, parameters, rest);
const starts = () => emulated.emulator.log.count(AGGREGATE);
const retrying: Partial<INode> = { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 };
const aggregations = () =>
	emulated.emulator.truth.operations().filter(({ type }) => type === 'SOLUTION.AGGREGATE');

describe('aggregating a pool', () => {
	it.each([
		['Dawid-Skene', dawidSkene],
		['skill', bySkill],
	])('by %s starts, waits, and returns the solutions', async (_name, parameters) => {
		const { outputs, error } = await aggregate(parameters());
		expect(error).toBeUndefined();
		const [operation] = aggregations();
		const expected = emulated.emulator.truth.solutions(operation.id);
		expect(expected).toHaveLength(100);
		expect(outputs[0].map(({ json }) => [json.task_id, json.confidence])).toEqual(
			expected.map(({ taskId, confidence }) => [taskId, confidence]),
		);
		expect([starts(), emulated.emulator.log.count(READ)]).toEqual([1, 1]);
	});

	it('is done once for items with the same request, and its solutions are paired with all of them', async () => {
		const pool = byId('={{ $json.pool }}');
		const other = emulated.emulator.seedData.addPool({ status: 'OPEN' }).id;
		const input = [poolId, other, poolId].map((id) => ({ pool: id }));
		const { outputs, error } = await aggregate(dawidSkene({ pool, limit: 3 }), input);
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(100);
		for (const { pairedItem } of outputs[0]) expect(pairedItem).toEqual([{ item: 0 }, { item: 2 }]);
		expect([starts(), emulated.emulator.log.count(READ)]).toEqual([2, 2]);
	});

	it('is started once for items that want different formats, and read for each', async () => {
		const parameters = dawidSkene({ returnAll: false, limit: '={{ $json.limit }}' });
		const { outputs, error } = await aggregate(parameters, [{ limit: 2 }, { limit: 3 }]);
		expect(error).toBeUndefined();
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 0, 1, 1, 1].map((item) => ({ item })),
		);
		expect([starts(), emulated.emulator.log.count(READ)]).toEqual([1, 2]);
	});

	it('returns all solutions by default', async () => {
		const all = await aggregate();
		expect(all.outputs[0]).toHaveLength(100);
		expect(hintsOf(all)).toEqual([
			`Pool ${poolId} is still open: answers that come later are not included. To wait for all of them put Toloka Wait for Operation (Wait For: Pool) before this node.`,
		]);
	});

	it('twice in one execution starts it twice, because more answers may have arrived', async () => {
		await aggregate();
		await aggregate();
		expect(starts()).toBe(2);
	});

	it('says at the deadline that the aggregation continues, and how to read it', async () => {
		emulated.emulator.switches.set({ operationRunMs: 3_600_000 });
		const { error } = await aggregate(dawidSkene({ options: { deadlineMinutes: 2 } }));
		expect(error?.message).toMatch(/is RUNNING, 3 % done: it was not finished within 2 minutes$/);
		const [{ id }] = aggregations();
		expect(error?.description).toContain('A retry of this execution continues to wait for it');
		expect(error?.description).toContain(`wait for operation ${id} with Toloka Wait for Operation`);
		expect(error?.description).toContain('set Operation to Get Many and enter that ID');
	});

	it('waits for hours, and polls less and less often', async () => {
		emulated.emulator.switches.set({ operationRunMs: 2 * 3_600_000 });
		const { outputs, error } = await aggregate();
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(100);
		expect(emulated.emulator.log.count('GET /operations/{id}')).toBeLessThan(400);
	});

	it('can pass the operation to Wait for Operation, and Get Many reads its solutions', async () => {
		emulated.emulator.switches.set({ operationRunMs: 3_600_000 });
		const started = await aggregate(dawidSkene({ delivery: 'operation' }), [{}, {}]);
		expect(started.error).toBeUndefined();
		const [{ id }] = aggregations();
		const [operation, ...rest] = started.outputs[0];
		expect(rest).toEqual([]);
		expect(operation.json).toMatchObject({ id, operation_id: id, type: 'SOLUTION.AGGREGATE' });
		expect(operation.pairedItem).toEqual([{ item: 0 }, { item: 1 }]);
		const parameters = { deadlineMinutes: 90 };
		const input = [operation.json];
		const waited = await emulated.run('tolokaWaitForOperation', parameters, { input });
		expect(waited.error).toBeUndefined();
		const read = await getSolutions(emulated, [waited.outputs[0][0].json], { returnAll: true });
		expect(read.outputs[0]).toHaveLength(100);
		expect(starts()).toBe(1);
	});
});

describe('no retry starts an aggregation twice', () => {
	it('when reading the solutions fails', async () => {
		const fault = { kind: 'status', status: 400, match: { route: READ } } as const;
		emulated.emulator.faults.add(fault);
		const { outputs, error } = await aggregate(dawidSkene(), [{}], { settings: retrying });
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(100);
		expect(starts()).toBe(1);
	});

	it('when the response to the start is lost', async () => {
		emulated.emulator.faults.add({ kind: 'lost-answer', match: { route: AGGREGATE } });
		const { outputs, error } = await aggregate(bySkill());
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(100);
		expect([starts(), aggregations().length]).toEqual([1, 1]);
	});

	it('when the failed execution is saved and retried later', async () => {
		emulated.emulator.switches.set({ operationRunMs: 3.5 * 3_600_000 });
		const failed = await aggregate(dawidSkene());
		expect(failed.error?.message).toContain('was not finished within 3 hours');
		emulated.emulator.clock.advance(3_600_000);
		const resume = savedForRetry(failed.data);
		const { outputs, error } = await aggregate(dawidSkene(), [{}], { resume });
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(100);
		expect(starts()).toBe(1);
	});

	it('but one that failed is started again', async () => {
		emulated.emulator.faults.add({ kind: 'operation-fail', match: { route: AGGREGATE } });
		const { outputs, error } = await aggregate(dawidSkene(), [{}], { settings: retrying });
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(100);
		expect(starts()).toBe(2);
	});

	it('but one whose start was refused is started', async () => {
		emulated.emulator.faults.add({ kind: 'reset-before', match: { route: AGGREGATE } });
		const failed = await aggregate();
		expect(failed.error?.description).toContain('unclear whether the aggregation was started');
		expect([starts(), aggregations().length]).toEqual([1, 0]);
		expect(failed.error?.description).toContain('Retry this execution, which looks for it first');
		const resume = savedForRetry(failed.data);
		const { error } = await aggregate(bySkill(), [{}], { resume });
		expect(error).toBeUndefined();
		expect([starts(), aggregations().length]).toEqual([2, 1]);
	});
});

describe('refused in one sentence', () => {
	it.each([
		['no output field', { outputField: '={{ $json.none }}' }, 'No output field is chosen'],
		['two fields for Dawid-Skene', { outputField: 'a, b' }, '2 output fields are chosen'],
		['no pool', { pool: byId('={{ $json.none }}') }, 'Pool of item 0 is empty'],
		['a path as pool', { pool: byId('../21') }, 'Pool is not an ID: “../21”'],
	])('%s, before any request', async (_name, rest, message) => {
		const { error } = await aggregate(dawidSkene(rest));
		expect(error?.message).toContain(message);
		expect(emulated.emulator.log.entries()).toHaveLength(0);
	});

	it('an unknown pool, an unknown field and an unknown skill', async () => {
		const pool = await aggregate(dawidSkene({ pool: byId('999') }));
		expect(pool.error?.message).toBe('There is no pool with the ID 999');
		expect(starts()).toBe(0);
		const field = await aggregate(dawidSkene({ outputField: 'nope' }));
		const headline = `The project of pool ${poolId} has no output field`;
		expect(field.error?.message).toBe(`${headline} “nope”`);
		expect(field.error?.description).toContain('Choose one of the output fields of the project.');
		const second = await aggregate(bySkill({ outputFields: ['result', 'tone'] }));
		expect(second.error?.message).toBe(`${headline} “tone”`);
		const skill = await aggregate(bySkill({ skill: byId('1') }));
		expect(skill.error?.description).toContain('answer_weight_skill_id: Entity does not exist');
	});
});

describe('a pool without answers', () => {
	const refused = async (id: string, rest: IDataObject = {}) => {
		const { error } = await aggregate(dawidSkene({ pool: byId(id), ...rest }));
		expect(starts()).toBe(0);
		return `${error?.message}. ${error?.description}`;
	};

	it.each([
		['that is a training', { type: 'TRAINING', status: 'OPEN' }, 'is a training'],
		['that is locked', { status: 'LOCKED' }, 'is locked'],
		['that was never opened', { status: 'CLOSED' }, 'was never opened, so it has no answers'],
	] as const)('%s is refused before anything is started', async (_name, wish, message) => {
		const { id } = emulated.emulator.seedData.addPool(wish);
		expect(await refused(id)).toContain(`Pool ${id} ${message}`);
		const vote = await refused(id, { method: 'MAJORITY_VOTE', outputFields: [] });
		expect(vote).toContain(`Pool ${id} ${message}`);
	});

	it('returns no solutions, and a hint says why', async () => {
		const { id } = emulated.emulator.seedData.addPool({ status: 'OPEN' });
		const result = await aggregate(dawidSkene({ pool: byId(id) }));
		expect(result.outputs[0] ?? []).toEqual([]);
		expect(hintsOf(result)).toContainEqual(
			expect.stringContaining('Toloka aggregates only accepted answers'),
		);
	});

	it('is not aggregated by skill without smart mixing', async () => {
		emulated.emulator.switches.set({ bySkillNeedsMixer: true });
		const { error } = await aggregate(bySkill());
		expect(error?.message).toBe(`Pool ${poolId} has no smart mixing, which By Skill needs`);
		expect(error?.description).toContain('Set Method to Dawid-Skene');
	});
});

describe('the lists in the panel', () => {
	const TYPE = 'tolokaGetAggregatedSolutions';
	const { listSearch, loadOptions } = describeNode(TYPE).methods ?? {};

	it('show the skills by name, newest first', async () => {
		const editor = editorOf(TYPE, emulated.credentials);
		const { results } = await listSearch!.searchSkills.call(editor);
		expect(results.map(({ name }) => name)).toEqual(['Language skill', 'Image skill']);
		const found = await listSearch!.searchSkills.call(editor, 'image');
		expect(found.results.map(({ name }) => name)).toEqual(['Image skill']);
	});

	it("show the output fields of the pool's project", async () => {
		const editor = editorOf(TYPE, emulated.credentials, dawidSkene());
		expect(await loadOptions!.getOutputFields.call(editor)).toEqual([
			{ name: 'result (string)', value: 'result' },
		]);
	});

	it('are empty, and request nothing, until a pool is chosen', async () => {
		const parameters = dawidSkene({ pool: byId(''), outputField: '' });
		const editor = editorOf(TYPE, emulated.credentials, parameters);
		expect(await loadOptions!.getOutputFields.call(editor)).toEqual([]);
		expect(emulated.emulator.log.entries()).toHaveLength(0);
	});
});
