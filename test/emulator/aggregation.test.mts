import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import type { FieldSpec } from '../../emulator/service/inputSpec.mts';
import { aggregate, idOf } from './aggregations.mts';
import { codeOf, hasMore, rowsOf, useService, type Reply } from './service.mts';

interface SolutionRow {
	task_id: string;
	pool_id: string;
	confidence: number;
	output_values: JsonObject;
}

describe('aggregated solutions', () => {
	const service = useService({ quotas: false });
	let pool: string;
	let skill: string;

	beforeEach(() => {
		pool = service.emulator.catalogue.pool('OPEN').id;
		skill = service.emulator.catalogue.skills()[0]?.id ?? '';
	});

	const start = (extra: JsonObject = {}): Promise<Reply> => aggregate(service, pool, extra);
	const read = (id: string, query = ''): Promise<Reply> =>
		service.v1('GET', `/aggregated-solutions/${id}${query}`);

	it.each(['DAWID_SKENE', 'WEIGHTED_DYNAMIC_OVERLAP'])('aggregates a pool by %s', async (type) => {
		service.emulator.switches.set({ bySkillNeedsMixer: false });
		const ids = { pool_id: Number(pool), answer_weight_skill_id: Number(skill) };
		const reply = await start({ type, ...ids });
		expect(reply.status).toBe(202);
		const { id: requester_id } = (await service.v1('GET', '/requester')).json as JsonObject;
		expect(reply.json).toMatchObject({
			type: 'SOLUTION.AGGREGATE',
			parameters: { pool_id: pool, requester_id },
		});
		expect(codeOf(await read(idOf(reply)))).toBe('409 CONFLICT_STATE');
		service.clock.advance(5_000);
		const rows = rowsOf<SolutionRow>(await read(idOf(reply), '?limit=1000'));
		const tasks = service.emulator.truth.taskSuites(pool).flatMap((suite) => suite.tasks);
		expect(rows.map((row) => row.task_id)).toEqual(tasks.map(({ id }) => id).sort());
		for (const row of rows) {
			expect(['cat', 'dog', 'other']).toContain(row.output_values.result);
			expect(row.confidence).toBeGreaterThan(0);
			expect(row.confidence).toBeLessThanOrEqual(1);
		}
	});

	it('aggregates by skill only if the pool uses smart mixing', async () => {
		const bySkill = { type: 'WEIGHTED_DYNAMIC_OVERLAP', answer_weight_skill_id: skill };
		expect(codeOf(await start(bySkill))).toBe('409 ONLY_FOR_POOL_WITH_MIXER');
		const { seedData, truth } = service.emulator;
		const mixerConfig = { real_tasks_count: 2, golden_tasks_count: 0, training_tasks_count: 0 };
		const mixing = seedData.addPool({ status: 'OPEN', performers: true, mixerConfig }).id;
		const tasks = seedData.addTasks(mixing, { count: 4, overlap: 3 });
		service.clock.advance(600_000);
		const id = idOf(await start({ ...bySkill, pool_id: mixing }));
		service.clock.advance(5_000);
		expect(truth.solutions(id).map(({ taskId }) => taskId)).toEqual(tasks);
	});

	it('aggregates a single task immediately', async () => {
		const task = service.emulator.truth.taskSuites(pool)[0]?.tasks[0]?.id ?? '';
		const body = { pool_id: pool, type: 'DAWID_SKENE', fields: [{ name: 'result' }] };
		const one = (id: string): Promise<Reply> =>
			service.v1('POST', '/aggregated-solutions/aggregate-by-task', { ...body, task_id: id });
		const reply = await one(task);
		service.emulator.switches.set({ operationRunMs: 0, operationPendingMs: 0 });
		const all = service.emulator.truth.solutions(idOf(await start()));
		const same = all.find(({ taskId }) => taskId === task);
		expect(reply.json).toEqual({
			task_id: task,
			pool_id: pool,
			confidence: same?.confidence,
			output_values: same?.output,
		});
		expect(codeOf(await one('nope'))).toBe('404 DOES_NOT_EXIST');
	});

	it.each<[string, JsonObject]>([
		['pool_id', { pool_id: '1' }],
		['type', { type: 'MAJORITY' }],
		['answer_weight_skill_id', { type: 'WEIGHTED_DYNAMIC_OVERLAP' }],
		['answer_weight_skill_id', { type: 'WEIGHTED_DYNAMIC_OVERLAP', answer_weight_skill_id: '1' }],
		['fields', { fields: [{ name: 'result' }, { name: 'result' }] }],
		['fields.0.name', { fields: [{ name: 'unheard' }] }],
		['unheard', { unheard: 1 }],
	])('refuses %s in %j', async (field, extra) => {
		const reply = await start(extra);
		expect(reply.status).toBe(400);
		expect(reply.json).toMatchObject({ payload: { [field]: { code: expect.any(String) } } });
	});

	it('aggregates only fields with few values', async () => {
		const outputSpec: Record<string, FieldSpec> = {
			choice: { type: 'string', allowed_values: ['a', 'b'] },
			flag: { type: 'boolean' },
			few: { type: 'integer', min_value: 1, max_value: 32 },
			many: { type: 'integer', min_value: 1, max_value: 40 },
			text: { type: 'string' },
			file: { type: 'file' },
			place: { type: 'coordinates' },
			json: { type: 'json' },
			choices: { type: 'array_string', allowed_values: ['a', 'b'] },
		};
		const other = service.emulator.seedData.addPool({ status: 'OPEN', outputSpec }).id;
		const codes: Record<string, string> = {};
		for (const name of Object.keys(outputSpec)) {
			service.clock.advance(60_000);
			const reply = await start({ pool_id: other, fields: [{ name }] });
			const { payload } = reply.json as { payload?: Record<string, { code: string }> };
			codes[name] = payload?.['fields.0.name']?.code ?? String(reply.status);
		}
		const [good, bad] = ['202', 'INVALID_VALUE'];
		expect(codes).toEqual({
			choice: good,
			flag: good,
			few: good,
			many: bad,
			text: bad,
			file: bad,
			place: bad,
			json: bad,
			choices: bad,
		});
		const none = await start({ fields: [] });
		expect(none.json).toMatchObject({ payload: { fields: { code: 'ARRAY_SIZE_LESS_THAN_MIN' } } });
	});

	it('aggregates a single task of a pool as an operation', async () => {
		const task = service.emulator.truth.taskSuites(pool)[1]?.tasks[0]?.id ?? '';
		service.emulator.switches.set({ operationRunMs: 0, operationPendingMs: 0 });
		const id = idOf(await start({ task_id: task }));
		expect(service.emulator.truth.solutions(id).map(({ taskId }) => taskId)).toEqual([task]);
	});

	it('answers with the codes of the Java SDK or of the OpenAPI, as switched', async () => {
		const task = service.emulator.truth.taskSuites(pool)[0]?.tasks[0]?.id ?? '';
		const body = { pool_id: pool, type: 'DAWID_SKENE', fields: [{ name: 'result' }] };
		const path = '/aggregated-solutions/aggregate-by-task';
		const statuses = async (): Promise<number[]> => [
			(await start()).status,
			(await service.v1('POST', path, { ...body, task_id: task })).status,
		];
		expect(await statuses()).toEqual([202, 200]);
		service.emulator.switches.set({ successCodes: 'openapi' });
		expect(await statuses()).toEqual([201, 201]);
	});

	it('returns each row once, ascending and descending, with every page size', async () => {
		const id = service.emulator.seedData.addAggregation({ rows: 29 });
		const truth = service.emulator.truth.solutions(id).map(({ taskId }) => taskId);
		expect(truth).toEqual([...truth].sort());
		for (const [sort, end, wanted] of [
			['task_id', 'gt', truth],
			['-task_id', 'lt', [...truth].reverse()],
		] as const) {
			for (const limit of [1, 2, 3, 4, 5, 6, 7, 8, 28, 29, 30]) {
				const seen: string[] = [];
				let reply = await read(id, `?sort=${sort}&limit=${limit}`);
				for (;;) {
					seen.push(...rowsOf<SolutionRow>(reply).map((row) => row.task_id));
					if (!hasMore(reply)) break;
					reply = await read(id, `?sort=${sort}&limit=${limit}&task_id_${end}=${seen.at(-1)}`);
				}
				expect(seen).toEqual(wanted);
			}
		}
	});

	it('respects all four bounds', async () => {
		const id = service.emulator.seedData.addAggregation({ rows: 20 });
		const truth = service.emulator.truth.solutions(id).map(({ taskId }) => taskId);
		const [low, high] = [truth[5] ?? '', truth[10] ?? ''];
		const got = async (query: string): Promise<string[]> =>
			rowsOf<SolutionRow>(await read(id, query)).map((row) => row.task_id);
		expect(await got(`?task_id_gt=${low}&task_id_lt=${high}`)).toEqual(truth.slice(6, 10));
		expect(await got(`?task_id_gte=${low}&task_id_lte=${high}`)).toEqual(truth.slice(5, 11));
		expect(await got(`?task_id_gte=${high}&task_id_lt=${low}`)).toEqual([]);
		expect(await got('?task_id_gt=zzz')).toEqual([]);
	});

	it('returns 50 rows by default, and refuses or reduces a limit above the maximum', async () => {
		const id = service.emulator.seedData.addAggregation({ rows: 1_000 });
		expect(rowsOf(await read(id))).toHaveLength(50);
		service.emulator.switches.set({ aggregatedMaxLimit: 300 });
		expect((await read(id, '?limit=100000')).json).toMatchObject({
			payload: { limit: { code: 'VALUE_GREATER_THAN_MAX', params: [300] } },
		});
		service.emulator.switches.set({ limitAboveMax: 'clamp' });
		const cut = await read(id, '?limit=100000');
		expect(rowsOf(cut)).toHaveLength(300);
		expect(hasMore(cut)).toBe(true);
		expect(codeOf(await read(id, '?sort=confidence'))).toBe('400 VALIDATION_ERROR');
	});

	it('refuses unknown, unrelated, failed and expired operations', async () => {
		expect(codeOf(await read('5c04458e-63c1-46c1-ba0d-6f0756a5358b'))).toBe('404 DOES_NOT_EXIST');
		const [foreign] = service.emulator.seedData.addOperations({ count: 1, overMs: 0 });
		expect(codeOf(await read(foreign ?? ''))).toBe('409 INVALID_OPERATION_TYPE');
		const expired = service.emulator.seedData.addAggregation({ rows: 1, expired: true });
		expect(codeOf(await read(expired))).toBe('409 RESULTS_EXPIRED');
		service.emulator.faults.add({ kind: 'operation-fail' });
		const failed = idOf(await start());
		service.clock.advance(5_000);
		expect(codeOf(await read(failed))).toBe('404 DOES_NOT_EXIST');
	});

	it('serves the same page again byte for byte', async () => {
		const id = service.emulator.seedData.addAggregation({ rows: 5_000 });
		const first = await read(id, '?limit=4000&sort=-task_id');
		expect((await read(id, '?limit=4000&sort=-task_id')).text).toBe(first.text);
		expect(rowsOf(first)).toHaveLength(4_000);
	});
});
