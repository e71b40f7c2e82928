import { describe, expect, it } from 'vitest';
import { POST, expectEachRowOnce, pictures, suiteOf, Creating } from '../creating.mts';
import { byId, credentialsFor } from '../emulated.mts';

const creating = new Creating();

describe('each item is a task', () => {
	it('divides 20,000 rows of 140 bytes into suites and requests within every limit', async () => {
		const rows = pictures(20_000, 'n'.repeat(90));
		const { outputs, error } = await creating.create(rows);
		expect(error).toBeUndefined();
		expectEachRowOnce(rows, outputs[0], creating.suites());
		const requests = creating.emulator.log.entries().filter(({ route }) => route === POST);
		expect(requests.map(({ status }) => status)).toEqual([202, 202, 202, 202]);
		expect(requests.reduce((sum, { count = 0 }) => sum + count, 0)).toBe(20_000);
		expect(Math.max(...requests.map(({ count = 0 }) => count))).toBeLessThanOrEqual(10_000);
	});

	it('puts ten tasks into each suite, the rest into the last', async () => {
		const rows = pictures(25);
		const { outputs } = await creating.create(rows, { tasksPerSuite: 10 });
		expect(creating.suites().map(({ tasks }) => tasks.length)).toEqual([10, 10, 5]);
		expectEachRowOnce(rows, outputs[0], creating.suites());
	});

	it('outputs the task, the suite and the operation of each item', async () => {
		const [row] = pictures(1);
		const { outputs } = await creating.create([row]);
		const [suite] = creating.suites();
		const [operation] = creating.emulator.truth.operations();
		expect(outputs[0][0].json).toEqual({
			task_suite_id: suite.id,
			task_id: suite.tasks[0].id,
			operation_id: operation.id,
			pool_id: creating.pool.id,
			input_values: row,
		});
	});

	it('omits the task IDs on request, and then reads no suites', async () => {
		const options = { returnTaskIds: false };
		const { outputs } = await creating.create(pictures(2), { options });
		expect(outputs[0][0].json).not.toHaveProperty('task_id');
		expect(creating.emulator.log.count('GET /task-suites')).toBe(0);
	});

	it('maps fields by expression', async () => {
		const fields = {
			mappingMode: 'defineBelow',
			value: { image: '={{ "https://example.com/" + $json.key }}' },
		};
		await creating.create([{ key: 'a' }, { key: 'b' }], { fields });
		expect(creating.suites().map(({ tasks }) => tasks[0].input.image)).toEqual([
			'https://example.com/a',
			'https://example.com/b',
		]);
	});

	it('sends control tasks with weighted answers and hints, from each item', async () => {
		const golden = [
			{ output_values: { result: 'cat' }, correctness_weight: 1 },
			{ output_values: { result: 'other' }, correctness_weight: 0.5 },
		];
		const rows = [
			{ ...pictures(1)[0], golden, hint: 'Look at the ears' },
			{ ...pictures(1)[0], golden: JSON.stringify(golden[0]) },
			pictures(1)[0],
		];
		const { outputs, error } = await creating.create(rows, {
			tasksPerSuite: 3,
			controlTask: {
				knownSolutions: '={{ $json.golden }}',
				messageOnUnknownSolution: '={{ $json.hint }}',
			},
			options: { extraFields: 'leaveOut' },
		});
		expect(error).toBeUndefined();
		const sent = outputs[0].map(({ json }) => json);
		expect(sent[0]).toMatchObject({
			known_solutions: golden,
			message_on_unknown_solution: 'Look at the ears',
		});
		expect(sent[1]).toMatchObject({ known_solutions: [golden[0]] });
		expect(sent[2]).not.toHaveProperty('known_solutions');
		expect(creating.suites()[0].tasks[0].input).toEqual({ image: rows[0].image });
	});

	it('creates on Yandex Tasks with an OAuth token', async () => {
		const { emulator } = creating.emulated;
		const credentials = credentialsFor(emulator.yandexTasksUrl, emulator.oauthToken);
		const { outputs, error } = await creating.create(pictures(3), {}, { credentials });
		expect(error).toBeUndefined();
		expectEachRowOnce(pictures(3), outputs[0], creating.suites());
	});

	it('does nothing without input', async () => {
		const { outputs } = await creating.create([]);
		expect(outputs.flat()).toEqual([]);
		expect(creating.emulator.log.entries()).toHaveLength(0);
	});

	it('falls back to small pages if large ones are refused', async () => {
		creating.emulator.switches.set({ taskSuitesMaxLimit: 300 });
		const rows = pictures(700);
		const { outputs } = await creating.create(rows);
		expectEachRowOnce(rows, outputs[0], creating.suites());
		expect(creating.emulator.log.count('GET /task-suites')).toBe(5);
	});
});

describe('settings of the suites', () => {
	const requests = () => creating.emulator.log.entries().filter(({ route }) => route === POST);

	it('use the default overlap of the pool', async () => {
		await creating.create(pictures(1));
		expect(creating.suites()[0].overlap).toBe(3);
		expect(requests()[0].query).toMatchObject({ allow_defaults: 'true' });
	});

	it('can set a number of performers', async () => {
		await creating.create(pictures(1), { overlapMode: 'number', overlap: 7 });
		expect(creating.suites()[0].overlap).toBe(7);
		expect(requests()[0].query).toMatchObject({ allow_defaults: 'false' });
	});

	it('can set an infinite overlap', async () => {
		await creating.create(pictures(1), { overlapMode: 'infinite' });
		expect(creating.suites()[0].overlap).toBeNull();
	});

	it('include every field of a suite', async () => {
		const rest = { assignments_issuing_config: { issue_task_suites_in_creation_order: true } };
		const inputSpec = { image: { type: 'url' } };
		creating.usePool({ map: true, inputSpec, defaultOverlap: 2, rest });
		const { outputs, error } = await creating.create([{}], {
			input: 'suites',
			taskSuite: JSON.stringify({ tasks: [{ input_values: { image: 'www.image1.ru' } }] }),
			suiteFields: {
				issuingOrderOverride: -0.5,
				latitude: 55.75,
				longitude: 37.62,
				mixed: true,
				reservedFor: 'user-1, user-2',
				unavailableFor: ['user-3'],
			},
		});
		expect(error).toBeUndefined();
		expect(outputs[0][0].json).toMatchObject({
			issuing_order_override: -0.5,
			latitude: 55.75,
			longitude: 37.62,
			mixed: true,
			reserved_for: ['user-1', 'user-2'],
			unavailable_for: ['user-3'],
			overlap: 2,
		});
	});

	it('put only tasks with the same settings into one suite', async () => {
		const rows = pictures(5).map((row, index) => ({ ...row, people: 1 + (index % 2) }));
		await creating.create(rows, {
			tasksPerSuite: 2,
			overlapMode: 'number',
			overlap: '={{ $json.people }}',
			options: { extraFields: 'leaveOut' },
		});
		expect(creating.suites().map(({ overlap, tasks }) => [overlap, tasks.length])).toEqual([
			[1, 2],
			[2, 2],
			[1, 1],
		]);
	});
});

describe('the pool', () => {
	it.each(['tasks', 'suites'])('may be specified by its URL, for %s', async (input) => {
		const { id, projectId } = creating.pool;
		const url = ` https://toloka.dev/requester/project/${projectId}/pool/${id}/tasks?page=2 `;
		const pool = { ...byId(url), mode: 'url' };
		const [item] = input === 'tasks' ? pictures(1) : [suiteOf('www.image1.ru')];
		const { error } = await creating.create([item], { pool, input });
		expect(error).toBeUndefined();
		expect(creating.suites()).toHaveLength(1);
	});
});
