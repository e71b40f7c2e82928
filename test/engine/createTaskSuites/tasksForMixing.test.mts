import type { IDataObject } from 'n8n-workflow';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PoolWish } from '../../../emulator/inProcess/seedData.mts';
import { pictures, suiteOf, Creating } from '../creating.mts';

/** Pools with smart mixing accept tasks (toloka-api §P2). */

const creating = new Creating();
const POST = 'POST /tasks';
const MIXER = { real_tasks_count: 9, golden_tasks_count: 1, training_tasks_count: 0 };
const WISH: PoolWish = { mixerConfig: MIXER, defaultTaskOverlap: 3 };

const tasks = () => creating.emulator.truth.tasks(creating.pool.id);
const count = (route: string) => creating.emulator.log.count(route);

beforeEach(() => creating.usePool(WISH));

describe.each(['wait', 'sync', 'operation'])('with the delivery %s', (delivery) => {
	it('each row becomes a task, and no suite', async () => {
		const rows = pictures(5);
		const { outputs, error } = await creating.create(rows, { delivery, openPool: true });
		expect(error).toBeUndefined();
		creating.emulator.clock.advance(60_000);
		expect(tasks().map(({ input, overlap }) => [input.image, overlap])).toEqual(
			rows.map(({ image }) => [image, 3]),
		);
		expect([count(POST), count('POST /task-suites')]).toEqual([1, 0]);
		if (delivery === 'operation') {
			expect(outputs[0]).toHaveLength(1);
			expect(outputs[0][0].json.type).toBe('TASK.BATCH_CREATE');
		} else {
			expect(outputs[0].map(({ json }) => json.task_id)).toEqual(tasks().map(({ id }) => id));
		}
	});

	it('creates once although the response was lost', async () => {
		const fault = { kind: 'lost-answer', match: { route: POST } } as const;
		creating.emulator.faults.add(fault);
		await creating.create(pictures(5), { delivery });
		creating.emulator.clock.advance(60_000);
		expect(tasks()).toHaveLength(5);
	});

	it('names the item that the service refuses', async () => {
		const golden = '={{ $itemIndex === 1 ? { output_values: { colour: "red" } } : "" }}';
		const controlTask = { knownSolutions: golden };
		const parameters = { delivery, controlTask };
		const { error } = await creating.create(pictures(3), parameters);
		creating.emulator.clock.advance(60_000);
		// Tasks with their own overlap are sent separately from those that use the pool's.
		expect(tasks().every(({ kind }) => kind === 'general')).toBe(true);
		if (delivery === 'operation') return;
		expect(error?.message).toMatch(/^Item 1: field “known_solutions\.0\.output_values/);
		expect(error?.context?.itemIndex).toBe(1);
	});
});

describe('control and training tasks', () => {
	const golden = { output_values: { result: 'cat' } };
	const rows: IDataObject[] = pictures(3).map((row, index) => ({
		...row,
		golden: index === 0 ? '' : golden,
		hint: index === 2 ? 'Look' : '',
		people: 2,
	}));
	const parameters = {
		controlTask: {
			knownSolutions: '={{ $json.golden }}',
			messageOnUnknownSolution: '={{ $json.hint }}',
		},
		options: { extraFields: 'leaveOut' },
	};

	it.each([
		[{}, [3, null, null]],
		[{ overlapMode: 'number', overlap: 5 }, [5, null, null]],
		[{ overlapMode: 'number', overlap: '={{ $json.people }}' }, [2, 2, 2]],
	])('are for everybody unless the item says otherwise: %j', async (set: IDataObject, overlaps) => {
		const { error } = await creating.create(rows, { ...parameters, ...set });
		expect(error).toBeUndefined();
		expect(tasks().map(({ kind }) => kind)).toEqual(['general', 'control', 'training']);
		expect(tasks().map(({ overlap }) => overlap)).toEqual(overlaps);
	});
});

describe('what a pool with smart mixing does not accept', () => {
	it.each([
		[
			'several tasks per suite',
			{ tasksPerSuite: 5 },
			/Tasks per Suite must be 1, because the pool/,
		],
		[
			'a place',
			{ suiteFields: { latitude: 1 } },
			/field “latitude” is not for pools with smart mixing/,
		],
	])('%s is refused in one sentence', async (_what, parameters: IDataObject, sentence) => {
		const { error } = await creating.create(pictures(2), parameters);
		expect(error?.message).toMatch(sentence);
		expect(count(POST)).toBe(0);
	});

	/** As in most example notebooks of the official client. */
	it('rows get the default overlap for suites if there is none for tasks', async () => {
		creating.usePool({ mixerConfig: MIXER, defaultOverlap: 2 });
		const { error } = await creating.create(pictures(2));
		expect(error).toBeUndefined();
		expect(tasks().map(({ overlap }) => overlap)).toEqual([2, 2]);
	});

	it('task suites as JSON are refused in one sentence', async () => {
		const { error } = await creating.create([suiteOf('www.a.ru')], { input: 'suites' });
		expect(error?.message).toContain('mixes tasks by itself (smart mixing) and does not accept');
		expect(count('POST /task-suites')).toBe(0);
	});

	it('baseline solutions are refused by other pools', async () => {
		const controlTask = { baselineSolutions: '[{"output_values":{"result":"cat"}}]' };
		expect((await creating.create(pictures(1), { controlTask })).error).toBeUndefined();
		creating.usePool({ defaultOverlap: 1 });
		const { error } = await creating.create(pictures(1), { controlTask });
		expect(error?.message).toContain(
			'field “baseline_solutions” is only for pools with smart mixing',
		);
	});
});

it('a training accepts tasks', async () => {
	creating.usePool({ type: 'TRAINING', mixerConfig: MIXER });
	const controlTask = {
		knownSolutions: '[{"output_values":{"result":"cat"}}]',
		messageOnUnknownSolution: 'Look at the ears',
	};
	const { error } = await creating.create(pictures(2), { controlTask });
	expect(error).toBeUndefined();
	expect(tasks().map(({ kind, overlap }) => [kind, overlap])).toEqual([
		['training', null],
		['training', null],
	]);
});
