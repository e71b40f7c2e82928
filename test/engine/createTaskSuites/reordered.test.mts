import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { Creating, SECOND, expectEachRowOnce, expectOnce, twoRequests } from '../creating.mts';

/** Rows with one key that need several requests and come in another order the second time. */

const creating = new Creating();

const ROWS = twoRequests();
const REVERSED = [...ROWS].reverse();
const run = async (rows: IDataObject[], executionId: string, changes: IDataObject = {}) => {
	creating.emulator.clock.advance(60_000);
	const parameters = { tasksPerSuite: 1, options: { operationId: 'order 17' }, ...changes };
	return await creating.create(rows, parameters, { executionId, began: Number(executionId) });
};

describe('the same rows in another order', () => {
	it.each(['wait', 'sync'])('exist already (%s)', async (delivery) => {
		await run(ROWS, '1');
		const { outputs, error } = await run(REVERSED, '2', { delivery });
		expect(error).toBeUndefined();
		expectEachRowOnce(REVERSED, outputs[0], creating.suites());
	});

	it('are the same operations, output again', async () => {
		const ids = async (rows: IDataObject[], executionId: string) => {
			const { outputs } = await run(rows, executionId, { delivery: 'operation' });
			return outputs[0].map(({ json }) => json.id).sort();
		};
		const started = await ids(ROWS, '1');
		creating.emulator.clock.advance(600_000);
		expect(await ids(REVERSED, '2')).toEqual(started);
		expectOnce(ROWS, creating.suites());
	});

	it('are completed if one request was refused', async () => {
		creating.emulator.faults.add({ kind: 'status', status: 403, match: SECOND });
		expect((await run(ROWS, '1')).error).toBeDefined();
		const { outputs, error } = await run(REVERSED, '2');
		expect(error).toBeUndefined();
		expectEachRowOnce(REVERSED, outputs[0], creating.suites());
	});

	it('open the pool once, even if that was requested only later', async () => {
		await run(ROWS, '1');
		const { error } = await run(REVERSED, '2', { openPool: true });
		expect(error).toBeUndefined();
		const pools = creating.emulator.catalogue.pools();
		expect(pools.find(({ id }) => id === creating.pool.id)?.status).toBe('OPEN');
	});
});

it.each([
	['more', [...REVERSED, { image: 'https://example.com/new.jpg' }]],
	['fewer', REVERSED.slice(1)],
	['others', [...REVERSED.slice(1), { ...REVERSED[0], image: 'https://example.com/new.jpg' }]],
])('%s are refused in another order, too', async (_case, rows) => {
	await run(ROWS, '1');
	const { error } = await run(rows, '2');
	expect(error?.message).toMatch(
		/^The Operation ID “order 17” was used before for other task suites/,
	);
	expectOnce(ROWS, creating.suites());
});
