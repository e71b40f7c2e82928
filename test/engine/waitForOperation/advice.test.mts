import type { IDataObject, IRunExecutionData } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import type { NodeRun } from '../engine.mts';
import { NODE } from '../engine.mts';
import { RETRY } from '../operating.mts';
import { savedForRetry } from '../retries.mts';
import type { Cycle } from '../suspending.mts';
import { runToTheEnd } from '../suspending.mts';
import { HOUR, MINUTE, WaitingForPools } from '../waitingForPools.mts';

const waiting = new WaitingForPools();

/** Each test follows the advice of a suspended wait's message to the letter. */

/** Retries with n8n's saved workflow: another execution, with the current parameters. */
async function retry(
	{ result: { data } }: Cycle,
	pools: string[],
	parameters: IDataObject,
	rest: Partial<NodeRun> = {},
): Promise<Cycle> {
	const failed = savedForRetry(data);
	for (const { node } of failed.executionData?.nodeExecutionStack ?? [])
		if (node.name === NODE) node.parameters = { ...node.parameters, ...parameters } as never;
	const run = { loop: true, mode: 'retry', executionId: 'retry', ...rest } as const;
	return await runToTheEnd(
		waiting.emulated,
		async (resume: IRunExecutionData = failed) =>
			await waiting.run(pools, { mode: 'suspend', ...parameters }, { ...run, resume }),
	);
}

describe('retrying a failed suspended wait', () => {
	it('with Output What Is Done outputs what is done', async () => {
		const pool = waiting.openPool();
		waiting.at(waiting.now() + 30 * MINUTE, () =>
			waiting.emulator.seedData.closePool(pool, 'MANUAL'),
		);
		const failed = await waiting.suspend([pool]);
		expect(failed.result.error?.description).toContain(
			'set If It Closes Early to “Output What Is Done” and retry the execution with the saved workflow',
		);
		const { result } = await retry(failed, [pool], { ifClosedEarly: 'output' });
		expect(result.error).toBeUndefined();
		expect(result.allOutputs[1].map(({ json }) => json.closed_early)).toEqual([true]);
	});

	it('with a later deadline waits that long from then on', async () => {
		const pool = waiting.openPool();
		const failed = await waiting.suspend([pool], { deadlineDays: 0.125 });
		expect(failed.result.error?.description).toContain('raise the deadline and retry');
		const began = waiting.now();
		const { result } = await retry(failed, [pool], { deadlineDays: 0.25 });
		expect(result.error?.message).toContain('people had not finished within 6 hours');
		expect(waiting.now() - began).toBe(6 * HOUR);
	});

	it('after the problem was solved past the deadline waits until people are done', async () => {
		const pool = waiting.openPool();
		const { clock, seedData } = waiting.emulator;
		waiting.at(clock.now() + 5 * HOUR, () => seedData.closePool(pool, 'NOT_ENOUGH_BALANCE'));
		const failed = await waiting.suspend([pool], { deadlineDays: 0.25 });
		expect(failed.result.error?.message).toContain('because the balance of the account is too low');
		clock.advance(24 * HOUR);
		seedData.openPool(pool);
		waiting.at(clock.now() + 2 * HOUR, () => seedData.closePool(pool, 'COMPLETED'));
		const { result } = await retry(failed, [pool], { deadlineDays: 0.25 });
		expect(result.error).toBeUndefined();
		expect(result.allOutputs[1].map(({ json }) => json.last_close_reason)).toEqual(['COMPLETED']);
	});

	it('with the mode In the Node and without the loop still knows what to wait for', async () => {
		const pool = waiting.openPool();
		const failed = await waiting.suspend([pool], { deadlineDays: 0.125 });
		waiting.emulator.seedData.closePool(pool, 'COMPLETED');
		const { result } = await retry(failed, [pool], { mode: 'inNode' }, { loop: false });
		expect(result.error).toBeUndefined();
		expect(result.outputs[0].map(({ json }) => json.pool_id)).toEqual([pool]);
	});

	it('with a different expression keeps the value from the user’s items', async () => {
		const pool = waiting.openPool();
		const parameters = { deadlineDays: '={{ $("Start").item.json.pool ? 0.125 : 1 }}' };
		const failed = await waiting.suspend([pool], parameters);
		const began = waiting.now();
		const { result } = await retry(failed, [pool], { deadlineDays: '={{ $json.absent }}' });
		expect(result.error?.message).toContain('people had not finished within 3 hours');
		expect(waiting.now() - began).toBe(3 * HOUR);
	});
});

it('Retry On Fail does not wait again', async () => {
	const pool = waiting.openPool();
	const began = waiting.now();
	const { result } = await runToTheEnd(
		waiting.emulated,
		async (resume) =>
			await waiting.run(
				[pool],
				{ mode: 'suspend', deadlineDays: 0.125 },
				{ loop: true, resume, settings: RETRY },
			),
	);
	expect(result.error?.message).toContain('people had not finished within 3 hours');
	expect(waiting.now() - began).toBeLessThan(3 * HOUR + MINUTE);
});
