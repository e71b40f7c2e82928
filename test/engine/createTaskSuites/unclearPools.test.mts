import { expect, it } from 'vitest';
import { byId } from '../emulated.mts';
import { Creating, POST, expectOnce, pictures } from '../creating.mts';

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
