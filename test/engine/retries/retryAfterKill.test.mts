import { describe, expect, it } from 'vitest';
import { Creating, POST, expectEachRowOnce, expectOnce, pictures, saved } from '../creating.mts';
import { imageRows } from '../emulated.mts';
import { Pushing } from '../pushing.mts';
import { recovered } from '../recovered.mts';

/** A retry of an execution that died with n8n does not send anything again. */

/** How much later the retry of a killed execution claims to have started. */
const LATER_MS = { '1.x': 60_000, '2.x': 0 };

describe('Create Task Suites', () => {
	const creating = new Creating();

	it('finds what the node created', async () => {
		const rows = pictures(100);
		const began = 1_700_000_000_567;
		const killed = await creating.create(rows, {}, { began, executionId: '18' });
		const retried = { executionId: '19', mode: 'retry' as const };
		const resume = recovered(killed, rows, began);
		const { outputs, error } = await creating.create(rows, {}, { ...retried, resume });
		expect(error).toBeUndefined();
		expectEachRowOnce(rows, outputs[0], creating.suites());
	});

	it.each([
		['wait', '1.x'],
		['operation', '1.x'],
		['sync', '1.x'],
		['sync', '2.x'],
	] as const)(
		'stops if nothing shows what a killed try sent: %s, n8n %s',
		async (delivery, version) => {
			const rows = pictures(3);
			const began = 1_700_000_000_568;
			const killed = await creating.create(rows, { delivery }, { began, executionId: '18' });
			creating.emulator.clock.advance(60_000);
			let resume = recovered(killed, rows, began, began + LATER_MS[version]);
			for (const executionId of ['19', '20']) {
				const rest = { executionId, mode: 'retry' as const, resume };
				const retried = await creating.create(rows, { delivery }, rest);
				expect(retried.error?.message).toBe(
					`n8n was stopped during an earlier try of this execution, and it is unclear whether that try created task suites in the pool ${creating.pool.id}. Nothing was created now`,
				);
				resume = saved(retried);
			}
			expectOnce(rows, creating.suites());
		},
	);

	it('continues if an intermediate retry knows all that was sent, whatever Delivery is now', async () => {
		const rows = pictures(3);
		const began = 1_700_000_000_570;
		const killed = await creating.create(rows, {}, { began, executionId: '18' });
		const match = { route: 'GET /operations/{id}/log' };
		creating.emulator.faults.add({ kind: 'status', status: 403, match });
		const retried = { executionId: '19', mode: 'retry' as const };
		const resume = recovered(killed, rows, began);
		const failed = await creating.create(rows, {}, { ...retried, resume });
		expect(failed.error).toBeDefined();
		const changed = { delivery: 'sync' };
		const again = { ...retried, executionId: '20', resume: saved(failed, changed) };
		const { outputs, error } = await creating.create(rows, changed, again);
		expect(error).toBeUndefined();
		expectEachRowOnce(rows, outputs[0], creating.suites());
	});

	describe.each(['wait', 'operation'])(
		'finds the parts of a request that was halved: %s',
		(delivery) => {
			const rows = pictures(10);
			const parameters = { delivery, tasksPerSuite: 1, invalidItems: 'createValid' };
			const began = 1_700_000_000_571;
			const killed = async (mostInOne: number) => {
				const match = { route: POST, minCount: mostInOne + 1 };
				creating.emulator.faults.add({ kind: 'status', status: 413, match, times: 'always' });
				return await creating.create(rows, parameters, { began, executionId: '18' });
			};
			const retried = async (result: Awaited<ReturnType<typeof killed>>) => {
				creating.emulator.faults.clear();
				const resume = recovered(result, rows, began);
				const rest = { executionId: '19', mode: 'retry' as const, resume };
				const { error } = await creating.create(rows, parameters, rest);
				expect(error).toBeUndefined();
				creating.emulator.clock.advance(60_000);
				expectOnce(rows, creating.suites());
			};

			it.each([6, 3, 1])(
				'by a proxy that accepted %s and accepts all of them now',
				async (mostInOne) => {
					await retried(await killed(mostInOne));
				},
			);

			it('the first of which no proxy accepted', async () => {
				const match = { route: POST, maxCount: 1 };
				creating.emulator.faults.add({ kind: 'status', status: 413, match });
				await retried(await killed(1));
			});

			it('of which one had not been sent', async () => {
				const match = { route: POST, maxCount: 2 };
				creating.emulator.faults.add({ kind: 'status', status: 403, match });
				await retried(await killed(3));
			});
		},
	);

	describe.each([false, true])('with other Tasks per Suite, the request halved: %s', (isHalved) => {
		const rows = pictures(40);
		const began = 1_700_000_000_572;
		const killed = async () => {
			if (isHalved) {
				const match = { route: POST, minCount: 3 };
				creating.emulator.faults.add({ kind: 'status', status: 413, match, times: 'always' });
			}
			const tried = await creating.create(
				rows,
				{ tasksPerSuite: 10 },
				{ began, executionId: '18' },
			);
			creating.emulator.faults.clear();
			return recovered(tried, rows, began);
		};

		it.each([4, 20, 40])(
			'stops with %s tasks per suite, and its advice creates nothing twice',
			async (size) => {
				const resume = await killed();
				const rest = { executionId: '19', mode: 'retry' as const, resume };
				const stopped = await creating.create(rows, { tasksPerSuite: size }, rest);
				expect(stopped.error?.message).toMatch(
					/^An earlier try of this execution put these items into other task suites, with the operation [-0-9a-f]{36}$/,
				);
				expectOnce(rows, creating.suites());
				const back = { tasksPerSuite: 10 };
				const again = { ...rest, executionId: '20', resume: saved(stopped, back) };
				const { outputs, error } = await creating.create(rows, back, again);
				expect(error).toBeUndefined();
				expectEachRowOnce(rows, outputs[0], creating.suites());
			},
		);
	});

	it('with other Tasks per Suite hands the operation over, with the task suites that it has', async () => {
		const rows = pictures(40);
		const began = 1_700_000_000_573;
		const parameters = { delivery: 'operation', tasksPerSuite: 10 };
		const killed = await creating.create(rows, parameters, { began, executionId: '18' });
		creating.emulator.clock.advance(60_000);
		const resume = recovered(killed, rows, began);
		const rest = { executionId: '19', mode: 'retry' as const, resume };
		const { outputs } = await creating.create(rows, { ...parameters, tasksPerSuite: 4 }, rest);
		expect(outputs[0].map(({ json }) => json)).toEqual([
			expect.objectContaining({ existed: true, task_suite_count: 4, task_count: 40 }),
		]);
		expect(creating.suites()).toHaveLength(4);
		expectOnce(rows, creating.suites());
	});

	const PER_ITEM = {
		overlapMode: 'number',
		overlap: '={{ $itemIndex % 2 + 1 }}',
		tasksPerSuite: 4,
	};

	it.each([
		['other Tasks per Suite', { tasksPerSuite: 2 }],
		['one Overlap for all', { overlap: 3 }],
	])('stops if each item had its own Overlap, with %s', async (_what, change: object) => {
		const rows = pictures(12);
		const began = 1_700_000_000_573;
		const killed = await creating.create(rows, PER_ITEM, { began, executionId: '18' });
		const resume = recovered(killed, rows, began);
		const rest = { executionId: '19', mode: 'retry' as const, resume };
		const stopped = await creating.create(rows, { ...PER_ITEM, ...change }, rest);
		expect(stopped.error?.message).toMatch(/put these items into other task suites/);
		expectOnce(rows, creating.suites());
		const again = { ...rest, executionId: '20', resume: saved(stopped, PER_ITEM) };
		const { outputs, error } = await creating.create(rows, PER_ITEM, again);
		expect(error).toBeUndefined();
		expectEachRowOnce(rows, outputs[0], creating.suites());
	});

	it('creates if a try was killed before the node started', async () => {
		const rows = pictures(3);
		const killed = await creating.create([{ image: 'nothing' }], {}, { executionId: '18' });
		const resume = recovered(killed, rows, 1_700_000_000_569);
		resume.resultData.runData = {};
		const rest = { executionId: '19', mode: 'retry' as const, resume };
		const { error } = await creating.create(rows, { delivery: 'sync' }, rest);
		expect(error).toBeUndefined();
		expectOnce(rows, creating.suites());
	});
});

const pushing = new Pushing();

it.each(['1.x', '2.x'] as const)('Push Items finds what it has pushed, n8n %s', async (version) => {
	const began = pushing.emulator.clock.now();
	const killed = await pushing.push(imageRows(3), {}, {}, { began, executionId: '18' });
	pushing.emulator.clock.advance(60_000);
	const resume = recovered(killed, imageRows(3), began, began + LATER_MS[version]);
	const rest = { executionId: '19', mode: 'retry' as const, resume };
	const { outputs, error } = await pushing.push(imageRows(3), {}, {}, rest);
	expect(error).toBeUndefined();
	const ids = pushing.created().map(({ id }) => id);
	expect(outputs[0].map(({ json }) => json.id).sort()).toEqual(ids.sort());
	expect(ids).toHaveLength(3);
});
