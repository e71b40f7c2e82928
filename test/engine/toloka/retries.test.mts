import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { byId } from '../emulated.mts';
import type { NodeRun } from '../engine.mts';
import { runFlow } from '../flow.mts';
import { CONTINUE, Operating, RETRY, rows } from '../operating.mts';
import { savedForRetry } from '../retries.mts';

/** Only the last try of a run is output: it reports what the earlier ones have done, too. */

const operating = new Operating();
const PATCH = 'PATCH /assignments/{id}';
const FORBIDDEN = { kind: 'status', status: 403 } as const;

describe('a try after one that failed', () => {
	const accept = async (ids: string[], rest: Partial<NodeRun> = {}) =>
		await operating.operate(
			'assignment:accept',
			{ assignmentId: '={{ $json.id }}' },
			ids.map((id) => ({ id })),
			rest,
		);
	/** Two assignments, of which one has been accepted before. */
	function twoAssignments() {
		const { pool, ids } = operating.assignments(1, 'ACCEPTED');
		const added = { count: 1, status: 'SUBMITTED' } as const;
		return [...ids, ...operating.emulator.seedData.addAssignments(pool, added)];
	}
	const failsAtFirst = (id: string) =>
		operating.emulator.faults.add({ ...FORBIDDEN, match: { path: `/assignments/${id}$` } });

	it.each([RETRY, { ...RETRY, ...CONTINUE }])(
		'does not say of what this run accepted that it was accepted before (%j)',
		async (settings) => {
			const [bad, ...others] = [...operating.assignments(3, 'SUBMITTED').ids, ...twoAssignments()];
			failsAtFirst(bad);
			const result = await accept([bad, ...others], { settings });
			expect(result.error).toBeUndefined();
			expect(rows(result).map(({ existed }) => existed)).toEqual([
				false,
				false,
				false,
				true,
				false,
			]);
		},
	);

	it('does not do so if the failed execution is retried later, either', async () => {
		const [before, own] = twoAssignments();
		const [bad] = operating.assignments(1, 'SUBMITTED').ids;
		operating.emulator.faults.add({ ...FORBIDDEN, match: { route: PATCH, nth: 3 } });
		const failed = await accept([before, own, bad]);
		expect(failed.error).toBeDefined();
		const resume = savedForRetry(failed.data);
		const retried = await accept([], { resume, executionId: '2', mode: 'retry' });
		expect(retried.error).toBeUndefined();
		expect(rows(retried).map(({ existed }) => existed)).toEqual([true, false, false]);
	});

	it('does not do so if no response to the acceptance arrived', async () => {
		const [before, own] = twoAssignments();
		const match = { route: PATCH, path: `/assignments/${own}$` };
		operating.emulator.faults.add({ kind: 'lost-answer', match, times: 6 });
		const [, reviewed] = rows(await accept([before, own], { settings: RETRY }));
		expect(reviewed).toMatchObject({ status: 'ACCEPTED', existed: false });
	});

	it.each(['open', 'close'])('says what this run did to a pool (%s)', async (action) => {
		const { seedData, faults } = operating.emulator;
		const isOpening = action === 'open';
		const [done, own, bad] = [isOpening, !isOpening, !isOpening].map((isOpen) => {
			const pool = seedData.addPool({ status: isOpen ? 'OPEN' : 'CLOSED' }).id;
			seedData.addTaskSuites(pool, { count: 1 });
			return pool;
		});
		faults.add({ ...FORBIDDEN, match: { path: `/pools/${bad}/${action}$` } });
		const result = await operating.operate(
			`pool:${action}`,
			{ pool: byId('={{ $json.pool }}') },
			[done, own, bad].map((pool) => ({ pool })),
			{ settings: RETRY },
		);
		expect(result.error).toBeUndefined();
		expect(rows(result).map(({ changed }) => changed)).toEqual([false, true, true]);
	});
});

async function newBatch() {
	const { url, apiKey, catalogue } = operating.emulator;
	const [{ id: project }] = catalogue.appProjects();
	const answer = await fetch(`${url}/api/app/v0/app-projects/${project}/batches`, {
		method: 'POST',
		headers: { Authorization: `ApiKey ${apiKey}`, 'Content-Type': 'application/json' },
		body: JSON.stringify({ items: [{ id: '1', image_url: 'https://example.com/1.jpg' }] }),
	});
	const { id: batch } = (await answer.json()) as IDataObject;
	return { project, batch };
}

it('a batch that several items name has changed for each of them', async () => {
	const { project, batch } = await newBatch();
	const result = await operating.operate(
		'batch:start',
		{ project: byId(project), batch: byId('={{ $json.batch }}') },
		[{ batch }, { batch }],
	);
	expect(result.error).toBeUndefined();
	expect(rows(result).map(({ changed }) => changed)).toEqual([true, true]);
});

describe('a change after which the reading was refused is reported by the next try', () => {
	const refusesOnce = (route: string) =>
		operating.emulator.faults.add({ ...FORBIDDEN, match: { route } });

	it('of a batch', async () => {
		const { project, batch } = await newBatch();
		refusesOnce('GET /app-projects/{id}/batches/{batchId}');
		const parameters = { project: byId(project), batch: byId(`${batch}`) };
		const result = await operating.operate('batch:start', parameters, [{}], { settings: RETRY });
		expect(result.error).toBeUndefined();
		expect(rows(result)[0].changed).toBe(true);
	});

	it('of a pool', async () => {
		const { seedData } = operating.emulator;
		const pool = seedData.addPool({ status: 'CLOSED' }).id;
		seedData.addTaskSuites(pool, { count: 1 });
		refusesOnce('GET /pools/{id}');
		const parameters = { pool: byId(pool) };
		const result = await operating.operate('pool:open', parameters, [{}], { settings: RETRY });
		expect(result.error).toBeUndefined();
		expect(rows(result)[0].changed).toBe(true);
	});

	it('of an assignment', async () => {
		const [id] = operating.assignments(1, 'SUBMITTED').ids;
		operating.emulator.faults.add({ kind: 'empty', applied: true, match: { route: PATCH } });
		refusesOnce('GET /assignments/{id}');
		const parameters = { assignmentId: id };
		const settings = { settings: RETRY };
		const result = await operating.operate('assignment:accept', parameters, [{}], settings);
		expect(result.error).toBeUndefined();
		expect(rows(result)[0]).toMatchObject({ status: 'ACCEPTED', existed: false });
	});
});

it('another run of a loop is reported by itself', async () => {
	const pool = operating.emulator.seedData.addPool({ status: 'OPEN' }).id;
	const id = '={{ $json.pool ?? $json.input_data?.pool ?? $json.id }}';
	const flow = await runFlow({
		credentials: operating.emulated.credentials,
		input: [{ pool: 'unknown' }, { pool }],
		nodes: [
			{ name: 'Repeat', type: 'repeat' },
			{
				name: 'Close',
				type: 'n8n-nodes-toloka.toloka',
				parameters: { resource: 'pool', operation: 'close', pool: byId(id) },
				...CONTINUE,
			},
		],
		wires: [
			['Start', 'Repeat'],
			['Repeat', 'Close', 1],
			['Close', 'Repeat'],
		],
	});
	const told = flow.items('Close').flatMap(({ json }) => json.changed ?? []);
	expect(told).toEqual([true, false]);
});
