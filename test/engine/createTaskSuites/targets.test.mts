import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import type { PoolInfo } from '../../../emulator/inProcess/catalogue.mts';
import { POST, expectOnce, pictures, suiteOf, twoRequests, Creating } from '../creating.mts';
import { byId } from '../emulated.mts';

/** Whatever an expression can make different per item is read per item. */

const creating = new Creating();

const leaveOut = { options: { extraFields: 'leaveOut' } };
const RETRY = { settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 } };
const continuing = { settings: { onError: 'continueErrorOutput' as const } };
const requests = () => creating.emulator.log.entries().filter(({ route }) => route === POST);
const suitesOf = (pool: PoolInfo) => creating.emulator.truth.taskSuites(pool.id);
const statusOf = ({ id }: PoolInfo) =>
	creating.emulator.catalogue.pools().find((pool) => pool.id === id)?.status;
const addPool = (name: string) => creating.emulator.seedData.addPool({ name, defaultOverlap: 3 });

/** Builds rows that alternate between two pools. */
function forTwoPools(count: number) {
	const other = addPool('Other');
	const pools = [creating.pool, other];
	const rows: IDataObject[] = pictures(count).map((row, index) => ({
		...row,
		to: pools[index % 2].id,
	}));
	return { other, rows, parameters: { ...leaveOut, pool: byId('={{ $json.to }}') } };
}

describe('a pool per item', () => {
	it('gets its own items, and each is answered by its own pool', async () => {
		const { other, rows, parameters } = forTwoPools(5);
		const { outputs, error } = await creating.create(rows, parameters);
		expect(error).toBeUndefined();
		expectOnce([rows[0], rows[2], rows[4]], creating.suites());
		expectOnce([rows[1], rows[3]], suitesOf(other));
		expect(outputs[0].map(({ json, pairedItem }) => [json.pool_id, pairedItem])).toEqual(
			rows.map(({ to }, item) => [to, { item }]),
		);
	});

	it('is named by each operation, for the nodes after it', async () => {
		const { other, rows, parameters } = forTwoPools(5);
		const all = { ...parameters, delivery: 'operation' };
		const { outputs } = await creating.create(rows, all);
		expect(outputs[0].map(({ json }) => [json.pool_id, json.task_count])).toEqual([
			[creating.pool.id, 3],
			[other.id, 2],
		]);
	});

	it('stops before anything is sent if one of them does not exist', async () => {
		const { rows, parameters } = forTwoPools(3);
		rows[2].to = '99';
		const { error } = await creating.create(rows, parameters);
		expect(error?.message).toBe('Item 2: There is no pool with the ID 99. Nothing was created');
		expect(error?.context?.itemIndex).toBe(2);
		expect(creating.posts()).toBe(0);
	});

	it('fails alone when the node continues on fail', async () => {
		const { other, rows, parameters } = forTwoPools(4);
		const body = { code: 'ACCESS_DENIED', message: 'No' };
		creating.emulator.faults.add({
			kind: 'status',
			status: 403,
			body,
			match: { route: POST, nth: 1 },
		});
		const { outputs } = await creating.create(rows, parameters, continuing);
		expect(creating.suites()).toHaveLength(0);
		expectOnce([rows[1], rows[3]], suitesOf(other));
		expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }, { item: 3 }]);
		expect(outputs[1].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
	});

	it('with an invalid item does not stop the others when the node continues on fail', async () => {
		const { other, rows, parameters } = forTwoPools(4);
		rows[0].image = 'nothing';
		const { outputs } = await creating.create(rows, parameters, continuing);
		expect(creating.suites()).toHaveLength(0);
		expectOnce([rows[1], rows[3]], suitesOf(other));
		expect(outputs[1].map(({ json }) => String(json.error))).toEqual([
			expect.stringContaining('Item 0: field “image”'),
			'Not created, because item 0 is invalid',
		]);
	});

	it('is recognized if one of them is tried again', async () => {
		const { other, rows, parameters } = forTwoPools(6);
		const match = { route: 'GET /operations/{id}/log', nth: 2 };
		creating.emulator.faults.add({ kind: 'status', status: 403, match });
		const { error } = await creating.create(rows, parameters, RETRY);
		expect(error).toBeUndefined();
		expect([creating.suites().length, suitesOf(other).length]).toEqual([3, 3]);
	});

	it('for a suite may come from an expression as well as from its JSON', async () => {
		const other = addPool('Other');
		const rows = [
			{ suite: suiteOf('www.a.ru'), to: other.id },
			{ suite: { ...suiteOf('www.b.ru'), pool_id: creating.pool.id }, to: '' },
		];
		const { error } = await creating.create(rows, {
			input: 'suites',
			pool: byId('={{ $json.to }}'),
			taskSuite: '={{ $json.suite }}',
		});
		expect(error).toBeUndefined();
		expect([creating.suites().length, suitesOf(other).length]).toEqual([1, 1]);
	});
});

describe('settings of the suites', () => {
	it.each([
		['Overlap', { overlapMode: '={{ $json.mode }}', overlap: 4 }, [4, null]],
		['Tasks per Suite', { tasksPerSuite: '={{ $json.size }}' }, [3, 3, 3, 3]],
	])('%s is one per item', async (_what, parameters: IDataObject, overlaps) => {
		const rows = pictures(6).map((row, index) => ({
			...row,
			mode: index % 2 === 0 ? 'number' : 'infinite',
			size: index < 2 ? 1 : '2',
		}));
		const tasksPerSuite = 3;
		const { error } = await creating.create(rows, { ...leaveOut, tasksPerSuite, ...parameters });
		expect(error).toBeUndefined();
		expectOnce(rows, creating.suites());
		expect(creating.suites().map(({ overlap }) => overlap)).toEqual(overlaps);
	});

	it('a location as text in a row is a number', async () => {
		const inputSpec = { address: { type: 'string' as const } };
		creating.usePool({ map: true, defaultOverlap: 1, inputSpec });
		const rows = [
			{ address: 'Lenina 1', lat: '55.751244', lon: '37.618423' },
			{ address: 'Mira 2', lat: ' 55.8', lon: 37.6 },
		];
		const suiteFields = { latitude: '={{ $json.lat }}', longitude: '={{ $json.lon }}' };
		const { error } = await creating.create(rows, { ...leaveOut, suiteFields });
		expect(error).toBeUndefined();
		expect(creating.suites()).toHaveLength(2);
	});

	it('an empty cell counts as absent, and a hint may be a number', async () => {
		const rows = pictures(2).map((row, index) => ({
			...row,
			lat: index === 0 ? '' : ' ',
			hint: 42,
		}));
		const at = '={{ $json.lat }}';
		const suiteFields = { latitude: at, longitude: at, issuingOrderOverride: at, mixed: at };
		const controlTask = {
			knownSolutions: '{"output_values":{"result":"cat"},"correctness_weight":"0.5"}',
			messageOnUnknownSolution: '={{ $json.hint }}',
		};
		const parameters = { ...leaveOut, suiteFields, controlTask };
		const { error } = await creating.create(rows, parameters);
		expect(error?.message).toBeUndefined();
		expectOnce(rows, creating.suites());
	});

	it('an invalid number affects only its own item', async () => {
		const rows = pictures(3).map((row, index) => ({ ...row, people: index === 1 ? 'two' : '2' }));
		const parameters = { ...leaveOut, overlapMode: 'number', overlap: '={{ $json.people }}' };
		const stopped = await creating.create(rows, parameters);
		expect(stopped.error?.message).toBe(
			'Item 1: field “overlap” must be a whole number from 1 to 30000, not “two”. Nothing was created',
		);
		await creating.create(rows, { ...parameters, invalidItems: 'createValid' });
		expectOnce([rows[0], rows[2]], creating.suites());
	});
});

describe('settings that a run has only once', () => {
	it.each([
		['Invalid Items', { invalidItems: '={{ $json.v }}' }, ['stop', 'createValid']],
		['Extra Fields', { options: { extraFields: '={{ $json.v }}' } }, ['refuse', 'leaveOut']],
		['Deadline (Minutes)', { options: { maxWait: '={{ $json.v }}' } }, [5, 6]],
	])('%s is refused by name if it differs', async (label, parameters, [one, other]) => {
		const rows = pictures(2).map((row, index) => ({ ...row, v: index === 0 ? one : other }));
		const { error } = await creating.create(rows, parameters as IDataObject);
		expect(error?.message).toBe(
			`${label} must be the same for all items: item 0 says “${one}”, item 1 says “${other}”`,
		);
		expect(creating.posts()).toBe(0);
	});
});

describe('opening pools', () => {
	it('affects the pools of the items that request it', async () => {
		const { other, rows, parameters } = forTwoPools(4);
		const open = rows.map((row) => ({ ...row, open: String(row.to === other.id) }));
		const { error } = await creating.create(open, {
			...parameters,
			openPool: '={{ $json.open }}',
		});
		expect(error).toBeUndefined();
		expect([statusOf(creating.pool), statusOf(other)]).toEqual(['CLOSED', 'OPEN']);
	});

	it.each([['false'], ['FALSE'], [' false '], [''], [false]])(
		'is never triggered by %j',
		async (open) => {
			const [row] = pictures(1);
			const openPool = '={{ $json.open }}';
			const { error } = await creating.create([{ ...row, open }], { ...leaveOut, openPool });
			expect(error).toBeUndefined();
			expect(creating.suites()).toHaveLength(1);
			expect(statusOf(creating.pool)).toBe('CLOSED');
		},
	);

	it.each([['no'], ['0'], [1], ['yes'], [{}]])('is refused for %j', async (open) => {
		const [row] = pictures(1);
		const openPool = '={{ $json.open }}';
		const { error } = await creating.create([{ ...row, open }], { ...leaveOut, openPool });
		expect(error?.message).toContain('Open Pool');
		expect(creating.posts()).toBe(0);
	});

	it('waits for every key used for the pool', async () => {
		const rows = pictures(4).map((row, index) => ({ ...row, day: `2025-11-2${index % 2}` }));
		const options = { extraFields: 'leaveOut', operationId: '={{ $json.day }}' };
		const { error } = await creating.create(rows, { options, openPool: true });
		expect(error).toBeUndefined();
		expect(requests().map(({ query }) => query.open_pool)).toEqual(['false', 'true']);
		expect(statusOf(creating.pool)).toBe('OPEN');
	});

	it('does not happen if one of the keys failed', async () => {
		const rows = pictures(4).map((row, index) => ({ ...row, day: `2025-11-2${index % 2}` }));
		const options = { extraFields: 'leaveOut', operationId: '={{ $json.day }}' };
		creating.emulator.faults.add({ kind: 'operation-fail', match: { route: POST } });
		const parameters = { options, openPool: true };
		const { outputs } = await creating.create(rows, parameters, continuing);
		expect(outputs.map(({ length }) => length)).toEqual([2, 2]);
		expect(statusOf(creating.pool)).toBe('CLOSED');
		expect(outputs[0][0].json.pool_problem).toBe(
			`The pool ${creating.pool.id} was not opened: not everything in it could be created`,
		);
	});

	it('does not happen if one of the keys was refused', async () => {
		const rows: IDataObject[] = pictures(4).map((row, index) => ({ ...row, key: index % 2 }));
		rows[3].image = 'nothing';
		const options = { extraFields: 'leaveOut', operationId: '={{ $json.key }}' };
		const { outputs } = await creating.create(rows, { options, openPool: true }, continuing);
		expect(creating.suites()).toHaveLength(2);
		expect(statusOf(creating.pool)).toBe('CLOSED');
		expect(outputs.flat().map(({ json }) => json.pool_problem)).toContain(
			`The pool ${creating.pool.id} was not opened: not everything in it could be created`,
		);
	});

	it.each([
		['CLOSED', 'no'],
		['OPEN', 'nothing, being empty'],
	])('is %s if one row says %s', async (status, said) => {
		const [row, other] = pictures(2);
		const last = said === 'no' ? { ...other, open: false } : { image: '', open: '' };
		const rows: IDataObject[] = [{ ...row, open: true }, last];
		await creating.create(rows, { ...leaveOut, openPool: '={{ $json.open }}' });
		expect(creating.suites()).toHaveLength(said === 'no' ? 2 : 1);
		expect(statusOf(creating.pool)).toBe(status);
	});

	it('is refused if several operations are returned', async () => {
		const parameters = { delivery: 'operation', openPool: true };
		const { error } = await creating.create(twoRequests(), parameters);
		expect(error?.message).toBe(
			`The pool ${creating.pool.id} cannot be opened with Return the Operation: 2 requests are needed, and it would open before all of them are done. Nothing was created`,
		);
		expect(creating.posts()).toBe(0);
		await creating.create(pictures(2), parameters);
		creating.emulator.clock.advance(60_000);
		expect(statusOf(creating.pool)).toBe('OPEN');
	});
});
