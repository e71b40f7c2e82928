import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { GONE, goneLog } from '../goneLog.mts';
import { byId } from '../emulated.mts';
import {
	POST,
	SECOND,
	expectEachRowOnce,
	expectOnce,
	pictures,
	twoRequests,
	Creating,
} from '../creating.mts';

/** An Operation ID means the same creation: it returns the same rows, or fails with a message. */

const creating = new Creating();

const UUID = '5c04458e-63c1-46c1-ba0d-6f0756a5358b';
let executions = 0;
/** Another execution, which remembers nothing. */
const another = () => ({ executionId: String(++executions), began: executions });
const keyed = (key: string, rest: IDataObject = {}): IDataObject => ({
	...rest,
	options: { operationId: key },
});

describe.each([
	['a UUID', UUID],
	['a key of the data', '2025-11-28'],
])('%s', (_what, key) => {
	describe.each(['wait', 'operation', 'sync'])('with the delivery %s', (delivery) => {
		it('creates the same rows once, and says that they existed', async () => {
			await creating.create(pictures(3), keyed(key, { delivery }), another());
			creating.emulator.clock.advance(60_000);
			const { outputs, error } = await creating.create(
				pictures(3),
				keyed(key, { delivery }),
				another(),
			);
			expect(error).toBeUndefined();
			expectOnce(pictures(3), creating.suites());
			expect(outputs[0].every(({ json }) => json.existed === true)).toBe(true);
		});

		it.each([
			['more rows', () => pictures(4), 'there were 3 task suites then, now there are 4'],
			['fewer rows', () => pictures(2), 'there were 3 task suites then, now there are 2'],
			[
				'another row',
				() => [...pictures(2), { image: 'https://example.com/other.jpg' }],
				'item 2 is not among them',
			],
		])('refuses %s and names the difference', async (_rows, rows, difference) => {
			await creating.create(pictures(3), keyed(key, { delivery }), another());
			creating.emulator.clock.advance(60_000);
			const { error } = await creating.create(rows(), keyed(key, { delivery }), another());
			expect(error?.message).toBe(
				`The Operation ID “${key}” was used before for other task suites: ${difference}`,
			);
			expect(error?.description).toContain('Use another Operation ID for other items');
			expectOnce(pictures(3), creating.suites());
		});
	});
});

describe('a key', () => {
	const key = 'order 17';

	it.each(['wait', 'operation', 'sync'])(
		'refuses another pool and names that of the key, as in a copy of the node (%s)',
		async (delivery) => {
			await creating.create(pictures(3), keyed(key, { delivery }), another());
			creating.emulator.clock.advance(60_000);
			const other = creating.emulator.seedData.addPool({ name: 'Other' });
			const parameters = { delivery, pool: byId(other.id) };
			const { error } = await creating.create(pictures(3), keyed(key, parameters), another());
			expect(error?.message).toBe(
				`The Operation ID “${key}” was used before for task suites in the pool ${creating.pool.id}`,
			);
			expect(error?.description).toContain('Use another Operation ID for another pool');
			expect(creating.emulator.truth.taskSuites(other.id)).toEqual([]);
			expectOnce(pictures(3), creating.suites());
		},
	);

	it.each(['wait', 'operation', 'sync'])(
		'refuses other rows while its operation continues, as in a loop (%s)',
		async (delivery) => {
			await creating.create(pictures(2), keyed(key, { delivery: 'operation' }), another());
			const others = pictures(4).slice(2);
			const { error } = await creating.create(others, keyed(key, { delivery }), another());
			expect(error?.message).toBe(
				`The Operation ID “${key}” was used before for other task suites: item 0 (and 1 more) is not among them`,
			);
			expect(error?.description).toMatch(/^Use another Operation ID for other items, or run/);
			expect(error?.description).not.toContain('Retry');
			expectOnce(pictures(2), creating.suites());
		},
	);

	it('outputs the operation of the same rows if it is still running', async () => {
		const parameters = keyed(key, { delivery: 'operation' });
		const [first, second] = [
			await creating.create(pictures(2), parameters, another()),
			await creating.create(pictures(2), parameters, another()),
		].map(({ outputs }) => outputs[0].map(({ json }) => json.operation_id));
		expect(second).toEqual(first);
	});

	it.each([
		['Invalid Items', { invalidItems: 'createValid' }],
		['Overlap', { overlapMode: 'number', overlap: 2 }],
		['Open Pool', { openPool: true }],
		['Task Suite Fields', { suiteFields: { reservedFor: 'a' } }],
	])('means the same rows even after %s was changed', async (_what, changes) => {
		await creating.create(pictures(3), keyed(key), another());
		const { error } = await creating.create(pictures(3), keyed(key, changes), another());
		expect(error).toBeUndefined();
		expectOnce(pictures(3), creating.suites());
	});

	it('means the same rows in another order', async () => {
		await creating.create(pictures(5), keyed(key), another());
		const rows = pictures(5).reverse();
		const { outputs, error } = await creating.create(rows, keyed(key), another());
		expect(error).toBeUndefined();
		expectEachRowOnce(rows, outputs[0], creating.suites());
	});

	it('for many requests is compared before anything is sent', async () => {
		await creating.create(twoRequests(), keyed(key), another());
		const more = [...twoRequests(), ...pictures(1)];
		const posts = creating.posts();
		const { error } = await creating.create(more, keyed(key), another());
		expect(error?.message).toContain('now there are 448');
		expect(creating.posts()).toBe(posts);
		const { outputs } = await creating.create(twoRequests(), keyed(key), another());
		expectEachRowOnce(twoRequests(), outputs[0], creating.suites());
	});

	it.each(['a key of its own', '7d4b8a2c-3e5f-4a6b-8c9d-0e1f2a3b4c5d'])(
		'%s recognizes rows that were a separate request',
		async (name) => {
			await creating.create(twoRequests(), keyed(name), another());
			// As many rows as the first request holds; the second holds 447.
			const fewer = twoRequests().slice(0, 1_053);
			const posts = creating.posts();
			for (const rows of [fewer, pictures(1)]) {
				const { error } = await creating.create(rows, keyed(name), another());
				expect(error?.message).toMatch(/was used before for other task suites: there were more/);
			}
			expect(creating.posts()).toBe(posts);

			creating.usePool({ defaultOverlap: 3 });
			const { error: none } = await creating.create(fewer, keyed(`${name} B`), another());
			expect(none).toBeUndefined();
			const { error } = await creating.create(twoRequests(), keyed(`${name} B`), another());
			expect(error?.message).toMatch(/was used before for other task suites: there were fewer/);
			expectOnce(fewer, creating.suites());
		},
	);

	it("a UUID that was the operation's own ID is still recognized with more rows", async () => {
		const name = '7d4b8a2c-3e5f-4a6b-8c9d-0e1f2a3b4c5e';
		await creating.create(pictures(3), keyed(name), another());
		const { error } = await creating.create(twoRequests(), keyed(name), another());
		expect(error?.message).toMatch(/was used before for other task suites: there were fewer/);
		expectOnce(pictures(3), creating.suites());
	});

	it('for many requests continues where a killed execution stopped', async () => {
		const { faults } = creating.emulator;
		faults.add({ kind: 'status', status: 403, match: SECOND, times: 'always' });
		const { error } = await creating.create(twoRequests(), keyed(key), another());
		expect(error).toBeDefined();
		faults.clear();
		const { outputs } = await creating.create(twoRequests(), keyed(key), another());
		expectEachRowOnce(twoRequests(), outputs[0], creating.suites());
	});

	it('can be used again if its operation created nothing, with corrected rows', async () => {
		const { faults } = creating.emulator;
		faults.add({ kind: 'operation-fail', match: { route: POST }, times: 2 });
		for (const rows of [pictures(2), pictures(3)]) {
			const { error } = await creating.create(rows, keyed(key), another());
			expect(error?.message).toContain('failed');
		}
		const { outputs } = await creating.create(pictures(4), keyed(key), another());
		expectEachRowOnce(pictures(4), outputs[0], creating.suites());
		await creating.create(pictures(4), keyed(key), another());
		expectOnce(pictures(4), creating.suites());
	});

	it('never returns an operation that created nothing', async () => {
		const parameters = keyed(key, { delivery: 'operation' });
		creating.emulator.faults.add({ kind: 'operation-fail', match: { route: POST } });
		await creating.create(pictures(2), parameters, another());
		creating.emulator.clock.advance(60_000);
		await creating.create(pictures(2), parameters, another());
		creating.emulator.clock.advance(60_000);
		expectOnce(pictures(2), creating.suites());
	});

	it('may differ per item: rows of two dates have separate keys', async () => {
		const rows = pictures(4).map((row, index) => ({ ...row, date: `2025-11-2${index % 2}` }));
		const options = { operationId: '={{ $json.date }}', extraFields: 'leaveOut' };
		await creating.create(rows, { options }, another());
		const ofOneDay = [rows[1], rows[3]];
		const { outputs, error } = await creating.create(ofOneDay, { options }, another());
		expect(error).toBeUndefined();
		expect(outputs[0].map(({ json }) => json.existed)).toEqual([true, true]);
		expectOnce(rows, creating.suites());
	});

	it('is refused if an expression leaves it empty', async () => {
		const options = { operationId: '={{ $json.dtae }}', extraFields: 'leaveOut' };
		const { error } = await creating.create(pictures(2), { options }, another());
		expect(error?.message).toContain('Item 0: Operation ID is empty');
		expect(creating.posts()).toBe(0);
	});

	it('may be used for two pools, whichever row comes first', async () => {
		const other = creating.emulator.seedData.addPool({ name: 'Other', defaultOverlap: 3 });
		const rows = pictures(5).map((row, index) => ({
			...row,
			to: index % 2 === 0 ? creating.pool.id : other.id,
		}));
		const options = { operationId: key, extraFields: 'leaveOut' };
		const pool = { __rl: true, mode: 'id', value: '={{ $json.to }}' };
		for (const some of [rows, rows, [...rows.slice(1), rows[0]]]) {
			const { error } = await creating.create(some, { options, pool }, another());
			expect(error?.message).toBeUndefined();
		}
		expect(creating.suites()).toHaveLength(3);
		expect(creating.emulator.truth.taskSuites(other.id)).toHaveLength(2);
	});

	it('is refused if it was used for another kind of operation', async () => {
		const { emulator } = creating.emulated;
		const [id] = emulator.seedData.addOperations({ count: 1, overMs: 1, type: 'POOL.OPEN' });
		const { error } = await creating.create(pictures(1), keyed(id), another());
		expect(error?.message).toContain(
			`The Operation ID “${id}” belongs to an operation of the type`,
		);
		expect(creating.posts()).toBe(0);
	});
});

it('a key of one pool is refused if rows of another pool were added that comes first', async () => {
	const ids = [1, 2].map(() => creating.emulator.seedData.addPool({ defaultOverlap: 3 }).id).sort();
	const pool = { __rl: true, mode: 'id', value: '={{ $json.to }}' };
	const parameters = { pool, tasksPerSuite: 1, options: { operationId: 'order 17' } };
	const rows = pictures(2).map((row) => ({ ...row, to: ids[1] }));
	await creating.create(rows, parameters, { executionId: '1', began: 1 });
	const added = [...rows, { image: 'https://example.com/9.jpg', to: ids[0] }];
	const { error } = await creating.create(added, parameters, { executionId: '2', began: 2 });
	expect(error?.message).toMatch(/there were fewer of them$/);
	expect(ids.map((id) => creating.emulator.truth.taskSuites(id).length)).toEqual([0, 2]);
});

it.each(GONE)(
	'a key whose log is no longer kept (%d %s) is named as such',
	async (status, code) => {
		await creating.create(pictures(2), keyed('nightly'), another());
		creating.emulator.faults.add(goneLog(status, code));
		const { error } = await creating.create(pictures(2), keyed('nightly'), another());
		expect(error?.message).toMatch(
			/^Toloka no longer keeps the log of operation [\w-]+: .* a month$/,
		);
		expect(error?.description).toContain('Operation ID for other items, use another one for these');
		expect(creating.suites()).toHaveLength(2);
	},
);
