import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { hintsOf } from '../aggregated.mts';
import { POST, SECOND, expectEachRowOnce, pictures, twoRequests, Creating } from '../creating.mts';
import { byId } from '../emulated.mts';

const creating = new Creating();
const LOG = 'GET /operations/{id}/log';

describe('a pool that cannot be used', () => {
	it('says that an unknown pool was not found', async () => {
		const { error } = await creating.create(pictures(2), { pool: byId('99') });
		expect(error?.message).toBe('There is no pool with the ID 99');
		expect(error?.description).toContain('Check the ID');
	});

	it.each(['ARCHIVED', 'LOCKED'] as const)('refuses a pool that is %s', async (status) => {
		const { id } = creating.emulator.catalogue.pool(status);
		const { error } = await creating.create(pictures(2), { pool: byId(id) });
		expect(error?.message).toBe(`Pool ${id} is ${status.toLowerCase()} and does not accept tasks`);
		expect(creating.posts()).toBe(0);
	});

	it.each(['wait', 'operation', 'sync'])(
		'waits while another execution opens or closes the pool (%s)',
		async (delivery) => {
			const { emulator, emulated } = creating;
			emulator.switches.set({ operationPendingMs: 0, operationRunMs: 8_000 });
			emulator.seedData.addTaskSuites(creating.pool.id, { count: 1 });
			const pool = byId(creating.pool.id);
			const opening = { resource: 'pool', operation: 'open', pool };
			const [opened, created] = await Promise.all([
				emulated.run('toloka', opening, { executionId: '7' }),
				creating.create(pictures(2), { delivery }),
			]);
			expect([opened.error?.message, created.error?.message]).toEqual([undefined, undefined]);
			emulator.clock.advance(60_000);
			expect(creating.suites()).toHaveLength(3);
		},
	);

	it('says that the pool has no overlap', async () => {
		creating.usePool({ defaultOverlap: null });
		const { error } = await creating.create(pictures(1));
		expect(error?.message).toBe(
			'Item 0: field “overlap” is required, because the pool has no default overlap. Nothing was created',
		);
	});

	it('names the pool that the service refuses', async () => {
		creating.emulator.faults.add({ kind: 'status', status: 403, match: { route: POST } });
		const { error } = await creating.create(pictures(3));
		expect(error?.message).toBe(
			`Access was denied while creating 3 task suites in the pool ${creating.pool.id}`,
		);
	});

	it('refuses an ID that would leave the path', async () => {
		const { error } = await creating.create(pictures(1), { pool: byId('../requester') });
		expect(error?.message).toBe('Pool is not an ID: “../requester”');
		expect(creating.emulator.log.entries()).toHaveLength(0);
	});
});

describe('invalid values that the node finds', () => {
	it('are refused if a field is longer than the project allows', async () => {
		const rows = pictures(3);
		rows[1].note = 'x'.repeat(40_000);
		const { error } = await creating.create(rows);
		expect(error?.message).toBe(
			'Item 1: field “note” must have at most 1000 characters, has 40000. Nothing was created',
		);
		expect(error?.description).toContain('1 of 3 items is invalid');
	});

	it('are refused if the overlap is 0', async () => {
		const parameters = { overlapMode: 'number', overlap: '={{ 0 }}' };
		const { error } = await creating.create(pictures(1), parameters);
		expect(error?.message).toBe(
			'Item 0: field “overlap” must be a whole number from 1 to 30000, not 0. Nothing was created',
		);
	});

	it('are refused if an expression leaves the overlap empty', async () => {
		const parameters = { overlapMode: 'number', overlap: '={{ $json.people }}' };
		const { error } = await creating.create(pictures(1), parameters);
		expect(error?.message).toContain('field “overlap” must be a whole number');
	});

	it("are refused with n8n's message if an expression fails", async () => {
		const taskSuite = '={{ $("Nope").item.json }}';
		const { error } = await creating.create(pictures(1), { input: 'suites', taskSuite });
		expect(error?.message).toMatch(/Nope|node/);
		expect(error?.description).toBe(
			`Correct the expression “${taskSuite.slice(1)}” in the parameters of the node.`,
		);
	});

	it('are refused if known solutions are malformed', async () => {
		const controlTask = { knownSolutions: '[{"result":"cat"}]' };
		const { error } = await creating.create(pictures(1), { controlTask });
		expect(error?.message).toBe(
			'Item 0: field “known_solutions.0” must be an object with output_values. Nothing was created',
		);
	});

	it('are left out, and the valid tasks fill up the suites', async () => {
		const rows = pictures(6);
		rows[1].image = 'nothing';
		const { outputs, error } = await creating.create(rows, {
			invalidItems: 'createValid',
			tasksPerSuite: 5,
		});
		expect(error).toBeUndefined();
		expect(creating.suites().map(({ tasks }) => tasks.length)).toEqual([5]);
		expect(outputs[0]).toHaveLength(6);
		expect(outputs[0][1]).toEqual({
			json: {
				pool_id: creating.suites()[0].poolId,
				task_suite_id: null,
				input_values: rows[1],
				problem:
					'field “image” must be a link that begins with http://, https:// or www, not “nothing”',
			},
			pairedItem: { item: 1 },
		});
		const created = outputs[0].filter((_output, index) => index !== 1);
		expect(created.every(({ json }) => json.task_suite_id === creating.suites()[0].id)).toBe(true);
	});

	it('are counted among the items, not among rows without any value', async () => {
		const result = await creating.create(
			[...pictures(2), { image: 'nothing' }, { image: '' }, {}],
			{
				invalidItems: 'createValid',
			},
		);
		expect(hintsOf(result)).toEqual(
			expect.arrayContaining([
				'1 of 3 items was left out: the field “problem” says why.',
				'2 rows without any value were skipped and have no output item: do not combine output and rows by position.',
			]),
		);
	});

	it('are explained to later nodes that find no ID', async () => {
		const rows = [...pictures(2), { image: 'nothing' }];
		const { outputs } = await creating.create(rows, { invalidItems: 'createValid' });
		const input = outputs[0].map(({ json }) => json);
		const waitFor = async (items: IDataObject[]) =>
			await creating.emulated.run('tolokaWaitForOperation', {}, { input: items });

		const { error } = await waitFor(input);
		expect(error?.message).toBe(
			'Operation ID of item 2 is empty, because an earlier node left the item out: field “image” must be a link that begins with http://, https:// or www, not “nothing”',
		);
		expect(error?.description).toBe(
			'Correct its row, or put a Filter before this node that keeps the items whose “problem” does not exist.',
		);
		const filtered = await waitFor(input.filter(({ problem }) => problem === undefined));
		expect(filtered.error).toBeUndefined();
	});

	it('are output on the error branch when the node continues on fail', async () => {
		const rows = pictures(3);
		rows[2].image = 'nothing';
		const { outputs } = await creating.create(
			rows,
			{ invalidItems: 'createValid' },
			{ settings: { onError: 'continueErrorOutput' } },
		);
		expect(outputs[0]).toHaveLength(2);
		expect(outputs[1].map(({ json }) => json.error)).toEqual([expect.stringContaining('Item 2')]);
	});

	it('are answered with the failure when the node continues on fail', async () => {
		const { outputs } = await creating.create(
			pictures(3),
			{ pool: byId('99') },
			{ settings: { onError: 'continueErrorOutput' } },
		);
		expect(outputs[0]).toHaveLength(0);
		expect(outputs[1]).toHaveLength(3);
	});
});

/** Rows that only the service can find invalid. */
describe.each(['direct', 'wrapped'] as const)(
	'invalid values that only the service finds, in the %s form',
	(failureLogShape) => {
		const threeRowsOneBad = () => {
			creating.usePool({ inputSpec: { image: { type: 'url' } }, defaultOverlap: 1 });
			creating.emulator.switches.set({ failureLogShape, logOrder: 'shuffled' });
			const rows = pictures(3);
			const controlTask = {
				knownSolutions: '={{ $itemIndex === 1 ? [{ output_values: { colour: "red" } }] : "" }}',
			};
			return { rows, controlTask };
		};

		it('are reported with item, field and reason, and nothing is created', async () => {
			const { rows, controlTask } = threeRowsOneBad();
			const { error } = await creating.create(rows, { controlTask, tasksPerSuite: 2 });
			expect(error?.message).toMatch(
				/^Item 1: field “known_solutions\.0\.output_values\.\w+”: .+ \([A-Z_]+\).*\. Toloka refused the whole request$/,
			);
			expect(error?.context?.itemIndex).toBe(1);
			expect(creating.suites()).toHaveLength(0);
		});

		it('are answered with the reason, and the valid suites are created', async () => {
			const { rows, controlTask } = threeRowsOneBad();
			const parameters = { controlTask, tasksPerSuite: 1, invalidItems: 'createValid' };
			const { outputs, error } = await creating.create(rows, parameters);
			expect(error).toBeUndefined();
			expect(creating.suites()).toHaveLength(2);
			expect(outputs[0].map(({ json }) => json.task_suite_id === null)).toEqual([
				false,
				true,
				false,
			]);
			expect(outputs[0][1].json.problem).toContain('colour');
		});

		it('are explained to the other tasks of a refused suite', async () => {
			const { rows, controlTask } = threeRowsOneBad();
			const parameters = { controlTask, tasksPerSuite: 2, invalidItems: 'createValid' };
			const { outputs } = await creating.create(rows, parameters);
			expect(outputs[0][0].json.problem).toBe(
				'not created, because item 1 of the same task suite is invalid',
			);
			expect(outputs[0][2].json.task_suite_id).toBe(creating.suites()[0].id);
		});

		it('fail the node if nothing could be created, unless the node continues on fail', async () => {
			const { rows, controlTask } = threeRowsOneBad();
			const parameters = { controlTask, tasksPerSuite: 3, invalidItems: 'createValid' };
			const { error } = await creating.create(rows, parameters);
			expect(error?.message).toMatch(/^Item 1: .*Nothing was created$/);
			const settings = { onError: 'continueErrorOutput' as const };
			const { outputs } = await creating.create(rows, parameters, { settings });
			expect(outputs[1].map(({ pairedItem }) => pairedItem)).toEqual([
				{ item: 0 },
				{ item: 1 },
				{ item: 2 },
			]);
		});
	},
);

describe('an operation that fails', () => {
	it('is reported, with how to try again', async () => {
		creating.emulator.faults.add({ kind: 'operation-fail', match: { route: POST } });
		const { error } = await creating.create(pictures(2));
		expect(error?.message).toMatch(/^The operation .+ failed$/);
		expect(error?.description).toContain('Retry this execution: it starts another one.');
		expect(creating.suites()).toHaveLength(0);
	});

	it('is reported with the number of suites that it created nevertheless', async () => {
		const fault = { kind: 'operation-fail', applied: true, match: { route: POST } } as const;
		creating.emulator.faults.add(fault);
		const rows = pictures(2);
		const { outputs, error } = await creating.create(rows);
		expect(error).toBeUndefined();
		expectEachRowOnce(rows, outputs[0], creating.suites());
	});

	it('is reported on each item when the node continues on fail', async () => {
		const rows = twoRequests();
		creating.emulator.faults.add({ kind: 'operation-fail', match: { route: POST } });
		const settings = { onError: 'continueErrorOutput' as const };
		const { outputs } = await creating.create(rows, {}, { settings });
		expect(outputs[0].length + outputs[1].length).toBe(1_500);
		expect(outputs[0]).toHaveLength(creating.suites().length);
		expect(outputs[1][0].json.error).toContain('failed');
	});

	it.each([
		['is refused', 'status', 'Access was denied while creating'],
		['fails', 'operation-fail', 'failed'],
	] as const)(
		'does not hide that one request succeeded if another %s',
		async (_what, kind, words) => {
			const { faults } = creating.emulator;
			faults.add({ kind, status: 403, match: SECOND });
			faults.add({ kind: 'status', status: 403, match: { route: LOG, nth: 1 } });
			const settings = { onError: 'continueErrorOutput' as const };
			const { outputs } = await creating.create(twoRequests(), {}, { settings });
			expect(outputs[0]).toHaveLength(0);
			const [first, last] = [outputs[1][0], outputs[1][1_499]];
			expect(first.json.message).toContain('but its log, which names the created task suites');
			expect(last.json.error).toContain(words);
		},
	);
});
