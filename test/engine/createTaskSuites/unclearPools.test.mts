import { expect, it } from 'vitest';
import { byId } from '../emulated.mts';
import { Creating, POST, expectOnce, pictures, saved } from '../creating.mts';

/** A synchronous request without a response, in one of several pools. */

const creating = new Creating();
const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

it.each([1, 2, 3])(
	'later tries create the rows of the pools beside that of request %i',
	async (nth) => {
		const { emulator } = creating;
		const pools = ['A', 'B', 'C'].map((name) => emulator.seedData.addPool({ name }).id);
		const rows = pools.flatMap((to) => pictures(2).map((row) => ({ ...row, to })));
		emulator.faults.add({ kind: 'lost-answer', match: { route: POST, nth } });
		const parameters = { delivery: 'sync', pool: byId('={{ $json.to }}') };
		const { error } = await creating.create(rows, parameters, { settings });
		for (const pool of pools) expectOnce(pictures(2), emulator.truth.taskSuites(pool));
		const from = 2 * (nth - 1);
		expect(error?.description).toContain(
			`4 of 6 task suites were created. It is unclear whether the task suites of items ${from} to ${from + 1} were`,
		);
	},
);

it.each(['wait', 'sync'])(
	'no other pool is advised if that of an earlier try was archived: %s',
	async (delivery) => {
		const { emulator, pool } = creating;
		const look = { route: 'GET /operations/{id}' };
		emulator.faults.add({ kind: 'lost-answer', match: { route: POST }, times: 'always' });
		emulator.faults.add({ kind: 'status', status: 403, match: look, times: 'always' });
		const failed = await creating.create(pictures(2), { delivery });
		emulator.faults.clear();
		const body = JSON.stringify({ id: pool.id, status: 'ARCHIVED', project_id: '1' });
		const match = { method: 'GET', path: `/pools/${pool.id}$` };
		emulator.faults.add({ kind: 'status', status: 200, body, match, times: 'always' });
		const resume = saved(failed);
		const { error } = await creating.create(pictures(2), { delivery }, { resume });
		expect(error?.message).toContain('is archived and does not accept tasks');
		expect(error?.description).toContain('look in it for what exists before you create the items');
		expect(error?.description).not.toMatch(/Choose|clone/);
		expectOnce(pictures(2), creating.suites());
	},
);
