import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { rowsOf, START_MS, startService, useService } from './service.mts';

describe('control verbs', () => {
	const service = useService();
	let projectId: string;

	beforeEach(() => {
		projectId = service.emulator.catalogue.appProject().id;
	});

	const control = async <T,>(method: string, path: string, body?: JsonObject): Promise<T> => {
		const reply = await service.control(method, path, body);
		expect(reply.status, reply.text).toBe(200);
		return reply.json as T;
	};
	const refusal = async (path: string, body: JsonObject): Promise<string> => {
		const reply = await service.control('POST', path, body);
		expect(reply.status).toBe(400);
		return (reply.json as { error: string }).error;
	};

	it('read and move the clock', async () => {
		expect(await control('GET', '/clock')).toEqual({
			now: START_MS,
			iso: '2024-01-15T12:00:00.000Z',
		});
		expect(await control('POST', '/clock', { advanceMs: 1_500 })).toMatchObject({
			now: START_MS + 1_500,
		});
		expect(await control('POST', '/clock', { setMs: START_MS })).toMatchObject({ now: START_MS });
		expect(service.emulator.clock.now()).toBe(START_MS);
		expect(await refusal('/clock', {})).toContain('advanceMs');
		expect(await refusal('/clock', { advanceMs: 'soon' })).toContain('number');
	});

	it('arm, list and clear faults', async () => {
		const { id } = await control<{ id: number }>('POST', '/faults', {
			kind: 'status',
			status: 503,
		});
		await control('POST', '/faults', { kind: 'hang', match: { nth: 2 }, times: 'always' });
		expect((await service.v1('GET', '/requester')).status).toBe(503);
		await control('DELETE', `/faults/${id}`);
		expect((await control<{ faults: unknown[] }>('GET', '/faults')).faults).toHaveLength(1);
		await control('DELETE', '/faults');
		expect(service.emulator.faults.list()).toEqual([]);
	});

	it.each<[JsonObject, string]>([
		[{}, 'kind'],
		[{ kind: 'earthquake' }, 'kind'],
		[{ kind: 'status' }, '"status"'],
		[{ kind: 'status', status: '500' }, '"status"'],
		[{ kind: 'delay', ms: 1, clock: 'sun' }, '"clock"'],
		[{ kind: 'hang', match: { nht: 1 } }, '"nht"'],
		[{ kind: 'hang', match: { path: '(' } }, 'regular expression'],
		[{ kind: 'hang', times: 'often' }, 'times'],
	])('refuse the fault %j', async (fault, word) => {
		expect(await refusal('/faults', fault)).toContain(word);
		expect(service.emulator.faults.list()).toEqual([]);
	});

	it('set switches and refuse unknown names and values', async () => {
		await control('POST', '/switches', { quotas: false, dateDigits: 2 });
		expect(service.emulator.switches.get()).toMatchObject({ quotas: false, dateDigits: 2 });
		expect(await refusal('/switches', { quota: false })).toContain('Unknown switch "quota"');
		expect(await refusal('/switches', { quotas: 1 })).toContain('true or false');
		expect(await refusal('/switches', { toString: 1 })).toContain('Unknown switch');
		const { accepts, switches } = await control<Record<string, object>>('GET', '/switches');
		expect(Object.keys(accepts ?? {})).toEqual(Object.keys(switches ?? {}));
	});

	it('show the newest log entries with counts by route, and clear them', async () => {
		await service.v1('GET', '/requester');
		await service.v1('GET', '/pools?limit=7');
		await service.v1('GET', '/pools');
		const log = await control<{ entries: JsonObject[]; counts: object }>('GET', '/log?limit=2');
		expect(log.entries.map(({ route }) => route)).toEqual(['GET /pools', 'GET /pools']);
		expect(log.entries[0]).toMatchObject({ query: { limit: '7' }, status: 200, bodyBytes: 0 });
		expect(log.counts).toEqual({ 'GET /requester': 1, 'GET /pools': 2 });
		await control('DELETE', '/log');
		expect(service.emulator.log.entries()).toEqual([]);
		expect(service.emulator.log.count('GET /pools')).toBe(0);
	});

	it('reset everything but the clock', async () => {
		const before = service.emulator.catalogue.appProjects();
		await control('POST', '/switches', { quotas: false });
		await control('POST', '/faults', { kind: 'hang' });
		service.emulator.seedData.addItems(projectId, { count: 3 });
		service.clock.advance(1_000);
		await control('POST', '/reset');
		expect(service.emulator.truth.items(projectId)).toEqual([]);
		expect(service.emulator.catalogue.appProjects()).toEqual(before);
		expect(service.emulator.switches.get().quotas).toBe(true);
		expect(service.emulator.faults.list()).toEqual([]);
		expect(service.clock.now()).toBe(START_MS + 1_000);
	});

	it('prepare every world identically, and never repeat an ID created in it', async () => {
		const { emulator, control: steer } = await startService({
			freshIds: true,
			prepare: (seedData) => seedData.addPool({ name: 'Prepared' }),
		});
		const { clock } = emulator;
		const [project] = emulator.catalogue.appProjects();
		const prepared = () => emulator.catalogue.pools().filter(({ name }) => name === 'Prepared');
		const before = prepared();
		const first = emulator.seedData.addItems(project.id, { count: 3 });
		clock.advance(1);
		await steer('POST', '/reset');
		expect(prepared()).toEqual(before);
		expect(before).toHaveLength(1);
		expect(emulator.catalogue.appProjects()[0]).toEqual(project);
		const second = emulator.seedData.addItems(project.id, { count: 3 });
		expect(new Set([...first, ...second]).size).toBe(6);
	});

	it('add test data in bulk and return the truth about it', async () => {
		const pool = service.emulator.catalogue.pool().id;
		const seeded = await control<Record<string, string & string[]>>('POST', '/seed', {
			items: { project: projectId, count: 5, finishedFromMs: START_MS - 60_000 },
			taskSuites: { pool, count: 2, tasksPerSuite: 3 },
			aggregation: { rows: 4 },
			operations: { count: 3, overMs: 1_000 },
		});
		const { items } = await control<{ items: Array<{ finished: boolean }> }>(
			'GET',
			`/truth/items?project=${projectId}`,
		);
		expect(items.map(({ finished }) => finished)).toEqual([true, true, true, true, true]);
		const { taskSuites } = await control<{ taskSuites: Array<{ tasks: unknown[] }> }>(
			'GET',
			`/truth/task-suites?pool=${pool}`,
		);
		expect(taskSuites.map(({ tasks }) => tasks.length)).toEqual([3, 3]);
		const { solutions } = await control<{ solutions: unknown[] }>(
			'GET',
			`/truth/solutions?operation=${seeded.aggregation}`,
		);
		expect(solutions).toHaveLength(4);
		const { operations } = await control<{ operations: unknown[] }>('GET', '/truth/operations');
		expect(operations).toHaveLength(4);
		expect(await refusal('/seed', { item: {} })).toContain('items');
		expect(await refusal('/seed', { operations: { count: -1 } })).toContain('count');
	});

	it('label by hand what waits for a human', async () => {
		await control('POST', `/app-projects/${projectId}`, { manual: true });
		service.emulator.seedData.addItems(projectId, { count: 2 });
		service.clock.advance(3_600_000);
		interface Shown {
			waiting: Array<{ id: string }>;
			done: Array<{ id: string }>;
		}
		const shown = (): Promise<Shown> => control('GET', `/items?project=${projectId}`);
		const { waiting } = await shown();
		expect(waiting).toHaveLength(2);
		for (const { id } of waiting) {
			await control('POST', `/items/${id}/finish`, { output_data: { result: ['ADULT'] } });
		}
		const listed = await service.apps('GET', `/app-projects/${projectId}/items?sort=finished`);
		const rows = rowsOf<JsonObject>(listed);
		expect(rows.map((row) => row.output_data)).toEqual([
			{ result: ['ADULT'] },
			{ result: ['ADULT'] },
		]);
		expect(rows[0]?.finished_at).not.toBe(rows[1]?.finished_at);
		expect((await shown()).waiting).toEqual([]);
		expect((await shown()).done.map(({ id }) => id)).toEqual([rows[1]?.id, rows[0]?.id]);
		const again = await service.control('POST', `/items/${waiting[0]?.id}/finish`, {
			output_data: {},
		});
		expect(again.status).toBe(409);
	});

	it('hand work in progress to a human and back', async () => {
		service.emulator.seedData.addItems(projectId, { count: 3 });
		await control('POST', `/app-projects/${projectId}`, { manual: true });
		service.clock.advance(3_600_000);
		const finished = (): number =>
			service.emulator.truth.items(projectId).filter((item) => item.finished).length;
		expect(finished()).toBe(0);
		await control('POST', `/app-projects/${projectId}`, { manual: false });
		service.clock.advance(30_000);
		expect(finished()).toBe(3);
		await control('POST', `/app-projects/${projectId}`, { manual: true });
		expect(finished()).toBe(3);
	});

	it('answer unknown verbs and bad bodies with a sentence', async () => {
		expect((await service.control('GET', '/truth/items')).json).toEqual({
			error: '"project" is missing',
		});
		expect((await service.control('GET', '/truth/items?project=x')).status).toBe(404);
		expect((await service.control('POST', '/clock', [])).status).toBe(400);
		expect((await service.control('GET', '/unheard')).status).toBe(404);
	});

	it('return the state of everything', async () => {
		service.emulator.seedData.addItems(projectId, { count: 3 });
		const status = await control<{ projects: JsonObject[]; pools: JsonObject[] }>('GET', '/status');
		expect(status.projects[0]).toMatchObject({ id: projectId, items: { NEW: 3 }, manual: false });
		expect(status.pools.map((pool) => pool.status)).toContain('LOCKED');
	});
});
