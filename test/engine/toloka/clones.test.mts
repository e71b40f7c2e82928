import { describe, expect, it } from 'vitest';
import { byId } from '../emulated.mts';
import { NODE, log } from '../engine.mts';
import { rows, Operating } from '../operating.mts';
import { savedForRetry } from '../retries.mts';

const CLONE = 'POST /pools/{id}/clone';

const operating = new Operating();

const pools = () => operating.emulator.catalogue.pools().length;
const pool = () => operating.emulator.seedData.addPool({ name: 'Photos' }).id;

describe('a clone that a killed n8n has created', () => {
	it('of each item is found by the retry of an execution that was killed', async () => {
		const [one, other] = [pool(), pool()];
		const before = pools();
		const began = operating.emulator.clock.now();
		const parameters = { pool: byId('={{ $json.pool }}') };
		const items = [one, other, one].map((id) => ({ pool: id }));
		await operating.operate('pool:clone', parameters, items, { began });
		const again = await operating.operate('pool:clone', parameters, items, {
			began,
			mode: 'retry',
		});
		expect(again.error).toBeUndefined();
		expect(new Set(rows(again).map(({ id }) => id)).size).toBe(3);
		expect(pools()).toBe(before + 3);
	});

	it('is found if another retry of the same execution was killed', async () => {
		const source = pool();
		const before = pools();
		const began = operating.emulator.clock.now();
		operating.emulator.faults.add({ kind: 'status', status: 403, match: { route: CLONE } });
		const parameters = { pool: byId(source) };
		const first = await operating.operate('pool:clone', parameters, [{}], { began });
		expect(first.error).toBeDefined();
		for (let retries = 0; retries < 2; retries++) {
			const resume = savedForRetry(first.data);
			const rest = { resume, began, mode: 'retry' as const };
			const { error } = await operating.operate('pool:clone', parameters, [{}], rest);
			expect(error).toBeUndefined();
		}
		expect(pools()).toBe(before + 1);
	});
});

it('each manual run makes a clone of its own, and says how to keep one', async () => {
	const before = pools();
	const source = pool();
	const parameters = { pool: byId(source) };
	const hintsOf = async (mode: 'manual' | 'trigger') => {
		const { data } = await operating.operate('pool:clone', parameters, [{}, {}], { mode });
		return (data.resultData.runData[NODE][0].hints ?? []).map(({ message }) => message);
	};
	for (let runs = 0; runs < 2; runs++) {
		expect(await hintsOf('manual')).toEqual([expect.stringContaining('pin this output')]);
	}
	expect(await hintsOf('trigger')).toEqual([]);
	expect(pools()).toBe(before + 7);
});

/** Resolves when the nth request of the route has arrived. */
async function arrival(route: string, nth: number): Promise<void> {
	const { log: requests } = operating.emulator;
	await new Promise<void>((resolve) => {
		const look = () => (requests.count(route) >= nth ? resolve() : void setImmediate(look));
		look();
	});
}

it('a canceled execution reports which pools were cloned before, so that none is cloned twice', async () => {
	log.length = 0;
	const sources = [pool(), pool()];
	operating.emulator.faults.add({ kind: 'hang', match: { route: CLONE, nth: 2 } });
	const cancelAfter = arrival(CLONE, 2);
	const { error } = await operating.operate(
		'pool:clone',
		{ pool: byId('={{ $json.id }}') },
		sources.map((id) => ({ id })),
		{ cancelAfter },
	);
	expect(error?.description).toMatch(
		/^1 of 2 items were done before: leave them out when you run the workflow again\. Pool /,
	);
	expect(log.map(({ message }) => message).join()).toContain('1 of 2 items were done before');
});

it.each([CLONE, 'GET /operations/{id}'])(
	'a canceled execution reports that the pool may have been cloned: at %s',
	async (route) => {
		log.length = 0;
		const source = pool();
		operating.emulator.switches.set({ operationRunMs: 60_000 });
		operating.emulator.faults.add({ kind: 'hang', applied: true, match: { route } });
		const cancelAfter = arrival(route, 1);
		const parameters = { pool: byId(source) };
		const { error } = await operating.operate('pool:clone', parameters, [{}], { cancelAfter });
		expect(error?.description).toBe(
			`Pool ${source} may have been cloned: look for the clone on the Toloka website before you clone it again.`,
		);
		const told = log.filter(({ message }) =>
			message.includes(`Pool ${source} may have been cloned`),
		);
		expect(told.map(({ level }) => level)).toEqual(['warn']);
	},
);

it('a clone whose operation cannot be read is reported as started, and found by the retry', async () => {
	const source = pool();
	const before = pools();
	const match = { route: 'GET /operations/{id}' };
	operating.emulator.switches.set({ operationRunMs: 3_000 });
	operating.emulator.faults.add({ kind: 'status', status: 403, match });
	const parameters = { pool: byId(source) };
	const first = await operating.operate('pool:clone', parameters);
	const [{ id }] = operating.emulator.truth.operations();
	expect(first.error?.description).toContain(
		`The operation ${id}, which clones pool ${source}, was started. Retry this execution: it waits for the same clone. Check the token`,
	);
	const rest = { resume: savedForRetry(first.data), mode: 'retry' as const };
	const again = await operating.operate('pool:clone', parameters, [{}], rest);
	expect(again.error).toBeUndefined();
	expect(pools()).toBe(before + 1);
});

describe('a clone that cannot be named', () => {
	const PUT = 'PUT /pools/{id}';

	it('is named in the failure, and changed by the retry', async () => {
		const source = pool();
		const before = pools();
		operating.emulator.faults.add({ kind: 'status', status: 403, match: { route: PUT } });
		const parameters = { pool: byId(source), cloneName: 'Night' };
		const first = await operating.operate('pool:clone', parameters);
		const clone = operating.emulator.catalogue.pools().at(-1)?.id;
		expect(first.error?.message).toBe(`Access was denied while changing pool ${clone}`);
		expect(first.error?.description).toContain(`The clone exists: pool ${clone}. A retry of this`);
		const rest = { resume: savedForRetry(first.data), mode: 'retry' as const };
		const again = await operating.operate('pool:clone', parameters, [{}], rest);
		expect(rows(again)).toEqual([
			expect.objectContaining({ id: clone, private_name: 'Night', source_pool_id: source }),
		]);
		expect(pools()).toBe(before + 1);
	});
});
