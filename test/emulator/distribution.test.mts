import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { useService } from './service.mts';
import { assignmentsOf, HOUR, known, poolBody, staffedPool } from './pools.mts';

const service = useService({ switches: { performersAtOnce: 1 } });

/** The intervals of the official API documents, “Task distribution intervals”. */
const INTERVALS: JsonObject[] = [
	{ from: 1, to: 5, frequency: 3 },
	{ from: 6, to: 1000, frequency: 5 },
	{ from: 1001, frequency: 8 },
];
const FUNCTION = {
	scope: 'POOL',
	distribution: 'UNIFORM',
	window_days: 10,
	intervals: INTERVALS,
} as JsonObject;
const SEVEN = { real_tasks_count: 7, golden_tasks_count: 0, training_tasks_count: 0 };
const UNMIXED = { shuffle_tasks_in_task_suite: false };

/** Adds a pool with tasks of each kind, and lets one person work there. */
function work(mixerConfig: JsonObject, controlTasks = 9): string {
	const { id } = staffedPool(service, { mixerConfig });
	const { addTasks } = service.emulator.seedData;
	addTasks(id, { count: controlTasks, known });
	addTasks(id, { count: 9, known, hint: () => 'Look at the ears' });
	addTasks(id, { count: 30, overlap: 1 });
	service.clock.advance(HOUR);
	return id;
}

/** The kinds of tasks in the suites of the person who came first: general, control, training. */
function suitesOf(pool: string): string[] {
	const kinds = new Map(service.emulator.truth.tasks(pool).map(({ id, kind }) => [id, kind[0]]));
	const [first, ...others] = assignmentsOf(service, pool);
	return [first, ...others.filter(({ userId }) => userId === first?.userId)].map(
		(one) => one?.taskIds.map((id) => kinds.get(id)).join('') ?? '',
	);
}

describe('smart mixing with intervals (toloka-api §P3.3)', () => {
	it('issues control tasks as in the picture of the official API documents', () => {
		const pool = work({ ...SEVEN, ...UNMIXED, golden_task_distribution_function: FUNCTION });
		expect(suitesOf(pool).slice(0, 3)).toEqual(['cggcgcg', 'gggcggg', 'gcggggc']);
	});

	it('fills with general tasks what control tasks leave free', () => {
		const mixer = { ...SEVEN, ...UNMIXED, golden_task_distribution_function: FUNCTION };
		expect(suitesOf(work(mixer, 2)).slice(0, 2)).toEqual(['cggcggg', 'ggggggg']);
	});

	it('needs no more control tasks than the intervals say', () => {
		const minimum = { golden_tasks_count: 3, min_golden_tasks_count: 3 };
		const functions = { ...UNMIXED, golden_task_distribution_function: FUNCTION };
		const pool = work({ ...SEVEN, ...minimum, ...functions });
		expect(suitesOf(pool).slice(0, 2)).toEqual(['cggcgcg', 'gggcggg']);
	});

	it('issues training tasks, too, in the same number if they are shuffled', () => {
		const pool = work({ ...SEVEN, training_task_distribution_function: FUNCTION });
		const counts = suitesOf(pool).map((kinds) => kinds.replaceAll('g', '').length);
		expect(counts.slice(0, 3)).toEqual([3, 1, 2]);
	});

	it('counts the tasks of the whole project, or of a few days, if it should', () => {
		const { seedData } = service.emulator;
		const wide = { ...FUNCTION, scope: 'PROJECT' };
		const mixer = { ...SEVEN, ...UNMIXED, golden_task_distribution_function: wide };
		seedData.addAssignments(seedData.addPool().id, { count: 1, tasksPerSuite: 3 });
		expect(suitesOf(work(mixer))[0]).toBe('cgcgggg');
		service.clock.advance(11 * 24 * HOUR);
		expect(suitesOf(work(mixer))[0]).toBe('cggcgcg');
	});
});

describe('pools', () => {
	it.each([
		[{ window_days: 0 }, 'window_days', 'VALUE_LESS_THAN_MIN'],
		[{ window_days: 366 }, 'window_days', 'VALUE_GREATER_THAN_MAX'],
		[{ scope: 'ALL' }, 'scope', 'UNKNOWN_ENUM_VALUE'],
		[{ distribution: null }, 'distribution', 'VALUE_REQUIRED'],
		[{ intervals: [] }, 'intervals', 'ARRAY_SIZE_LESS_THAN_MIN'],
		[{ intervals: [{ from: 0, frequency: 1 }] }, 'intervals.0.from', 'VALUE_LESS_THAN_MIN'],
		[{ intervals: [{ from: 1 }] }, 'intervals.0.frequency', 'VALUE_REQUIRED'],
	])('are refused with %j in a distribution function', async (extra, name, code) => {
		const config = { ...SEVEN, golden_task_distribution_function: { ...FUNCTION, ...extra } };
		const reply = await service.v1('POST', '/pools', poolBody({ mixer_config: config as never }));
		const path = `mixer_config.golden_task_distribution_function.${name}`;
		expect(reply.json).toMatchObject({ payload: { [path]: { code } } });
	});

	it('may have null as the minimum of control tasks, as in the official API documents', async () => {
		const config = {
			...SEVEN,
			min_golden_tasks_count: null,
			golden_task_distribution_function: FUNCTION,
		};
		const reply = await service.v1('POST', '/pools', poolBody({ mixer_config: config }));
		expect(reply.status).toBe(201);
	});
});
