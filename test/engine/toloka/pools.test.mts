import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { hintsOf } from '../aggregated.mts';
import { byId } from '../emulated.mts';
import { CONTINUE, RETRY, rows, Operating } from '../operating.mts';
import { savedForRetry } from '../retries.mts';

const OPEN = 'POST /pools/{id}/open';
const CLONE = 'POST /pools/{id}/clone';
const OPERATIONS = 'GET /operations';

const operating = new Operating();

/** Adds a closed pool with a task suite. */
function filledPool(): string {
	const { seedData } = operating.emulator;
	const { id } = seedData.addPool({ status: 'CLOSED', defaultOverlap: 1 });
	seedData.addTaskSuites(id, { count: 1 });
	return id;
}

const statusOf = (id: string) =>
	operating.emulator.catalogue.pools().find((pool) => pool.id === id)?.status;

describe('opening a pool', () => {
	it('waits until it is open, and outputs the pool', async () => {
		const pool = filledPool();
		const result = await operating.operate('pool:open', { pool: byId(pool) });
		expect(result.error).toBeUndefined();
		expect(rows(result)).toEqual([
			expect.objectContaining({ id: pool, status: 'OPEN', changed: true }),
		]);
		const [front] = rows(result).map(Object.keys);
		expect(front?.slice(0, 4)).toEqual(['id', 'private_name', 'status', 'changed']);
		expect(statusOf(pool)).toBe('OPEN');
	});

	it('changes nothing if it is already open', async () => {
		const pool = operating.emulator.catalogue.pool('OPEN').id;
		const result = await operating.operate('pool:open', { pool: byId(pool) });
		expect(rows(result)).toEqual([expect.objectContaining({ status: 'OPEN', changed: false })]);
	});

	it.each([0, 5_000])('is done once if a response is lost (%i ms)', async (operationRunMs) => {
		operating.emulator.switches.set({ operationPendingMs: 0, operationRunMs });
		const pool = filledPool();
		operating.emulator.faults.add({ kind: 'lost-answer', match: { route: OPEN } });
		const result = await operating.operate('pool:open', { pool: byId(pool) });
		expect(result.error).toBeUndefined();
		expect(rows(result)).toEqual([expect.objectContaining({ status: 'OPEN', changed: true })]);
		const openings = operating.emulator.truth
			.operations()
			.filter(({ type }) => type === 'POOL.OPEN');
		expect(openings).toHaveLength(1);
	});

	const refusals: Array<[string, () => string, RegExp, RegExp]> = [
		[
			'an empty pool',
			() => operating.emulator.seedData.addPool({ status: 'CLOSED' }).id,
			/^Pool \d+ was not opened: it has no tasks$/,
			/Create Task Suites/,
		],
		[
			'an archived pool',
			() => operating.emulator.catalogue.pool('ARCHIVED').id,
			/^Pool \d+ was not opened: it is archived$/,
			/Clone the pool/,
		],
		[
			'a locked pool',
			() => operating.emulator.catalogue.pool('LOCKED').id,
			/^Pool \d+ was not opened: it is locked by another operation$/,
			/when that operation has finished/,
		],
	];
	it.each(refusals)(
		'%s is refused in one sentence about the item',
		async (_name, pool, ...texts) => {
			const good = filledPool();
			const bad = pool();
			const input = [{ pool: good }, { pool: bad }];
			const { error } = await operating.operate(
				'pool:open',
				{ pool: byId('={{ $json.pool }}') },
				input,
			);
			expect(error?.message).toMatch(texts[0]);
			expect(error?.description).toMatch(texts[1]);
			expect(error?.context?.itemIndex).toBe(1);
		},
	);

	it('is reported if it ends with FAIL', async () => {
		const pool = filledPool();
		operating.emulator.faults.add({ kind: 'operation-fail', match: { route: OPEN } });
		const { error } = await operating.operate('pool:open', { pool: byId(pool) });
		expect(error?.message).toBe(`Pool ${pool} was not opened: the operation failed`);
	});

	it('continues with the next item if the node continues on fail', async () => {
		const pool = filledPool();
		const empty = operating.emulator.seedData.addPool({ status: 'CLOSED' }).id;
		const input = [{ pool: empty }, { pool: '../x' }, { pool }];
		const parameters = { pool: byId('={{ $json.pool }}') };
		const result = await operating.operate('pool:open', parameters, input, { settings: CONTINUE });
		expect(result.status).toBe('success');
		expect(rows(result).map(({ error, status }) => error ?? status)).toEqual([
			`Pool ${empty} was not opened: it has no tasks`,
			'Pool of item 1 is not an ID: “../x”',
			'OPEN',
		]);
		expect(result.outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});
});

describe('closing a pool', () => {
	it('waits until it is closed', async () => {
		const pool = operating.emulator.catalogue.pool('OPEN').id;
		const result = await operating.operate('pool:close', { pool: byId(pool) });
		expect(rows(result)).toEqual([
			expect.objectContaining({ status: 'CLOSED', last_close_reason: 'MANUAL', changed: true }),
		]);
	});

	it('changes nothing if it is already closed', async () => {
		const result = await operating.operate('pool:close', { pool: byId(filledPool()) });
		expect(rows(result)).toEqual([expect.objectContaining({ status: 'CLOSED', changed: false })]);
	});

	it('reports an unknown pool with its ID and the item', async () => {
		const { error } = await operating.operate('pool:close', { pool: byId('404404') });
		expect(error?.message).toBe('There is no pool with the ID 404404');
		expect(error?.context?.itemIndex).toBe(0);
	});
});

describe('reading pools', () => {
	it('returns one', async () => {
		const pool = operating.emulator.catalogue.pool('OPEN').id;
		const result = await operating.operate('pool:get', { pool: byId(pool) });
		expect(rows(result)).toEqual([expect.objectContaining({ id: pool, status: 'OPEN' })]);
	});

	it('returns the newest with a status, up to the limit', async () => {
		const { seedData } = operating.emulator;
		const ids = Array.from({ length: 130 }, () => seedData.addPool({ status: 'CLOSED' }).id);
		const newest = [...ids].reverse();
		const poolFilters = { status: 'CLOSED' };
		const some = await operating.operate('pool:getMany', { limit: 2, poolFilters }, [{}, {}]);
		expect(rows(some).map(({ id }) => id)).toEqual(newest.slice(0, 2));
		expect(hintsOf(some)).toEqual([expect.stringContaining('cut at 2 items')]);
		const all = await operating.operate('pool:getMany', { returnAll: true, poolFilters });
		const ofAll = rows(all).map(({ id }) => id);
		expect(ofAll.slice(0, 130)).toEqual(newest);
		expect(rows(all).every(({ status }) => status === 'CLOSED')).toBe(true);
		expect(hintsOf(all)).toEqual([]);
	});

	it('returns those of a project', async () => {
		const { id, projectId } = operating.emulator.seedData.addPool({ inputSpec: {} });
		const result = await operating.operate('pool:getMany', { poolFilters: { projectId } });
		expect(rows(result).map((pool) => pool.id)).toEqual([id]);
	});

	it.each<[string, unknown, string]>([
		['projectId', true, 'Project ID of item 0 is not an ID: “true”'],
		['projectId', { id: 1 }, 'Project ID of item 0 is not an ID: an object'],
		['projectId', 'a b', 'Project ID of item 0 is not an ID: “a b”'],
		[
			'status',
			'open',
			'Status of item 0 must be one of ARCHIVED, CLOSED, LOCKED, OPEN, not “open”',
		],
	])('refuses an invalid filter instead of ignoring it: %s %j', async (name, is, message) => {
		const poolFilters = { [name]: '={{ $json.is }}' };
		const input = [{ is } as IDataObject];
		const { error } = await operating.operate('pool:getMany', { poolFilters }, input);
		expect(error?.message).toBe(message);
		const empty = [{ is: '' }];
		expect((await operating.operate('pool:getMany', { poolFilters }, empty)).error).toBeUndefined();
	});
});

describe('cloning a pool', () => {
	const pools = () => operating.emulator.catalogue.pools().length;

	it('creates a closed, empty pool with a new name and expiry', async () => {
		const source = filledPool();
		const before = pools();
		const parameters = {
			pool: byId(source),
			cloneName: '=Photos {{ $json.day }}',
			cloneExpires: '2031-05-06T07:08:09Z',
		};
		const result = await operating.operate('pool:clone', parameters, [{ day: 7 }]);
		expect(result.error).toBeUndefined();
		expect(rows(result)).toEqual([
			expect.objectContaining({
				private_name: 'Photos 7',
				source_pool_id: source,
				status: 'CLOSED',
				will_expire: expect.stringContaining('2031-05-06T07:08:09'),
			}),
		]);
		expect(rows(result)[0].id).not.toBe(source);
		expect(pools()).toBe(before + 1);
	});

	it('keeps name and expiry if none are given', async () => {
		const source = operating.emulator.seedData.addPool({ name: 'Kept', status: 'CLOSED' }).id;
		const result = await operating.operate('pool:clone', { pool: byId(source) });
		const { will_expire: expires } = rows(
			await operating.operate('pool:get', { pool: byId(source) }),
		)[0];
		expect(rows(result)[0]).toMatchObject({ private_name: 'Kept', will_expire: expires });
	});

	it('looks up a clone whose response was lost', async () => {
		const source = filledPool();
		const before = pools();
		operating.emulator.faults.add({ kind: 'lost-answer', match: { route: CLONE } });
		const result = await operating.operate('pool:clone', { pool: byId(source) });
		expect(result.error).toBeUndefined();
		expect(rows(result)).toHaveLength(1);
		expect(pools()).toBe(before + 1);
	});

	it('does not confuse the clone of another item with its own', async () => {
		const source = filledPool();
		const before = pools();
		operating.emulator.switches.set({ operationPendingMs: 0, operationRunMs: 0 });
		const match = { route: CLONE, nth: 2 };
		operating.emulator.faults.add({ kind: 'lost-answer', match });
		const result = await operating.operate('pool:clone', { pool: byId(source) }, [{}, {}]);
		expect(new Set(rows(result).map(({ id }) => id)).size).toBe(2);
		expect(pools()).toBe(before + 2);
	});

	it('is retried on fail without another clone', async () => {
		const source = filledPool();
		const before = pools();
		operating.emulator.faults.add({ kind: 'lost-answer', match: { route: CLONE } });
		const match = { route: OPERATIONS };
		operating.emulator.faults.add({ kind: 'status', status: 503, match, times: 6 });
		const result = await operating.operate('pool:clone', { pool: byId(source) }, [{}], {
			settings: RETRY,
		});
		expect(result.error).toBeUndefined();
		expect(pools()).toBe(before + 1);
	});

	it('is sent by the retry if it was never sent', async () => {
		const source = filledPool();
		const before = pools();
		operating.emulator.faults.add({ kind: 'reset-before', match: { route: CLONE } });
		const first = await operating.operate('pool:clone', { pool: byId(source) });
		expect(first.error?.description).toContain('unclear whether pool');
		expect(first.error?.context?.itemIndex).toBe(0);
		const resume = savedForRetry(first.data);
		const again = await operating.operate('pool:clone', { pool: byId(source) }, [{}], {
			resume,
			mode: 'retry',
		});
		expect(again.error).toBeUndefined();
		expect(pools()).toBe(before + 1);
	});

	it('is found by the retry of an execution that was killed', async () => {
		const source = filledPool();
		const before = pools();
		const began = operating.emulator.clock.now();
		await operating.operate('pool:clone', { pool: byId(source) }, [{}], { began });
		const again = await operating.operate('pool:clone', { pool: byId(source) }, [{}], {
			began,
			mode: 'retry',
		});
		expect(again.error).toBeUndefined();
		expect(pools()).toBe(before + 1);
	});

	it.each(['tomorrow', '2031-13-01'])('refuses %s as expiry before it is cloned', async (at) => {
		const parameters = { pool: byId(filledPool()), cloneExpires: at };
		const { error } = await operating.operate('pool:clone', parameters);
		expect(error?.message).toBe(`Expires is not a clear time: “${at}”`);
		expect(operating.emulator.log.count(CLONE)).toBe(0);
	});
});

describe('an operation that does not exist', () => {
	it('is refused', async () => {
		const { error } = await operating.operate('pool:paint', { pool: byId('1') });
		expect(error?.message).toBe('The operation “pool:paint” is not one that this node knows');
	});
});
