import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import type { NodeRun } from '../engine.mts';
import { byId } from '../emulated.mts';
import { Creating, POST, expectOnce, pictures, twoRequests } from '../creating.mts';

/** An Operation ID for rows of several pools: other pools change the places of its requests. */

const creating = new Creating();
const USED = /^The Operation ID “order 17” was used before for other task suites: /;
const CONTINUE = { settings: { onError: 'continueRegularOutput' as const } };

let executions = 0;
async function run(rows: IDataObject[], rest: Partial<NodeRun> = {}) {
	creating.emulator.clock.advance(60_000);
	const executionId = String(++executions);
	const options = { operationId: 'order 17' };
	const parameters = { tasksPerSuite: 1, options, pool: byId('={{ $json.to }}') };
	return await creating.create(rows, parameters, { executionId, began: executions, ...rest });
}

/** Returns rows for each of three pools, in the order in which a key numbers them. */
function rowsForPools(last = pictures(3)): IDataObject[][] {
	const added = [1, 2, 3].map((number) =>
		creating.emulator.seedData.addPool({ name: `${number}` }),
	);
	const pools = added.map(({ id }) => id).sort();
	return [pictures(2), pictures(3), last].map((rows, place) =>
		rows.map((row) => ({ ...row, to: pools[place] })),
	);
}

function expectOnceInPools(rows: IDataObject[][]): void {
	creating.emulator.clock.advance(60_000);
	for (const own of rows) {
		expectOnce(own, creating.emulator.truth.taskSuites(String(own[0].to)));
	}
}

const refusePosts = (match: object) =>
	creating.emulator.faults.add({ kind: 'status', status: 403, match: { route: POST, ...match } });

describe('a key that was used for two pools', () => {
	it.each<[string, Partial<NodeRun>, string]>([
		['between them', {}, 'abc'],
		['between them, its items last', {}, 'acb'],
		['between them; the others are last', {}, 'cab'],
		['between them, with On Error: Continue', CONTINUE, 'abc'],
		['between them, its items last, with On Error: Continue', CONTINUE, 'acb'],
	])('is refused for a third one %s', async (_where, rest, order) => {
		const [a, b, c] = rowsForPools();
		await run([...a, ...c]);
		const rows = [...order].flatMap((name) => ({ a, b, c })[name] ?? []);
		const { outputs, error } = await run(rows, rest);
		const texts = rest.settings ? outputs[0].map(({ json }) => json.error) : [error?.message];
		for (const text of texts) expect(text).toMatch(USED);
		expectOnceInPools([a, c]);
		expect(creating.emulator.truth.taskSuites(String(b[0].to))).toEqual([]);
	});

	it('is refused if one of them needs two requests', async () => {
		const [a, b, c] = rowsForPools(twoRequests());
		await run([...a, ...c]);
		const { outputs } = await run([...c, ...b, ...a], CONTINUE);
		for (const { json } of outputs[0]) expect(json.error).toMatch(USED);
		expectOnceInPools([a, c]);
	});
});

describe('a key of which one request was refused', () => {
	it('is refused without the rows of that pool, which would move those of the next', async () => {
		const [a, b, c] = rowsForPools();
		refusePosts({ nth: 2 });
		await run([...a, ...b, ...c], CONTINUE);
		expectOnceInPools([a, c]);
		expect((await run([...a, ...c])).error?.message).toMatch(USED);
		expectOnceInPools([a, c]);
	});

	it('is refused with fewer rows, although they fit into the one that was refused', async () => {
		const [, , rows] = rowsForPools(twoRequests());
		refusePosts({ minCount: 500 });
		await run(rows);
		creating.emulator.clock.advance(60_000);
		const pool = String(rows[0].to);
		const before = creating.emulator.truth.taskSuites(pool).length;
		expect(before).toBeGreaterThan(0);
		expect((await run(rows.slice(600))).error?.message).toMatch(USED);
		creating.emulator.clock.advance(60_000);
		expect(creating.emulator.truth.taskSuites(pool)).toHaveLength(before);
	});

	it('creates the rest if it is used for the same rows', async () => {
		const rows = rowsForPools();
		refusePosts({ nth: 2 });
		await run(rows.flat(), CONTINUE);
		const { error } = await run([...rows].reverse().flat());
		expect(error).toBeUndefined();
		expectOnceInPools(rows);
	});
});

it('rows of two overlaps in another order complete a key of which one request was sent', async () => {
	const [, , rows] = rowsForPools(twoRequests());
	const people = rows.map((row, item) => ({ ...row, people: item < 1_400 ? '' : 2 }));
	const overlap = {
		overlapMode: '={{ $json.people ? "number" : "poolDefault" }}',
		overlap: '={{ $json.people || 1 }}',
	};
	const keyed = async (items: IDataObject[]) => {
		creating.emulator.clock.advance(60_000);
		const executionId = String(++executions);
		const options = { operationId: 'order 17' };
		const parameters = { tasksPerSuite: 1, options, pool: byId(String(rows[0].to)), ...overlap };
		return await creating.create(items, parameters, { executionId, began: executions });
	};
	const fault = { kind: 'status' as const, status: 403, times: 'always' as const };
	creating.emulator.faults.add({ ...fault, match: { route: POST, maxCount: 500 } });
	await keyed(people);
	creating.emulator.faults.clear();
	expect((await keyed([...people].reverse())).error).toBeUndefined();
	expectOnceInPools([rows]);
});
