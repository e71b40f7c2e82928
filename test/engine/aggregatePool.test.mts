import { parse, stringify } from 'flatted';
import type { IDataObject, INode, IRunExecutionData } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AGGREGATE, READ, getSolutions } from './aggregated.mts';
import type { Emulated } from './emulated.mts';
import { byId, startEmulated } from './emulated.mts';
import { editorOf } from './editor.mts';
import { describeNode } from './engine.mts';

let emulated: Emulated;
let poolId: string;
beforeEach(async () => {
	emulated = await startEmulated({ switches: { bySkillNeedsMixer: false } });
	poolId = emulated.emulator.catalogue.pool('OPEN').id;
});
afterEach(async () => await emulated.close());

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
		const { outputs, error } = await aggregate(parameters({ limit: 1000 }));
		expect(error).toBeUndefined();
		const [operation] = aggregations();
		const expected = emulated.emulator.truth.solutions(operation.id);
		expect(expected).toHaveLength(100);
		expect(outputs[0].map(({ json }) => [json.task_id, json.confidence])).toEqual(
			expected.map(({ taskId, confidence }) => [taskId, confidence]),
		);
		expect([starts(), emulated.emulator.log.count(READ)]).toEqual([1, 1]);
	});

	it('for two items that ask for the same starts it once', async () => {
		const { outputs, error } = await aggregate(dawidSkene(), [{}, {}]);
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(100);
		expect(starts()).toBe(1);
	});

	it('twice in one execution starts it twice, as answers may have come meanwhile', async () => {
		await aggregate();
		await aggregate();
		expect(starts()).toBe(2);
	});

	it('says at the deadline that the aggregation goes on, and how to read it', async () => {
		emulated.emulator.switches.set({ operationRunMs: 3_600_000 });
		const { error } = await aggregate(dawidSkene({ options: { deadlineMinutes: 2 } }));
		expect(error?.message).toMatch(/is RUNNING, 3 % done: it was not finished within 2 minutes$/);
		expect(error?.description).toContain('A retry of this execution goes on with it');
		expect(error?.description).toContain('Get Many reads its solutions by this ID');
	});
});

describe('no retry starts an aggregation twice', () => {
	it('when reading the solutions fails', async () => {
		const fault = { kind: 'status', status: 400, match: { route: READ } } as const;
		emulated.emulator.faults.add(fault);
		const { outputs, error } = await aggregate(dawidSkene(), [{}], { settings: retrying });
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(50);
		expect(starts()).toBe(1);
	});

	it('when the answer to the start is lost', async () => {
		emulated.emulator.faults.add({ kind: 'lost-answer', match: { route: AGGREGATE } });
		const { outputs, error } = await aggregate(bySkill());
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(50);
		expect([starts(), aggregations().length]).toEqual([1, 1]);
	});

	it('when the failed execution is saved and retried later', async () => {
		emulated.emulator.switches.set({ operationRunMs: 3_600_000 });
		const failed = await aggregate(dawidSkene());
		expect(failed.error?.message).toContain('was not finished within 10 minutes');
		emulated.emulator.clock.advance(3_600_000);
		const resume = parse(stringify(failed.data)) as IRunExecutionData;
		delete resume.resultData.error;
		const { outputs, error } = await aggregate(dawidSkene(), [{}], { resume });
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(50);
		expect(starts()).toBe(1);
	});

	it('but one that failed is started again', async () => {
		emulated.emulator.faults.add({ kind: 'operation-fail', match: { route: AGGREGATE } });
		const { outputs, error } = await aggregate(dawidSkene(), [{}], { settings: retrying });
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(50);
		expect(starts()).toBe(2);
	});

	it('and one that was refused was not started', async () => {
		emulated.emulator.faults.add({ kind: 'reset-before', match: { route: AGGREGATE } });
		const { error } = await aggregate();
		expect(error?.description).toContain('unclear whether the aggregation was started');
		expect([starts(), aggregations().length]).toEqual([1, 0]);
	});
});

describe('refused in one sentence', () => {
	it.each([
		['no output field', { outputField: '={{ $json.none }}' }, 'No output field is chosen'],
		['two fields for Dawid-Skene', { outputField: 'a, b' }, '2 output fields are chosen'],
		['no pool', { pool: byId('={{ $json.none }}') }, 'Pool is empty'],
		['a path as pool', { pool: byId('../21') }, 'Pool is not an ID: “../21”'],
	])('%s, before any request', async (_name, rest, message) => {
		const { error } = await aggregate(dawidSkene(rest));
		expect(error?.message).toContain(message);
		expect(emulated.emulator.log.entries()).toHaveLength(0);
	});

	it('an unknown pool, an unknown field and an unknown skill', async () => {
		const pool = await aggregate(dawidSkene({ pool: byId('999') }));
		expect(pool.error?.message).toContain('while starting the aggregation of the pool 999');
		expect(pool.error?.description).toContain('pool_id: Entity does not exist');
		const field = await aggregate(dawidSkene({ outputField: 'nope' }));
		expect(field.error?.description).toContain('fields.0.name');
		const skill = await aggregate(bySkill({ skill: byId('1') }));
		expect(skill.error?.description).toContain('answer_weight_skill_id: Entity does not exist');
	});
});

describe('choosing', () => {
	const TYPE = 'tolokaGetAggregatedSolutions';
	const { listSearch, loadOptions } = describeNode(TYPE).methods ?? {};

	it('offers the skills by name, newest first', async () => {
		const editor = editorOf(TYPE, emulated.credentials);
		const { results } = await listSearch!.searchSkills.call(editor);
		expect(results.map(({ name }) => name)).toEqual(['Language skill', 'Image skill']);
		const found = await listSearch!.searchSkills.call(editor, 'image');
		expect(found.results.map(({ name }) => name)).toEqual(['Image skill']);
	});

	it('offers the output fields of the project of the pool', async () => {
		const editor = editorOf(TYPE, emulated.credentials, dawidSkene());
		expect(await loadOptions!.getOutputFields.call(editor)).toEqual([
			{ name: 'result (string)', value: 'result' },
		]);
	});

	it('offers none, and asks for nothing, while no pool is chosen', async () => {
		const editor = editorOf(TYPE, emulated.credentials, dawidSkene({ pool: byId('') }));
		expect(await loadOptions!.getOutputFields.call(editor)).toEqual([]);
		expect(emulated.emulator.log.entries()).toHaveLength(0);
	});
});
