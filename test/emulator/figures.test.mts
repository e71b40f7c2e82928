import { beforeEach, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../emulator/json.mts';
import { codeOf, request, useService, type Reply } from './service.mts';
import { assignmentsOf } from './pools.mts';

describe('figures and tables of a pool', () => {
	const service = useService();
	let pool: string;

	beforeEach(() => {
		pool = service.emulator.seedData.addPool({ autoAccept: false }).id;
		for (const status of ['ACCEPTED', 'ACCEPTED', 'REJECTED', 'SUBMITTED'] as const) {
			service.emulator.seedData.addAssignments(pool, {
				count: 1,
				status,
				tasksPerSuite: 2,
				input: (index) => ({ image: `https://example.org/${index}`, note: 'a\t"b"' }),
				answer: () => ({ result: 'cat' }),
			});
		}
	});

	const ask = (body: Json): Promise<Reply> => {
		const { url, apiKey } = service.emulator;
		return request('POST', `${url}/api/staging/analytics-2`, body, `ApiKey ${apiKey}`);
	};
	const metric = (name: string): Json => ({ subject: 'POOL', subject_id: pool, name });

	const figuresOf = async (started: Reply): Promise<JsonObject[]> => {
		service.clock.advance(5_000);
		const { id } = started.json as { id: string };
		const { json } = await service.v1('GET', `/operations/${id}`);
		return (json as { details: { value: JsonObject[] } }).details.value;
	};

	it('are counted by an operation', async () => {
		const names = ['real_tasks_count', 'approved_assignments_count', 'completion_percentage'];
		const started = await ask([...names, 'spent_budget'].map(metric));
		expect(started.status).toBe(202);
		expect((await figuresOf(started)).map(({ result }) => result)).toEqual([
			8,
			2,
			{ type: 'NORMAL', value: 100, infinite: false, approximate: false },
			0.04,
		]);
		expect(codeOf(await ask([metric('unheard')]))).toBe('400 VALIDATION_ERROR');
		expect(codeOf(await ask(Array.from({ length: 11 }, () => metric('spent_budget'))))).toBe(
			'400 VALIDATION_ERROR',
		);
	});

	it('count submitted answers whatever happened to them, with their times', async () => {
		service.emulator.seedData.addAssignments(pool, { count: 1, status: 'SKIPPED' });
		const names = ['submitted_assignments_count', 'active_workers_by_filter_count'];
		const figures = await figuresOf(await ask(names.map(metric)));
		const finished = '2024-01-15T12:00:02.500000';
		expect(figures).toMatchObject([
			{ result: 4, finished },
			{ result: 1, finished },
		]);
	});

	it('are written as tab-separated rows, one per task', async () => {
		const { url, apiKey } = service.emulator;
		const path = `${url}/api/new/requester/pools/${pool}/assignments.tsv`;
		const table = async (query: string): Promise<string[]> => {
			const reply = await request('GET', path + query, undefined, `ApiKey ${apiKey}`);
			expect(reply.headers['content-type']).toContain('tab-separated');
			return reply.text.trimEnd().split('\n');
		};
		const [head, first, ...rest] = await table('?field=ASSIGNMENT:assignment_id,ASSIGNMENT:status');
		expect(head).toBe(
			[
				'INPUT:image',
				'INPUT:note',
				'OUTPUT:result',
				'GOLDEN:result',
				'HINT:text',
				'ACCEPT:verdict',
				'ACCEPT:comment',
				'ASSIGNMENT:assignment_id',
				'ASSIGNMENT:status',
			].join('\t'),
		);
		expect(rest).toHaveLength(3);
		expect(first).toContain(`${assignmentsOf(service, pool)[0]?.id}\tAPPROVED`);
		expect(first).toContain('"a\t""b"""');
		expect(await table('?status=SUBMITTED,REJECTED')).toHaveLength(5);
		expect(await table('?startTimeTo=2020-01-01')).toHaveLength(1);
	});
});
