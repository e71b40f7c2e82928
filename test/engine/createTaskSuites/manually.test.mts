import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { byId } from '../emulated.mts';
import type { NodeResult } from '../engine.mts';
import {
	POST,
	SECOND,
	expectEachRowOnce,
	expectOnce,
	manual,
	pictures,
	saved,
	twoRequests,
	Creating,
} from '../creating.mts';

/** Building a workflow never pays twice: manual runs find what earlier ones created. */

const creating = new Creating();

describe.each(['wait', 'operation', 'sync'])(
	'executing a step with the delivery %s',
	(delivery) => {
		it('creates the same rows once, and says so', async () => {
			await creating.create(pictures(20), { delivery }, manual());
			creating.emulator.clock.advance(60_000);
			const { error, data } = await creating.create(pictures(20), { delivery }, manual());
			expect(error).toBeUndefined();
			expectOnce(pictures(20), creating.suites());
			expect(JSON.stringify(data.resultData.runData)).toMatch(
				/20 tasks exist from the manual run at [-\d]+ [:\d]+ UTC and were not created again/,
			);
		});

		it('creates them again on request', async () => {
			const parameters: IDataObject = { delivery, options: { manualRuns: true } };
			for (let run = 0; run < 2; run++) await creating.create(pictures(2), parameters, manual());
			creating.emulator.clock.advance(60_000);
			expect(creating.suites()).toHaveLength(4);
		});
	},
);

describe('Open Pool, turned on after the tasks were created', () => {
	const status = () =>
		creating.emulator.catalogue.pools().find(({ id }) => id === creating.pool.id)?.status;
	const opened = () => creating.emulator.log.count('POST /pools/{id}/open');

	it('opens the pool, and creates nothing again', async () => {
		await creating.create(pictures(3), {}, manual());
		const { outputs, error } = await creating.create(pictures(3), { openPool: true }, manual());
		expect(error).toBeUndefined();
		expectOnce(pictures(3), creating.suites());
		expect(status()).toBe('OPEN');
		expect(outputs[0].map(({ json }) => json.pool_problem)).toEqual(Array(3).fill(undefined));
		await creating.create(pictures(3), { openPool: true }, manual());
		expect(opened()).toBe(1);
	});

	it('opens it in a run with the same Operation ID, too', async () => {
		const options = { operationId: 'rows of Monday' };
		await creating.create(pictures(3), { options }, { executionId: '801' });
		await creating.create(pictures(3), { options, openPool: true }, { executionId: '802' });
		expectOnce(pictures(3), creating.suites());
		expect(status()).toBe('OPEN');
	});

	it('opens it in a retry with the currently saved workflow, too', async () => {
		creating.emulator.faults.add({
			...{ kind: 'status', status: 403, match: { route: 'GET /operations/{id}/log' } },
		});
		const failed = await creating.create(pictures(3), {}, { executionId: '811', began: 811 });
		expect(failed.error).toBeDefined();
		const retried = { executionId: '812', mode: 'retry' as const };
		const resume = saved(failed, { openPool: true });
		const { outputs, error } = await creating.create(pictures(3), {}, { ...retried, resume });
		expect(error).toBeUndefined();
		expect(outputs[0][0].json.pool_problem).toBeUndefined();
		expectOnce(pictures(3), creating.suites());
		expect([status(), opened()]).toEqual(['OPEN', 1]);
	});

	it('is not done by Return the Operation, which says so', async () => {
		const delivery = 'operation';
		const hints = async (parameters: IDataObject) => {
			const { data } = await creating.create(pictures(3), { delivery, ...parameters }, manual());
			return JSON.stringify(data.resultData.runData);
		};
		await creating.create(pictures(3), { delivery }, manual());
		const [{ id }] = creating.emulator.truth.operations();
		const told = `Open Pool was turned on after the operation ${id} had been started, so it does not open the pool ${creating.pool.id}.`;
		expect(await hints({ openPool: true })).toContain(told);
		expect([status(), opened()]).toEqual(['CLOSED', 0]);
		creating.emulator.seedData.openPool(creating.pool.id);
		expect(await hints({ openPool: true })).not.toContain('Open Pool was turned on');
	});

	it('leaves a pool unchanged that was closed since', async () => {
		for (const _run of [1, 2]) {
			const { outputs } = await creating.create(pictures(3), { openPool: true }, manual());
			expect(outputs[0][0].json.pool_problem).toBeUndefined();
			creating.emulator.clock.advance(60_000);
			await creating.emulated.run('toloka', {
				...{ resource: 'pool', operation: 'close', pool: byId(creating.pool.id) },
			});
			expect(status()).toBe('CLOSED');
		}
		expect(opened()).toBe(0);
	});

	it('explains why the pool stays closed', async () => {
		await creating.create(pictures(3), {}, manual());
		const noMoney = { code: 'NOT_ENOUGH_BALANCE', message: 'Not enough balance' };
		creating.emulator.faults.add({
			...{ kind: 'status', status: 409, match: { route: 'POST /pools/{id}/open' } },
			body: noMoney,
		});
		const { outputs, error } = await creating.create(pictures(3), { openPool: true }, manual());
		expect(error).toBeUndefined();
		expect(outputs[0][0].json.pool_problem).toBe(
			`Pool ${creating.pool.id} was not opened: it cannot be paid for: the balance of the account is too low`,
		);
	});
});

describe('the hint at tasks that exist', () => {
	const hints = async (count: number, parameters: IDataObject = {}) => {
		const { data } = await creating.create(pictures(count), parameters, manual());
		const runs = data.resultData.runData['Node under test'] ?? [];
		return (runs.at(-1)?.hints ?? []).map(({ message }) => message).filter(isOfReuse);
	};
	const isOfReuse = (message: string) => message.includes('not created again');
	const MINUTE = '2024-01-15 \\d\\d:\\d\\d UTC';

	it('names the Operation ID if that is the reason', async () => {
		const options = { operationId: 'rows of Monday' };
		await creating.create(pictures(3), { options }, { executionId: '821' });
		const same = `run at ${MINUTE} with the same Operation ID and were not created again. Only another Operation ID creates such tasks again.`;
		const told = expect.stringMatching(new RegExp(`^3 tasks exist from the ${same}$`)) as string;
		expect(await hints(3, { options })).toEqual([told]);
		expect(await hints(3, { options: { ...options, manualRuns: true } })).toEqual([told]);
		expectOnce(pictures(3), creating.suites());
	});

	it('names the latest run if several created them', async () => {
		await hints(2);
		creating.emulator.clock.advance(120_000);
		await hints(3);
		creating.emulator.clock.advance(120_000);
		const [told] = await hints(4);
		expect(told).toMatch(new RegExp(`^3 tasks exist from the manual runs up to ${MINUTE} and`));
	});
});

it('manual runs at the same moment create common rows once', async () => {
	const counts = [3, 5, 4];
	const runs = counts.map(async (count) => await creating.create(pictures(count), {}, manual()));
	for (const { error } of await Promise.all(runs)) expect(error).toBeUndefined();
	expectOnce(pictures(5), creating.suites());
});

it('finds what exists among many operations that were submitted at the same moment', async () => {
	const others = () => creating.emulator.seedData.addOperations({ count: 120, overMs: 0 });
	others();
	await creating.create(pictures(3), {}, manual());
	others();
	const { error } = await creating.create(pictures(4), {}, manual());
	expect(error).toBeUndefined();
	expectOnce(pictures(4), creating.suites());
});

it('production executions create again', async () => {
	await creating.create(pictures(2), {}, manual());
	for (const executionId of ['901', '902']) {
		await creating.create(pictures(2), {}, { executionId, began: Number(executionId) });
	}
	expect(creating.suites()).toHaveLength(6);
});

it('other rows are created', async () => {
	await creating.create(pictures(2), {}, manual());
	const { error } = await creating.create([{ image: 'www.other.ru' }], {}, manual());
	expect(error).toBeUndefined();
	expect(creating.suites()).toHaveLength(3);
});

it('a manual run that failed halfway may be retried or started again', async () => {
	const rows = twoRequests();
	creating.emulator.faults.add({ kind: 'status', status: 403, match: SECOND });
	const first = await creating.create(rows, {}, manual());
	expect(first.error).toBeDefined();
	await creating.create(rows, {}, manual());
	expectOnce(rows, creating.suites());
	const retried = { executionId: '950', mode: 'retry' as const, resume: saved(first) };
	await creating.create(rows, {}, retried);
	expectOnce(rows, creating.suites());
});

describe('a retry of a manual run', () => {
	const retryOf = (failed: NodeResult) => ({
		executionId: '960',
		mode: 'retry' as const,
		resume: saved(failed),
	});

	it('finds what earlier manual runs created', async () => {
		await creating.create(pictures(3), {}, manual());
		creating.emulator.faults.add({ kind: 'status', status: 403, match: { route: POST } });
		const failed = await creating.create(pictures(4), {}, manual());
		expect(failed.error).toBeDefined();
		const { outputs, error } = await creating.create(pictures(4), {}, retryOf(failed));
		expect(error).toBeUndefined();
		expectEachRowOnce(pictures(4), outputs[0], creating.suites());
	});

	it('finds it even if the node failed before it had a name', async () => {
		await creating.create(pictures(3), {}, manual());
		const failed = await creating.create(pictures(3), { delivery: 'none' }, manual());
		expect(failed.error).toBeDefined();
		const resume = saved(failed, { delivery: 'wait' });
		await creating.create(pictures(3), {}, { ...retryOf(failed), resume });
		expectOnce(pictures(3), creating.suites());
	});
});
