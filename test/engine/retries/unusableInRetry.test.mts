import type { INode } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { Creating, POST } from '../creating.mts';
import { byId } from '../emulated.mts';
import type { NodeResult } from '../engine.mts';
import { BULK, Pushing, rowsFor } from '../pushing.mts';
import { savedForRetry } from '../retries.mts';

/** A pool or a project that one try uses, and that the next one finds archived. */

const creating = new Creating();
const pushing = new Pushing();

const CONTINUE = { onError: 'continueRegularOutput' as const };
const options = { extraFields: 'leaveOut' };

/** A retry with the saved workflow, in which the node has these settings. */
function retryOf({ data }: NodeResult, settings: Partial<INode>) {
	const resume = savedForRetry(data);
	for (const entry of resume.executionData?.nodeExecutionStack ?? []) {
		entry.node = { ...entry.node, ...settings };
	}
	return { executionId: '2', mode: 'retry' as const, resume };
}

describe('Create Task Suites', () => {
	const image = 'https://example.com/1.jpg';

	/** Creates in two pools, or one, but the response for the last one is lost. */
	async function createTwice(count: number, settings = {}) {
		const pools = [0, 1].map(() => creating.emulator.seedData.addPool({ defaultOverlap: 1 }));
		const ids = pools.map(({ id }) => id).slice(0, count);
		const rows = ids.map((pool) => ({ image, pool }));
		const parameters = {
			pool: byId('={{ $json.pool }}'),
			delivery: 'sync',
			invalidItems: 'createValid',
			options,
		};
		const { faults, seedData, truth } = creating.emulator;
		faults.add({ kind: 'lost-answer', match: { route: POST, nth: count } });
		const list = { route: 'GET /task-suites' };
		faults.add({ kind: 'status', status: 403, match: list, times: 'always' });
		const first = await creating.create(rows, parameters);
		expect(first.status).toBe('error');
		faults.clear();
		const last = ids[count - 1];
		expect(truth.taskSuites(last)).toHaveLength(1);
		seedData.setPoolStatus(last, 'ARCHIVED');
		return await creating.create(rows, parameters, { ...retryOf(first, settings), settings });
	}

	it.each([1, 2])('tells of what may exist in the pool (%s pools)', async (count) => {
		const { error } = await createTwice(count);
		expect(error?.message).toMatch(/^Pool \d+ is archived/);
		expect(error?.description).toMatch(
			/^An earlier try of this execution may have created task suites\. .*nothing twice\.$/,
		);
		expect(error?.context).toMatchObject({ itemIndex: count - 1, isInDoubt: true });
	});

	it('tells of it for the items of the pool if the node continues on fail', async () => {
		const { outputs } = await createTwice(2, CONTINUE);
		const [created, { json }] = outputs[0];
		expect(created.json.task_suite_id).toEqual(expect.any(String));
		expect(json.error).toMatch(/^Pool \d+ is archived/);
		expect(json.message).toContain('An earlier try of this execution may have created task suites');
	});
});

describe('Push Items', () => {
	async function pushTwice(count: number, settings = {}) {
		const ids = [pushing.projectId, pushing.otherProject()].slice(0, count);
		const rows = rowsFor(...ids);
		const parameters = { project: byId('={{ $json.to }}'), invalidItems: 'pushValid', options };
		const { faults, seedData, truth } = pushing.emulator;
		faults.add({ kind: 'lost-answer', match: { route: BULK, nth: count } });
		const list = { route: 'GET /app-projects/{id}/items' };
		faults.add({ kind: 'status', status: 403, match: list, times: 'always' });
		const first = await pushing.push(rows, parameters);
		expect(first.status).toBe('error');
		faults.clear();
		const last = ids[count - 1];
		expect(truth.items(last)).toHaveLength(1);
		seedData.setAppProjectStatus(last, 'ARCHIVED');
		return await pushing.push(rows, parameters, settings, retryOf(first, settings));
	}

	it.each([1, 2])('tells of what may exist in the project (%s projects)', async (count) => {
		const { error } = await pushTwice(count);
		expect(error?.message).toMatch(/^Project \w+ is archived/);
		expect(error?.description).toContain('An earlier try of this execution may have created items');
	});

	it('tells of it for the items of the project if the node continues on fail', async () => {
		const { outputs } = await pushTwice(2, CONTINUE);
		const [created, { json }] = outputs[0];
		expect(created.json.id).toEqual(expect.any(String));
		expect(json.error).toMatch(/^Project \w+ is archived/);
		expect(json.message).toContain('An earlier try of this execution may have created items');
	});
});
