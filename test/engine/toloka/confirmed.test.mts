import { describe, expect, it } from 'vitest';
import { byId } from '../emulated.mts';
import { CONTINUE, rows, Operating } from '../operating.mts';

/** An operation succeeded only if the pool or batch shows it afterward. */

const OPEN = 'POST /pools/{id}/open';
const GET_POOL = 'GET /pools/{id}';

const operating = new Operating();

function filledPool(wish = {}): string {
	const { seedData } = operating.emulator;
	const { id } = seedData.addPool({ status: 'CLOSED', defaultOverlap: 1, ...wish });
	seedData.addTaskSuites(id, { count: 1 });
	return id;
}

const change = async (action: 'open' | 'close', pool: string) =>
	await operating.operate(`pool:${action}`, { pool: byId(pool) });

async function post(path: string, body?: object): Promise<Record<string, string>> {
	const { url, apiKey } = operating.emulator;
	const headers = { Authorization: `ApiKey ${apiKey}`, 'Content-Type': 'application/json' };
	const response = await fetch(`${url}/api/${path}`, {
		method: 'POST',
		headers,
		...(body && { body: JSON.stringify(body) }),
	});
	const text = await response.text();
	return text === '' ? {} : (JSON.parse(text) as Record<string, string>);
}

const closeForUpdate = async (pool: string) => await post(`v1/pools/${pool}/close-for-update`);

describe('a pool that is reported as open', () => {
	it('by an empty response is not, if nothing was done', async () => {
		const pool = filledPool();
		operating.emulator.faults.add({ kind: 'empty', applied: false, match: { route: OPEN } });
		const { error } = await change('open', pool);
		expect(error?.message).toBe(`Pool ${pool} was not opened: its status is CLOSED`);
		expect(rows(await change('open', pool))[0]).toMatchObject({ status: 'OPEN', changed: true });
	});

	it.each([true, false])('by an empty response is waited for (locked: %s)', async (isLocked) => {
		const lockedWhileActing = isLocked;
		operating.emulator.switches.set({ operationRunMs: 20_000, lockedWhileActing });
		const pool = filledPool();
		operating.emulator.faults.add({ kind: 'empty', applied: true, match: { route: OPEN } });
		const result = await change('open', pool);
		expect(result.error).toBeUndefined();
		expect(rows(result)[0]).toMatchObject({ status: 'OPEN', changed: true });
	});

	it('fails with the reason if it was closed at once', async () => {
		const willExpireMs = operating.emulator.clock.now() - 1_000;
		const pool = filledPool({ willExpireMs });
		const { error } = await change('open', pool);
		expect(error?.message).toBe(
			`Pool ${pool} was not opened: its expiry time has passed (EXPIRED)`,
		);
		expect(error?.description).toContain('Set a later expiry');
	});

	it('is polled again if it is shown unchanged', async () => {
		const pool = filledPool();
		const body = { id: pool, status: 'CLOSED', last_close_reason: 'COMPLETED' };
		const match = { route: GET_POOL };
		operating.emulator.faults.add({ kind: 'status', status: 200, body, match });
		expect(rows(await change('open', pool))[0]).toMatchObject({ status: 'OPEN', changed: true });
	});

	it('counts as opened if it is completed at once', async () => {
		const pool = filledPool();
		const stopped = new Date(operating.emulator.clock.now() + 1_000).toISOString();
		const completed = { last_close_reason: 'COMPLETED', last_stopped: stopped };
		const body = { id: pool, status: 'CLOSED', ...completed };
		const match = { route: GET_POOL };
		operating.emulator.faults.add({ kind: 'status', status: 200, body, match, times: 'always' });
		const result = await change('open', pool);
		expect(result.error).toBeUndefined();
		expect(rows(result)[0]).toMatchObject({ status: 'CLOSED', changed: true });
	});

	it('is output as open if it cannot be read', async () => {
		const pool = filledPool();
		const match = { route: GET_POOL };
		operating.emulator.faults.add({ kind: 'status', status: 503, match, times: 'always' });
		const { error } = await change('open', pool);
		expect(error?.message).toBe(
			`Toloka was not available while reading pool ${pool}, which was opened`,
		);
	});

	it('is not output as changed, although a request had to be repeated', async () => {
		const pool = operating.emulator.catalogue.pool('OPEN').id;
		operating.emulator.faults.add({ kind: 'reset-before', match: { route: OPEN } });
		expect(rows(await change('open', pool))[0]).toMatchObject({ status: 'OPEN', changed: false });
	});
});

it('a pool that many items name is opened once, and each item is answered', async () => {
	const [pool, empty] = [filledPool(), operating.emulator.seedData.addPool().id];
	const input = [pool, empty, pool, empty, pool].map((id) => ({ pool: id }));
	const parameters = { pool: byId('={{ $json.pool }}') };
	const result = await operating.operate('pool:open', parameters, input, { settings: CONTINUE });
	const refused = `Pool ${empty} was not opened: it has no tasks`;
	expect(rows(result).map(({ error, status }) => error ?? status)).toEqual([
		'OPEN',
		refused,
		'OPEN',
		refused,
		'OPEN',
	]);
	expect(operating.emulator.log.count(OPEN)).toBe(2);
});

it('a pool that opens again on its own is not closed', async () => {
	const pool = filledPool();
	operating.emulator.seedData.openPool(pool);
	await closeForUpdate(pool);
	const { error } = await change('close', pool);
	expect(error?.message).toBe(
		`Pool ${pool} was not closed: it is closed for an update, and opens again by itself within 15 minutes`,
	);
	operating.emulator.clock.advance(15 * 60_000);
	expect(rows(await change('close', pool))[0]).toMatchObject({ status: 'CLOSED', changed: true });
});

describe('an action that takes longer than the node waits', () => {
	it('is reported with its pool, and waited for by the next run', async () => {
		operating.emulator.switches.set({ operationRunMs: 15 * 60_000 });
		const pool = filledPool();
		const { error } = await change('open', pool);
		expect(error?.message).toMatch(
			new RegExp(`^Pool ${pool} was not opened yet. The operation .+ within 10 minutes$`),
		);
		expect(error?.description).toContain('Run the node again: it waits for the same operation.');
		const again = await change('open', pool);
		expect(again.error).toBeUndefined();
		expect(rows(again)[0]).toMatchObject({ status: 'OPEN', changed: true });
		expect(operating.emulator.log.count(OPEN)).toBe(2);
	});

	it('is reported with its source if it is a clone', async () => {
		operating.emulator.switches.set({ operationRunMs: 15 * 60_000 });
		const pool = filledPool();
		const { error } = await operating.operate('pool:clone', { pool: byId(pool) });
		expect(error?.message).toMatch(new RegExp(`^Pool ${pool} was not cloned yet. The operation`));
		expect(error?.description).toContain('Retry this execution: it waits for the same clone.');
	});
});

describe('a batch that is reported as started', () => {
	const project = () => operating.emulator.catalogue.appProject().id;
	async function newBatch(): Promise<string> {
		const items = [{ image_url: 'https://example.com/1.jpg' }];
		return (await post(`app/v0/app-projects/${project()}/batches`, { name: 'b', items })).id;
	}
	const start = async (batch: string) =>
		await operating.operate('batch:start', { project: byId(project()), batch: byId(batch) });
	const BATCH = '/app-projects/{id}/batches/{batchId}';

	it('by an empty response is not, if nothing was done', async () => {
		const batch = await newBatch();
		const match = { route: `POST ${BATCH}/start` };
		operating.emulator.faults.add({ kind: 'empty', applied: false, match });
		const { error } = await start(batch);
		expect(error?.message).toBe(`Batch ${batch} was not started: its status is NEW`);
		expect(rows(await start(batch))[0]).toMatchObject({ status: 'PROCESSING', changed: true });
	});

	it('is output as started if it cannot be read', async () => {
		const batch = await newBatch();
		const match = { route: `GET ${BATCH}` };
		operating.emulator.faults.add({ kind: 'status', status: 503, match, times: 'always' });
		const { error } = await start(batch);
		expect(error?.message).toBe(
			`Toloka was not available while reading the batch ${batch}, which was started`,
		);
	});
});
