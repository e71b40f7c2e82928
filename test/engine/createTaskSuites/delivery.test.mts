import { describe, expect, it } from 'vitest';
import { POST, expectEachRowOnce, pictures, suiteOf, twoRequests, Creating } from '../creating.mts';

const creating = new Creating();

const RETRY = { settings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } };
const requests = () => creating.emulator.log.entries().filter(({ route }) => route === POST);

describe('creating synchronously', () => {
	const sync = { delivery: 'sync' };

	it('sends at most 5,000 tasks per request and answers each item', async () => {
		const rows = pictures(12_000);
		const { outputs, error } = await creating.create(rows, { ...sync, tasksPerSuite: 7 });
		expect(error).toBeUndefined();
		expectEachRowOnce(rows, outputs[0], creating.suites());
		expect(requests().map(({ tasks }) => tasks)).toEqual([4_998, 4_998, 2_004]);
		expect(requests().every(({ query }) => query.operation_id === undefined)).toBe(true);
	});

	it('returns suites as the service shows them', async () => {
		const { outputs } = await creating.create([suiteOf('www.a.ru')], { ...sync, input: 'suites' });
		const [suite] = creating.suites();
		expect(outputs[0][0].json).toMatchObject({ id: suite.id, tasks: [{ id: suite.tasks[0].id }] });
	});

	describe.each(['nested', 'dotted'] as const)('with %s keys of errors', (arrayErrorKeys) => {
		const withOneBad = () => {
			creating.emulator.switches.set({ arrayErrorKeys });
			const golden = '={{ $itemIndex === 2 ? { output_values: { colour: "red" } } : "" }}';
			return { ...sync, controlTask: { knownSolutions: golden } };
		};

		it('names the item that the service refused', async () => {
			const { error } = await creating.create(pictures(4), withOneBad());
			expect(error?.message).toMatch(/^Item 2: field “known_solutions\.0\.output_values\.\w+”: /);
			expect(error?.description).toContain('VALIDATION_ERROR');
			expect(creating.suites()).toHaveLength(0);
		});

		it('creates the valid ones and answers the invalid one with the reason', async () => {
			const parameters = { ...withOneBad(), invalidItems: 'createValid' };
			const { outputs, error } = await creating.create(pictures(4), parameters);
			expect(error).toBeUndefined();
			expect(creating.suites()).toHaveLength(3);
			expect(outputs[0][2].json.task_suite_id).toBeNull();
			expect(outputs[0][2].json.problem).toContain('colour');
		});

		it('fails if none could be created', async () => {
			const parameters = { ...withOneBad(), invalidItems: 'createValid', tasksPerSuite: 4 };
			const { error } = await creating.create(pictures(4), parameters);
			expect(error?.message).toMatch(/^Item 2: field “known_solutions.*Nothing was created$/);
			expect(error?.description).toBe(
				'All 4 items are invalid. Correct the data and run the node again.',
			);
		});
	});

	it('does not repeat a request with an unclear outcome, and says what to check', async () => {
		const fault = { kind: 'lost-answer', match: { route: POST, nth: 2 } } as const;
		creating.emulator.faults.add(fault);
		const { error } = await creating.create(pictures(12_000), sync, RETRY);
		// Later tries create the rest, but not what may already exist.
		expect(requests().map(({ tasks }) => tasks)).toEqual([5_000, 5_000, 2_000]);
		expect(creating.suites()).toHaveLength(12_000);
		expect(error?.message).toContain('creating the task suites of items 5000 to 9999');
		expect(error?.description).toContain(
			'It is unclear whether the task suites of items 5000 to 9999 were created',
		);
		expect(error?.description).toContain('7000 of 12000 task suites were created');
	});

	it('continues after a clear refusal without repeating what is done', async () => {
		const fault = { kind: 'status', status: 403, match: { route: POST, nth: 2 } } as const;
		creating.emulator.faults.add(fault);
		const rows = pictures(12_000);
		const { outputs, error } = await creating.create(rows, sync, RETRY);
		expect(error).toBeUndefined();
		expectEachRowOnce(rows, outputs[0], creating.suites());
		expect(requests()).toHaveLength(4);
	});

	it('opens the pool', async () => {
		const { outputs } = await creating.create(pictures(1), { ...sync, openPool: true });
		expect(outputs[0][0].json).not.toHaveProperty('pool_problem');
		expect(creating.emulator.catalogue.pools()).toContainEqual(
			expect.objectContaining({ id: creating.pool.id, status: 'OPEN' }),
		);
	});

	it('reports that the pool was not opened', async () => {
		const { id } = creating.pool;
		creating.emulator.faults.add({
			kind: 'status',
			status: 200,
			body: { id, status: 'CLOSED', last_close_reason: 'NOT_ENOUGH_BALANCE' },
			match: { route: 'GET /pools/{id}', nth: 2 },
		});
		const { outputs, error } = await creating.create(pictures(1), { ...sync, openPool: true });
		expect(error).toBeUndefined();
		expect(outputs[0][0].json.pool_problem).toBe(
			`The pool ${id} was not opened: the balance of the account is too low (NOT_ENOUGH_BALANCE)`,
		);
	});
});

describe('returning the operation', () => {
	const operation = { delivery: 'operation' };

	it('outputs one item per operation, paired with all of its rows, and does not wait', async () => {
		const { outputs, error } = await creating.create(twoRequests(), operation);
		expect(error).toBeUndefined();
		const [first, second] = outputs[0];
		expect(outputs[0]).toHaveLength(2);
		expect(Number(first.json.task_suite_count) + Number(second.json.task_suite_count)).toBe(1_500);
		expect(second.pairedItem).toHaveLength(Number(second.json.task_count));
		expect(second.pairedItem).toContainEqual({ item: 1_499 });
		const known = creating.emulator.truth.operations().map(({ id }) => id);
		expect(outputs[0].map(({ json }) => json.id).sort()).toEqual(known.sort());
		expect(creating.emulated.slept).toEqual([]);
	});

	it('creates once although the response was lost', async () => {
		creating.emulator.faults.add({ kind: 'lost-answer', match: { route: POST } });
		const { outputs } = await creating.create(pictures(3), operation);
		expect(outputs[0]).toHaveLength(1);
		creating.emulator.clock.advance(60_000);
		expect(creating.suites()).toHaveLength(3);
	});

	it('outputs the items that were left out besides the operation', async () => {
		const rows = pictures(3);
		rows[1].image = 'nothing';
		const parameters = { ...operation, invalidItems: 'createValid' };
		const { outputs } = await creating.create(rows, parameters);
		expect(outputs[0][0].json.problems).toEqual([
			{ item: 1, problem: expect.stringContaining('image') },
		]);
	});

	it('stops when no item is valid', async () => {
		const parameters = { ...operation, invalidItems: 'createValid' };
		const { error } = await creating.create([{ image: 'nothing' }], parameters);
		expect(error?.message).toContain('Nothing was created');
		expect(creating.posts()).toBe(0);
	});

	it('puts each invalid item on the error branch when the node continues on fail', async () => {
		const { outputs } = await creating.create(
			[{ image: 'nothing' }, { image: 'no link' }],
			{ ...operation, invalidItems: 'createValid' },
			{ settings: { onError: 'continueErrorOutput' } },
		);
		expect(outputs[1].map(({ json }) => json.error)).toEqual([
			expect.stringContaining('Item 0'),
			expect.stringContaining('Item 1'),
		]);
	});

	it('can be waited for by Toloka Wait for Operation', async () => {
		const { outputs } = await creating.create(pictures(2), operation);
		const waited = await creating.emulated.run(
			'tolokaWaitForOperation',
			{},
			{ input: outputs[0].map(({ json }) => json) },
		);
		expect(waited.error).toBeUndefined();
		expect(waited.allOutputs.flat().map(({ json }) => json.status)).toEqual(['SUCCESS']);
	});
});

describe('a pool that is left closed', () => {
	const hint = 'The pool is closed: nobody works on it until you open it (Open Pool).';

	it('is reported in the output pane, but not if it was opened', async () => {
		const left = await creating.create(pictures(2));
		expect(JSON.stringify(left.data.resultData.runData)).toContain(hint);
		const opened = await creating.create(pictures(3), { openPool: true });
		expect(opened.error).toBeUndefined();
		expect(JSON.stringify(opened.data.resultData.runData)).not.toContain(hint);
	});
});

describe('opening the pool', () => {
	it('happens with the last request, after all others are done', async () => {
		const rows = twoRequests();
		const { outputs, error } = await creating.create(rows, { openPool: true });
		expect(error).toBeUndefined();
		expectEachRowOnce(rows, outputs[0], creating.suites());
		expect(requests().map(({ query }) => query.open_pool)).toEqual(['false', 'true']);
		expect(requests()[1].at).toBeGreaterThan(requests()[0].at);
	});

	it('does not happen after half an upload', async () => {
		creating.emulator.faults.add({ kind: 'operation-fail', match: { route: POST } });
		const { error } = await creating.create(twoRequests(), { openPool: true });
		expect(error?.message).toContain('failed');
		expect(requests()).toHaveLength(1);
		expect(creating.emulator.catalogue.pool('OPEN').id).not.toBe(creating.pool.id);
	});

	it('is reported as not done if nothing of the last request could be created', async () => {
		const golden = '={{ $itemIndex > 500 ? [{ output_values: { colour: "red" } }] : "" }}';
		const { outputs, error } = await creating.create(twoRequests(), {
			openPool: true,
			invalidItems: 'createValid',
			controlTask: { knownSolutions: golden },
		});
		expect(error).toBeUndefined();
		expect(creating.suites()).toHaveLength(501);
		expect(outputs[0][0].json.pool_problem).toBe(
			`The pool ${creating.pool.id} was not opened: all of the last request is invalid`,
		);
	});

	it('is reported on each item if it failed inside a successful operation', async () => {
		creating.emulator.faults.add({ kind: 'pool-open-fail', match: { route: POST } });
		const { outputs, error, data } = await creating.create(pictures(2), { openPool: true });
		expect(error).toBeUndefined();
		const problem = `The pool ${creating.pool.id} was not opened: Not enough balance (NOT_ENOUGH_BALANCE)`;
		expect(outputs[0].map(({ json }) => json.pool_problem)).toEqual([problem, problem]);
		expect(JSON.stringify(data.resultData.runData)).toContain('open the pool once this is fixed');
	});
});

describe('waiting', () => {
	it('gives up in time and says that the operations continue', async () => {
		creating.emulator.switches.set({ operationRunMs: 3_600_000 });
		const began = creating.emulator.clock.now();
		const { error } = await creating.create(pictures(2), { options: { maxWait: 5 } });
		expect(error?.message).toBe('1 of 1 operations did not finish within 5 minutes');
		const [{ id }] = creating.emulator.truth.operations();
		expect(error?.description).toContain(`The operations continue on Toloka's side: ${id}`);
		expect(creating.emulator.clock.now() - began).toBe(300_000);
	});

	it('keeps below 100,000 tasks a minute', async () => {
		const image = { input_values: { image: 'www.image1.ru' } };
		const taskSuite = JSON.stringify({ tasks: new Array(30_000).fill(image) });
		const rows = Array.from({ length: 5 }, () => ({}));
		const { error } = await creating.create(rows, {
			input: 'suites',
			taskSuite,
			options: { returnTaskIds: false },
		});
		expect(error).toBeUndefined();
		expect(requests().map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
		expect(requests()[3].at - requests()[0].at).toBeGreaterThanOrEqual(60_000);
	});

	it('ends within a second after a cancellation', async () => {
		creating.emulator.switches.set({ operationRunMs: 3_600_000 });
		const { emulator } = creating.emulated;
		const cancelAfter = new Promise<void>((resolve) => {
			const look = () =>
				emulator.log.count('GET /operations/{id}') > 3 ? resolve() : void setImmediate(look);
			look();
		});
		const { status } = await creating.create(pictures(2), {}, { cancelAfter });
		expect(status).toBe('canceled');
		expect(emulator.log.count('GET /operations/{id}')).toBeLessThan(10);
	});
});

describe('when the service fails after the creation', () => {
	const failing = (route: string) =>
		creating.emulator.faults.add({ kind: 'status', status: 403, match: { route } });

	it('outputs no task IDs, and says so', async () => {
		failing('GET /task-suites');
		const { outputs, error, data } = await creating.create(pictures(2));
		expect(error).toBeUndefined();
		expect(outputs[0].map(({ json }) => json.task_suite_id)).toEqual(
			creating.suites().map(({ id }) => id),
		);
		expect(outputs[0][0].json).not.toHaveProperty('task_id');
		expect(JSON.stringify(data.resultData.runData)).toContain('IDs of their tasks');
	});

	it('says that the suites exist and that a retry finds them', async () => {
		failing('GET /operations/{id}/log');
		const { error } = await creating.create(pictures(2));
		expect(error?.description).toMatch(
			/The operation \S+ ended with SUCCESS, but its log, .* creates nothing twice\./,
		);
	});

	it('says that the operations continue if their state cannot be read', async () => {
		failing('GET /operations/{id}');
		const { error } = await creating.create(pictures(2));
		expect(error?.message).toContain('Access was denied while reading the operation');
		expect(error?.description).toContain("The operations continue on Toloka's side");
	});
});
