import { describe, expect, it } from 'vitest';
import type { NodeRun } from '../engine.mts';
import { CONTINUE } from '../operating.mts';
import { WaitingForPools } from '../waitingForPools.mts';

const waiting = new WaitingForPools();

describe('checking a pool once', () => {
	const check = async (pools: string[], rest: Partial<NodeRun> = {}) =>
		await waiting.run(pools, { operation: 'check' }, rest);

	it('reports that it is still open, whatever its last reason', async () => {
		const pool = waiting.openPool();
		waiting.emulator.seedData.closePool(pool, 'MANUAL');
		waiting.emulator.seedData.openPool(pool);
		const { outputs } = await check([pool]);
		expect(outputs[0].map(({ json }) => json)).toEqual([
			expect.objectContaining({
				status: 'OPEN',
				last_close_reason: 'MANUAL',
				ended: false,
				closed_early: false,
			}),
		]);
	});

	it('reports how it ended', async () => {
		const pool = waiting.openPool();
		waiting.emulator.seedData.closePool(pool, 'MANUAL');
		const { outputs } = await check([pool]);
		expect(outputs[0][0].json).toMatchObject({ ended: true, closed_early: true });
	});

	it('affects only its own item if it cannot be read and the node continues on fail', async () => {
		const { outputs, status } = await check(['404404', '../x', waiting.openPool()], {
			settings: CONTINUE,
		});
		expect(status).toBe('success');
		expect(outputs[0].map(({ json }) => json.error ?? json.status)).toEqual([
			expect.stringMatching(/404404/),
			'Pool of item 1 is not an ID: “../x”',
			'OPEN',
		]);
	});

	const told = async (pool: string) => {
		const { has_active_assignments, awaits_review, assignments_awaiting_review } = (
			await check([pool])
		).outputs[0][0].json;
		return [has_active_assignments, awaits_review, assignments_awaiting_review];
	};

	it('reports for an open pool whether answers await review, not who is at work', async () => {
		const { seedData } = waiting.emulator;
		const pool = waiting.openPool({ autoAccept: false });
		expect(await told(pool)).toEqual([null, false, 0]);
		seedData.addAssignments(pool, { count: 2, status: 'SUBMITTED' });
		expect(await told(pool)).toEqual([null, true, 2]);
	});

	it('reports the same for a closed one in which people are still at work', async () => {
		const { seedData, faults } = waiting.emulator;
		const pool = waiting.openPool({ autoAccept: false });
		seedData.addAssignments(pool, { count: 1, status: 'ACTIVE' });
		seedData.addAssignments(pool, { count: 2, status: 'SUBMITTED' });
		seedData.closePool(pool, 'COMPLETED');
		expect(await told(pool)).toEqual([true, true, 2]);
		faults.add({
			kind: 'status',
			status: 403,
			match: { route: 'GET /task-suites' },
			times: 'always',
		});
		expect(await told(pool)).toEqual([true, null, null]);
	});
});
