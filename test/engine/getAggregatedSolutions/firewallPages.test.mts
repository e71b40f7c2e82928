import { expect, it } from 'vitest';
import { AGGREGATE, getSolutions } from '../aggregated.mts';
import { byId } from '../emulated.mts';
import { EmulatedTest } from '../emulatedTest.mts';

/** Pages of a firewall in place of the response; Toloka may have carried out the request. */

const test = new EmulatedTest();

const blocked = (applied: boolean) =>
	test.emulator.faults.add({
		...{ kind: 'status', status: 403, applied, match: { route: AGGREGATE } },
		body: '<html>Blocked</html>',
	});

async function aggregate(settings = {}) {
	const pool = byId(test.emulator.catalogue.pool('OPEN').id);
	const parameters = { operation: 'aggregatePool', pool, outputField: 'result' };
	return await getSolutions(test.emulated, [{}], parameters, { settings });
}

it('an aggregation that was started is found', async () => {
	blocked(true);
	const { error, outputs } = await aggregate();
	expect(error).toBeUndefined();
	expect(outputs[0]).toHaveLength(100);
	expect(test.emulator.log.count(AGGREGATE)).toBe(1);
});

it('one that was refused is started by the next try', async () => {
	blocked(false);
	const { error } = await aggregate();
	expect(error?.message).toContain('refused the request (status 403) while starting');
	expect(error?.description).toMatch(/^Ask your network administrator/);
	blocked(false);
	const again = await aggregate({ retryOnFail: true, maxTries: 2, waitBetweenTries: 1 });
	expect(again.error).toBeUndefined();
	expect(again.outputs[0]).toHaveLength(100);
});
