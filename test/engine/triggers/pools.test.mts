import { describe, expect, it } from 'vitest';
import { LIST, MINUTE_MS, WatchingPools, assignmentsOf, poolsOf } from '../watchingPools.mts';

const watching = new WatchingPools();

describe.each([
	['the default engine', false],
	['durable cursors', true],
])('every submitted assignment once, with %s', (_name, durable) => {
	it('over several polls and a restart', async () => {
		const ids = watching.addSubmitted(900);
		const options = { maxItems: 400 };
		const poll = watching.trigger({ startFrom: 'beginning', options }, { durable });
		await poll.activate();
		expect(poll.items().length).toBeLessThanOrEqual(400);
		await poll.tick();
		const stored = poll.saved();
		const more = watching.addSubmitted(50, 30_000);
		const restarted = watching.trigger({ startFrom: 'beginning', options }, { durable, stored });
		await restarted.activate();
		await watching.tickForLong(restarted);
		expect([...poll.errors, ...restarted.errors]).toEqual([]);
		expect(assignmentsOf(poll)).toEqual(ids.slice(0, assignmentsOf(poll).length));
		const delivered = [...assignmentsOf(poll), ...assignmentsOf(restarted)];
		expect(delivered.sort()).toEqual([...ids, ...more].sort());
	});

	it('from publication on: nothing older, everything newer', async () => {
		watching.addSubmitted(20);
		watching.emulator.clock.advance(2_000);
		const poll = watching.trigger({}, { durable });
		await poll.activate();
		expect(poll.emissions).toEqual([]);
		watching.emulator.clock.advance(MINUTE_MS);
		const newer = watching.addSubmitted(20, 50_000);
		await watching.tickForLong(poll);
		expect(assignmentsOf(poll)).toEqual(newer);
	});
});

describe('assignments', () => {
	it('with the same time are delivered once each, even across pages and polls, and idle polls are cheap', async () => {
		const ids = watching.addSubmitted(1_500, 0);
		const parameters = { startFrom: 'beginning', options: { maxItems: 500 } };
		const poll = watching.trigger(parameters);
		await poll.activate();
		await watching.tickForLong(poll);
		expect(poll.errors).toEqual([]);
		expect(assignmentsOf(poll).sort()).toEqual([...ids].sort());
		watching.emulator.log.clear();
		await poll.tick();
		expect(watching.emulator.log.count(LIST)).toBe(1);
	});

	it('with the same time are delivered once each although their times are shown in seconds', async () => {
		const { emulator } = watching;
		emulator.switches.set({ dateDigits: 0 });
		emulator.clock.set(Math.floor(emulator.clock.now() / 1000) * 1000 + 500);
		const ids = [watching.addSubmitted(700, 0), watching.addSubmitted(700, 400)].flat();
		emulator.clock.advance(2_000);
		ids.push(...watching.addSubmitted(5, 0));
		const poll = watching.trigger({ startFrom: 'beginning', options: { maxItems: 500 } });
		await poll.activate();
		await watching.tickForLong(poll);
		expect(poll.errors).toEqual([]);
		expect(assignmentsOf(poll).sort()).toEqual(ids.sort());
	});

	it.each([
		['without a window', { window: 0 }],
		['with short polls', { maxItems: 40 }],
		['with short polls and without a window', { maxItems: 40, window: 0 }],
	])(
		'within a shown second are delivered once each, if they are more than a state keeps, %s',
		async (_name, options) => {
			const { emulator } = watching;
			emulator.switches.set({ dateDigits: 0 });
			emulator.clock.set(Math.floor(emulator.clock.now() / 1000) * 1000 + 500);
			const ids = [watching.addSubmitted(50, 0), watching.addSubmitted(50, 400)].flat();
			emulator.clock.advance(2_000);
			// Their states share the memory of one trigger: 33 events for each.
			const others = Array.from({ length: 29 }, () => watching.addPool());
			const poll = watching.trigger({
				pools: poolsOf(watching.poolId, ...others),
				startFrom: 'beginning',
				options: { delivery: 'atLeastOnce', ...options },
			});
			await poll.activate();
			for (let minute = 0; minute < 4; minute++) {
				emulator.clock.advance(MINUTE_MS);
				await poll.tick();
			}
			expect(poll.errors).toEqual([]);
			expect(assignmentsOf(poll).sort()).toEqual(ids.sort());
		},
	);

	it('keep an output value that has the name of an added field', async () => {
		const { seedData } = watching.emulator;
		const outputSpec = { dedupeKey: { type: 'string' } };
		const { id } = seedData.addPool({ status: 'OPEN', outputSpec });
		const answer = () => ({ dedupeKey: 'mine' });
		const [one] = seedData.addAssignments(id, { count: 1, status: 'SUBMITTED', answer });
		const poll = watching.trigger({ pools: poolsOf(id), startFrom: 'beginning' });
		await poll.activate();
		expect(poll.items()).toMatchObject([
			{ output_dedupeKey: 'mine', dedupeKey: `${id}:${one}:submitted:0` },
		]);
	});

	it('need little memory: the state is small at 2,000 a minute', async () => {
		const ids = watching.addSubmitted(2_000, MINUTE_MS);
		const options = { delivery: 'atLeastOnce' };
		const poll = watching.trigger({ startFrom: 'beginning', options });
		await poll.activate();
		for (let minute = 0; minute < 6; minute++) {
			watching.emulator.clock.advance(MINUTE_MS);
			await poll.tick();
			expect(JSON.stringify(poll.saved()).length).toBeLessThan(64 * 1024);
		}
		expect(assignmentsOf(poll)).toHaveLength(ids.length);
		expect(new Set(assignmentsOf(poll)).size).toBe(ids.length);
	});

	it.each([
		['assignmentAccepted', 'ACCEPTED'],
		['assignmentRejected', 'REJECTED'],
	] as const)('are delivered for the event %s', async (event, status) => {
		watching.addSubmitted(3);
		const { seedData } = watching.emulator;
		const ids = seedData.addAssignments(watching.poolId, { count: 4, status });
		const poll = watching.trigger({ event, startFrom: 'beginning' });
		await poll.activate();
		expect(assignmentsOf(poll).sort()).toEqual([...ids].sort());
		expect(poll.items().every((item) => item.status === status)).toBe(true);
	});

	it('become an item per answer, with outputs at the top and inputs kept', async () => {
		const { seedData } = watching.emulator;
		const answer = () => ({ result: 'cat' });
		const wanted = { count: 1, tasksPerSuite: 2, status: 'SUBMITTED', answer } as const;
		const [id] = seedData.addAssignments(watching.poolId, wanted);
		const poll = watching.trigger({ startFrom: 'beginning' });
		await poll.activate();
		const items = poll.items();
		expect(items).toHaveLength(2);
		for (const [place, item] of items.entries()) {
			expect(item).toMatchObject({
				result: 'cat',
				assignment_id: id,
				task_id: expect.any(String) as string,
				pool_id: watching.poolId,
				user_id: expect.any(String) as string,
				status: 'SUBMITTED',
				is_control: false,
				submitted: expect.stringMatching(/Z$/) as string,
				input_values: expect.any(Object) as object,
				dedupeKey: `${watching.poolId}:${id}:submitted:${place}`,
			});
		}
	});

	it('become an item each, as the service shows them, if requested', async () => {
		const ids = watching.addSubmitted(2);
		const poll = watching.trigger({ startFrom: 'beginning', assignmentOutput: 'assignments' });
		await poll.activate();
		expect(poll.items().map(({ id }) => id)).toEqual(ids);
		expect(poll.items()[0]).toMatchObject({
			tasks: [expect.any(Object)],
			solutions: [expect.any(Object)],
			dedupeKey: `${watching.poolId}:${ids[0]}:submitted`,
		});
	});
});

describe('several pools', () => {
	it('are all followed, and a busy one does not delay the others', async () => {
		const quiet = watching.addPool();
		const busyIds = watching.addSubmitted(900);
		const quietIds = watching.addSubmitted(5, MINUTE_MS, quiet);
		const pools = poolsOf(watching.poolId, quiet);
		const options = { maxItems: 300 };
		const poll = watching.trigger({ pools, startFrom: 'beginning', options });
		await poll.activate();
		await poll.tick();
		expect(assignmentsOf(poll)).toEqual(expect.arrayContaining(quietIds));
		await watching.tickForLong(poll);
		expect(assignmentsOf(poll).sort()).toEqual([...busyIds, ...quietIds].sort());
	});

	it('may be added: a new one starts as Start From says, the others continue', async () => {
		const poll = watching.trigger();
		await poll.activate();
		const other = watching.addPool();
		watching.addSubmitted(5, MINUTE_MS, other);
		watching.emulator.clock.advance(MINUTE_MS);
		const meanwhile = watching.addSubmitted(5, 30_000);
		const pools = poolsOf(watching.poolId, other);
		const grown = watching.trigger({ pools }, { stored: poll.saved() });
		await grown.activate();
		watching.emulator.clock.advance(MINUTE_MS);
		const later = watching.addSubmitted(5, 30_000, other);
		await watching.tickForLong(grown);
		expect(assignmentsOf(grown)).toEqual([...meanwhile, ...later]);
	});

	it('may come from an expression, as a list of IDs', async () => {
		const other = watching.addPool();
		const ids = [...watching.addSubmitted(2), ...watching.addSubmitted(2, MINUTE_MS, other)];
		const list = `={{ ${JSON.stringify([watching.poolId, other])}.join(", ") }}`;
		const poll = watching.trigger({ pools: poolsOf(list), startFrom: 'beginning' });
		await poll.activate();
		expect(assignmentsOf(poll).sort()).toEqual(ids.sort());
	});

	it.each([
		(ids: string[]) => `=${ids.join(';\n')};\n`,
		(ids: string[]) => `={{ "${ids.join(',')}," }}`,
		(ids: string[]) => `=${JSON.stringify(ids)}`,
	])(
		'may come from an expression as a list that somebody wrote, with a comma at its end',
		async (listOf) => {
			const other = watching.addPool();
			const ids = [...watching.addSubmitted(2), ...watching.addSubmitted(2, MINUTE_MS, other)];
			const pools = poolsOf(listOf([watching.poolId, other]));
			const poll = watching.trigger({ pools, startFrom: 'beginning' });
			await poll.activate();
			expect(assignmentsOf(poll).sort()).toEqual(ids.sort());
		},
	);

	it('are all refused together if none or an invalid one is chosen', async () => {
		await expect(watching.trigger({ pools: {} }).activate()).rejects.toThrow('No pool is chosen');
		const wrong = { values: [{ pool: watching.poolId }, { pool: true }] };
		await expect(watching.trigger({ pools: wrong }).activate()).rejects.toThrow(
			'Pool must be text, not “true”',
		);
		await expect(watching.trigger({ pools: poolsOf('a/b') }).activate()).rejects.toThrow('Pool');
	});

	it.each([
		'={{ $vars.pool }}',
		'={{ [] }}',
		"={{ ['4102', $vars.pool] }}",
		'=4102,{{ $vars.pool }}',
	])('are all refused if an expression returns nothing for one of them: %s', async (expression) => {
		const poll = watching.trigger({ pools: poolsOf(watching.poolId, expression) });
		await expect(poll.activate()).rejects.toThrow('Pool is empty, because its expression');
		expect(watching.emulator.log.entries()).toEqual([]);
	});

	it('are found although an entry was left empty', async () => {
		const ids = watching.addSubmitted(2);
		const pools = poolsOf('', `${watching.poolId},`);
		const poll = watching.trigger({ pools, startFrom: 'beginning' });
		await poll.activate();
		expect(assignmentsOf(poll)).toEqual(ids);
	});
});

describe('a manual test', () => {
	it('shows the newest assignments and changes no state', async () => {
		watching.addSubmitted(30);
		const poll = watching.trigger({ assignmentOutput: 'assignments' }, { mode: 'manual' });
		await poll.activate();
		expect(poll.items()).toHaveLength(5);
		expect(poll.saved()).toEqual({});
	});

	it('shows the newest of all pools, not only those of the first', async () => {
		watching.addSubmitted(30);
		const other = watching.emulator.seedData.addPool({ status: 'OPEN', autoAccept: false }).id;
		watching.emulator.clock.advance(MINUTE_MS);
		const newer = watching.addSubmitted(3, 0, other);
		const pools = poolsOf(watching.poolId, other);
		const poll = watching.trigger({ pools }, { mode: 'manual' });
		await poll.activate();
		expect(poll.items()).toHaveLength(5);
		expect(assignmentsOf(poll).slice(0, 3).sort()).toEqual([...newer].sort());
	});

	it.each([
		['assignmentSubmitted', 'No assignment was submitted yet'],
		['assignmentAccepted', 'No assignment was accepted yet'],
		['poolClosed', 'None of the pools has closed yet'],
	])('says in a friendly way that there are none, for %s', async (event, message) => {
		await expect(watching.trigger({ event }, { mode: 'manual' }).activate()).rejects.toThrow(
			message,
		);
	});
});
