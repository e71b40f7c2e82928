import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../emulator/steering/faults.mts';
import {
	Creating,
	POST,
	expectEachRowOnce,
	expectOnce,
	pictures,
	saved,
	twoRequests,
} from '../creating.mts';

/** A request that was divided is not created again as a whole once the service accepts its size. */

const creating = new Creating();

const add = (fault: Fault) => void creating.emulator.faults.add(fault);
const always = { times: 'always' as const };
const refusesAbove = (count: number) =>
	add({ kind: 'status', status: 413, match: { route: POST, minCount: count + 1 }, ...always });

const REFUSED_PLACE = 2;
const refusesOne = () => {
	const payload = {
		[`${REFUSED_PLACE}.tasks.0.input_values.image`]: { code: 'INVALID', message: 'bad' },
	};
	const body = { code: 'VALIDATION_ERROR', message: 'Validation failed', payload };
	add({ kind: 'status', status: 400, body, match: { route: POST } });
};

const ROWS = pictures(10);
const VALID_ONLY = { invalidItems: 'createValid' };

describe.each<[string, IDataObject, { mode?: 'manual' }]>([
	['with a key', { options: { operationId: 'order 17' } }, {}],
	['with a UUID', { options: { operationId: '5c04458e-63c1-46c1-ba0d-6f0756a5358b' } }, {}],
	['in manual runs', {}, { mode: 'manual' }],
])('%s', (_case, parameters, rest) => {
	const again = async (executionId: string, rows = ROWS, changes: IDataObject = {}) => {
		creating.emulator.faults.clear();
		return await creating.create(
			rows,
			{ tasksPerSuite: 1, ...parameters, ...changes },
			{ ...rest, executionId, began: Number(executionId) },
		);
	};
	const first = async (changes: IDataObject = {}, rows = ROWS) =>
		await creating.create(
			rows,
			{ tasksPerSuite: 1, ...parameters, ...changes },
			{ ...rest, executionId: '1', began: 1 },
		);

	it.each([6, 3, 2, 1])('finds what was halved for a proxy that accepts %s', async (count) => {
		refusesAbove(count);
		await first();
		for (const executionId of ['2', '3']) {
			const { outputs, error } = await again(executionId);
			expect(error).toBeUndefined();
			expectEachRowOnce(ROWS, outputs[0], creating.suites());
		}
	});

	it('finds halves that are still in progress', async () => {
		creating.emulator.switches.set({ operationRunMs: 120_000 });
		refusesAbove(6);
		await first({ delivery: 'operation' });
		const { outputs } = await again('2');
		expectEachRowOnce(ROWS, outputs[0], creating.suites());
	});

	it('completes halves of which one could not be sent', async () => {
		refusesAbove(3);
		add({ kind: 'status', status: 403, match: { route: POST, maxCount: 2 } });
		expect((await first()).error).toBeDefined();
		const { error } = await again('2');
		expect(error).toBeUndefined();
		expectOnce(ROWS, creating.suites());
	});

	it.each([1, 3])('completes halves of which one failed (the proxy accepts %s)', async (count) => {
		refusesAbove(count);
		add({ kind: 'operation-fail', match: { route: POST, maxCount: count } });
		const { error: failed } = await first();
		expect(failed).toBeDefined();
		for (const executionId of ['2', '3']) await again(executionId);
		expectOnce(ROWS, creating.suites());
	});

	it('finds what was sent without an item that was refused at its place', async () => {
		refusesOne();
		const { outputs } = await first(VALID_ONLY);
		expect(outputs[0][REFUSED_PLACE].json.problem).toContain('bad');
		const { error } = await again('2', ROWS, VALID_ONLY);
		expect(error).toBeUndefined();
		expectOnce(ROWS, creating.suites());
	});

	it.each([1, 2, 3, 4])(
		'finds what was sent besides a row that was too large (%s of 4)',
		async (nth) => {
			const rows = pictures(4);
			refusesAbove(1);
			add({ kind: 'status', status: 413, match: { route: POST, maxCount: 1, nth } });
			const { outputs } = await first(VALID_ONLY, rows);
			expect(outputs[0][nth - 1].json.problem).toContain('larger than Toloka accepts');
			expect((await again('2', rows, VALID_ONLY)).error).toBeUndefined();
			expectOnce(rows, creating.suites());
		},
	);

	it('opens the pool only now', async () => {
		refusesAbove(6);
		await first();
		await again('2', ROWS, { openPool: true });
		expectOnce(ROWS, creating.suites());
		const pools = creating.emulator.catalogue.pools();
		expect(pools.find(({ id }) => id === creating.pool.id)?.status).toBe('OPEN');
	});
});

it('a retry continues after a refused part whose place the next one took', async () => {
	const rows = pictures(4);
	const parameters = { tasksPerSuite: 1, ...VALID_ONLY };
	refusesAbove(1);
	const match = { route: POST, maxCount: 1 };
	const payload = { '0.tasks.0.input_values.image': { code: 'INVALID', message: 'bad' } };
	const body = { code: 'VALIDATION_ERROR', message: 'Validation failed', payload };
	add({ kind: 'status', status: 400, body, match: { ...match, nth: 1 } });
	add({ kind: 'status', status: 403, match: { ...match, nth: 3 } });
	const failed = await creating.create(rows, parameters, { executionId: '1', began: 1 });
	expect(failed.error).toBeDefined();
	creating.emulator.faults.clear();
	const rest = { executionId: '2', mode: 'retry' as const, resume: saved(failed) };
	const { error } = await creating.create(rows, parameters, rest);
	expect(error).toBeUndefined();
	expectOnce(rows, creating.suites());
});

it.each([1, 2, 3])(
	'a try after a kill completes a part of which only the first half was sent (the proxy accepts %s then)',
	async (count) => {
		const rows = pictures(4);
		refusesAbove(1);
		add({ kind: 'status', status: 403, match: { route: POST, maxCount: 1, nth: 2 } });
		// n8n may start a killed execution again without a trace of what it did.
		const run = { executionId: '1', began: 1 };
		await creating.create(rows, { tasksPerSuite: 1 }, run);
		expect(creating.suites()).toHaveLength(1);
		creating.emulator.faults.clear();
		refusesAbove(count);
		const { outputs, error } = await creating.create(rows, { tasksPerSuite: 1 }, run);
		expect(error).toBeUndefined();
		expectEachRowOnce(rows, outputs[0], creating.suites());
	},
);

describe('a key whose request was halved', () => {
	const run = async (rows: IDataObject[], executionId: string) => {
		const parameters = { tasksPerSuite: 1, options: { operationId: 'order 17' } };
		const rest = { executionId, began: Number(executionId) };
		return await creating.create(rows, parameters, rest);
	};
	const NEW = { image: 'https://example.com/new.jpg' };
	const SHUFFLED = [3, 7, 1, 9, 0, 2, 8, 4, 6, 5].map((index) => ROWS[index]);

	describe.each([6, 3, 2, 1])('for a proxy that accepts %s', (count) => {
		it('finds the same rows in another order', async () => {
			refusesAbove(count);
			await run(ROWS, '1');
			creating.emulator.faults.clear();
			const { outputs, error } = await run(SHUFFLED, '2');
			expect(error).toBeUndefined();
			expectEachRowOnce(SHUFFLED, outputs[0], creating.suites());
		});

		it.each([
			['in the same order', [...ROWS, NEW]],
			['in another order', [NEW, ...SHUFFLED]],
		])('refuses more rows, %s', async (_order, rows) => {
			refusesAbove(count);
			await run(ROWS, '1');
			creating.emulator.faults.clear();
			const { error } = await run(rows, '2');
			expect(error?.message).toMatch(/was used before for other task suites/);
			expectOnce(ROWS, creating.suites());
		});
	});

	it.each([
		[6, 5],
		[3, 3],
		[3, 8],
	])('for a proxy that accepts %s refuses the first %s rows alone', async (most, count) => {
		refusesAbove(most);
		await run(ROWS, '1');
		creating.emulator.faults.clear();
		const { error } = await run(ROWS.slice(0, count), '2');
		expect(error?.message).toMatch(/was used before for other task suites/);
		expectOnce(ROWS, creating.suites());
	});

	describe.each([
		[2, 3, 1],
		[4, 5, 2],
		[4, 7, 3],
		[6, 7, 2],
		[7, 5, 2],
		[8, 6, 3],
	])('of %s rows, used for %s', (then, now, most) => {
		it.each(['the same', 'another'])('is refused in %s order', async (order) => {
			const rows = pictures(then);
			refusesAbove(most);
			await run(rows, '1');
			creating.emulator.faults.clear();
			const others = order === 'another' ? pictures(now).reverse() : pictures(now);
			const { error } = await run(others, '2');
			expect(error?.message).toMatch(/was used before for other task suites/);
			expectOnce(rows, creating.suites());
		});
	});

	it('finds the created rows alone, if no others were created', async () => {
		refusesAbove(6);
		add({ kind: 'status', status: 403, match: { route: POST, maxCount: 5, nth: 2 } });
		expect((await run(ROWS, '1')).error).toBeDefined();
		creating.emulator.faults.clear();
		const created = ROWS.slice(0, 5);
		const { outputs, error } = await run(created, '2');
		expect(error).toBeUndefined();
		expectEachRowOnce(created, outputs[0], creating.suites());
	});

	it.each(['fewer', 'more'])('refuses rows that needed %s requests', async (then) => {
		const rows = twoRequests();
		const some = rows.slice(0, 1_000);
		const [first, second] = then === 'more' ? [rows, some] : [some, rows];
		refusesAbove(600);
		await run(first, '1');
		creating.emulator.faults.clear();
		const { error } = await run(second, '2');
		expect(error?.message).toMatch(/was used before for other task suites/);
		expectOnce(first, creating.suites());
	});

	it('is completed in another order if one half could not be sent', async () => {
		refusesAbove(3);
		add({ kind: 'status', status: 403, match: { route: POST, maxCount: 2 } });
		expect((await run(ROWS, '1')).error).toBeDefined();
		creating.emulator.faults.clear();
		const { outputs, error } = await run(SHUFFLED, '2');
		expect(error).toBeUndefined();
		expectEachRowOnce(SHUFFLED, outputs[0], creating.suites());
	});
});
