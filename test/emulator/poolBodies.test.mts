import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { codeOf, rowsOf, useService, type Reply } from './service.mts';
import { poolBody as body, poolOf } from './pools.mts';

describe('pools in requests', () => {
	const service = useService();

	const create = (extra: JsonObject = {}): Promise<Reply> =>
		service.v1('POST', '/pools', body(extra));

	it('are returned with what was sent and what the service sets', async () => {
		const sent = {
			private_comment: 'ours',
			auto_accept_solutions: false,
			auto_accept_period_day: 7,
			auto_close_after_complete_delay_seconds: 60,
			mixer_config: { real_tasks_count: 9, golden_tasks_count: 1, training_tasks_count: 0 },
			filter: { and: [] },
			quality_control: { configs: [] },
			metadata: { run: ['17'] },
			priority: 5,
		};
		const reply = await create(sent);
		expect(reply.status).toBe(201);
		const { will_expire: _date, ...rest } = body(sent);
		expect(reply.json).toMatchObject({
			...rest,
			will_expire: '2024-12-31T00:00:00.000',
			id: expect.stringMatching(/^\d+$/),
			status: 'CLOSED',
			type: 'REGULAR',
			created: '2024-01-15T12:00:00.000',
			owner: { myself: true },
		});
		const { id } = reply.json as { id: string };
		expect(await poolOf(service, id)).toEqual(reply.json);
	});

	it('get defaults for omitted fields', async () => {
		expect((await create()).json).toMatchObject({
			auto_accept_solutions: true,
			auto_close_after_complete_delay_seconds: 0,
			priority: 0,
		});
	});

	it.each<[string, JsonObject, string]>([
		['project_id', { project_id: '1' }, 'ENTITY_DOES_NOT_EXIST'],
		['private_name', { private_name: null }, 'VALUE_REQUIRED'],
		['will_expire', { will_expire: 'soon' }, 'INVALID_DATE_TIME_SYNTAX'],
		['reward_per_assignment', { reward_per_assignment: -1 }, 'VALUE_LESS_THAN_MIN'],
		['reward_per_assignment', { reward_per_assignment: '1' }, 'FLOAT_EXPECTED'],
		[
			'assignment_max_duration_seconds',
			{ assignment_max_duration_seconds: 4 },
			'VALUE_LESS_THAN_MIN',
		],
		['defaults', { defaults: null }, 'VALUE_REQUIRED'],
		['defaults.default_overlap_for_new_task_suites', { defaults: {} }, 'VALUE_REQUIRED'],
		['auto_accept_period_day', { auto_accept_period_day: 22 }, 'VALUE_GREATER_THAN_MAX'],
		[
			'mixer_config.golden_tasks_count',
			{ mixer_config: { real_tasks_count: 1 } },
			'VALUE_REQUIRED',
		],
		['filter', { filter: [] }, 'OBJECT_EXPECTED'],
		['priority', { priority: 101 }, 'VALUE_GREATER_THAN_MAX'],
		['reward', { reward: 1 }, 'VALUE_NOT_ALLOWED'],
	])('are refused for %s in %j', async (path, extra, code) => {
		expect((await create(extra)).json).toMatchObject({
			code: 'VALIDATION_ERROR',
			payload: { [path]: { code } },
		});
	});

	it('are replaced as a whole while closed', async () => {
		const { id } = (await create({ priority: 5 })).json as { id: string };
		const got = await poolOf(service, id);
		const put = (extra: JsonObject): Promise<Reply> =>
			service.v1('PUT', `/pools/${id}`, { ...got, ...extra });
		expect((await put({ private_name: 'Renamed' })).json).toEqual({
			...got,
			private_name: 'Renamed',
		});
		expect((await service.v1('PUT', `/pools/${id}`, body())).json).toMatchObject({ priority: 0 });
		service.emulator.seedData.openPool(id);
		expect(codeOf(await put({}))).toBe('409 POOL_INAPPROPRIATE_STATUS');
		const patched = await service.v1('PATCH', `/pools/${id}`, { priority: 50 });
		expect(patched.json).toMatchObject({ priority: 50 });
		expect(codeOf(await service.v1('PATCH', `/pools/${id}`, { private_name: 'x' }))).toBe(
			'400 VALIDATION_ERROR',
		);
	});

	it('are replaced without an overlap for suites only if there never was one', async () => {
		const { seedData } = service.emulator;
		const put = async (id: string): Promise<Reply> => {
			const { defaults: _defaults, ...got } = await poolOf(service, id);
			const defaults = { default_overlap_for_new_tasks: 2 };
			return await service.v1('PUT', `/pools/${id}`, { ...got, defaults });
		};
		const lacking = seedData.addPool({ defaultOverlap: null }).id;
		expect((await put(lacking)).json).toMatchObject({
			defaults: { default_overlap_for_new_tasks: 2 },
		});
		expect((await put(seedData.addPool().id)).json).toMatchObject({
			payload: { 'defaults.default_overlap_for_new_task_suites': { code: 'VALUE_REQUIRED' } },
		});
	});

	it('are listed without trainings, and their IDs compare as numbers', async () => {
		const [training] = service.emulator.catalogue.trainings();
		const rows = rowsOf<{ id: string; type: string }>(await service.v1('GET', '/pools'));
		expect(rows.map(({ type }) => type)).not.toContain('TRAINING');
		expect(await poolOf(service, training?.id ?? '')).toMatchObject({ type: 'TRAINING' });
		const after = rowsOf<{ id: string }>(await service.v1('GET', '/pools?id_gt=9'));
		expect(after).toHaveLength(rows.length);
		expect(rowsOf(await service.v1('GET', '/projects?id_lt=9'))).toEqual([]);
	});

	it('have a separate route for trainings', async () => {
		const sent = {
			project_id: '70001',
			private_name: 'Practice',
			training_tasks_in_task_suite_count: 3,
			task_suites_required_to_pass: 2,
		};
		const made = await service.v1('POST', '/trainings', sent);
		expect(made.status).toBe(201);
		expect(made.json).toMatchObject({ ...sent, status: 'CLOSED' });
		const { id } = made.json as { id: string };
		expect((await service.v1('GET', `/trainings/${id}`)).json).toEqual(made.json);
		const amongPools = await poolOf(service, id);
		expect(amongPools).toMatchObject({
			type: 'TRAINING',
			mixer_config: { training_tasks_count: 3 },
		});
		expect(Object.keys(amongPools)).not.toContain('task_suites_required_to_pass');
		expect(codeOf(await service.v1('PUT', `/pools/${id}`, sent))).toBe('404 DOES_NOT_EXIST');
		expect(codeOf(await service.v1('POST', `/trainings/${id}/open`))).toBe('409 EMPTY_POOL');
		service.emulator.seedData.addTasks(id, {
			count: 3,
			known: () => ({ result: 'cat' }),
			hint: () => 'It is a cat',
		});
		const opened = await service.v1('POST', `/trainings/${id}/open`);
		expect(opened.json).toMatchObject({ type: 'TRAINING.OPEN', parameters: { training_id: id } });
		service.clock.advance(5_000);
		await service.v1('POST', `/trainings/${id}/close`);
		service.clock.advance(5_000);
		const requirement = { training_pool_id: id, training_passing_skill_value: 75 };
		const user = await create({
			quality_control: { training_requirement: requirement, configs: [] },
		});
		expect(codeOf(await service.v1('POST', `/trainings/${id}/archive`))).toBe(
			'409 TRAINING_ARCHIVE_CONFLICT',
		);
		service.emulator.seedData.setPoolStatus((user.json as { id: string }).id, 'ARCHIVED');
		expect((await service.v1('POST', `/trainings/${id}/archive`)).status).toBe(202);
		const clone = await service.v1('POST', `/trainings/${id}/clone`);
		expect(clone.json).toMatchObject({ type: 'TRAINING.CLONE' });
		service.clock.advance(5_000);
		expect(rowsOf(await service.v1('GET', '/trainings'))).toHaveLength(3);
	});

	it('check the fields of trainings, and limit their counts to 0 to 500', async () => {
		const sent = { project_id: '70001', private_name: 'Practice' };
		const post = (extra: JsonObject): Promise<Reply> =>
			service.v1('POST', '/trainings', { ...sent, ...extra });
		const none = { training_tasks_in_task_suite_count: 0, task_suites_required_to_pass: 0 };
		expect((await post(none)).json).toMatchObject(none);
		expect((await post({ task_suites_required_to_pass: 501 })).json).toMatchObject({
			payload: { task_suites_required_to_pass: { code: 'VALUE_GREATER_THAN_MAX' } },
		});
		expect((await post({ inherited_instructions: 'yes' })).json).toMatchObject({
			payload: { inherited_instructions: { code: 'BOOLEAN_EXPECTED' } },
		});
		const other = {
			metadata: [],
			public_instructions: {},
			assignment_max_duration_seconds: 2 ** 31,
		};
		expect((await post(other)).json).toMatchObject({
			payload: {
				metadata: { code: 'OBJECT_EXPECTED' },
				public_instructions: { code: 'STRING_EXPECTED' },
				assignment_max_duration_seconds: { code: 'VALUE_GREATER_THAN_MAX' },
			},
		});
	});

	it('open and close trainings, too, if a switch says so', async () => {
		const { id } = service.emulator.seedData.addPool({ type: 'TRAINING' });
		service.emulator.seedData.addTasks(id, { count: 1, known: () => ({ result: 'cat' }) });
		const verbs = ['open', 'close', 'close-for-update', 'archive', 'clone'];
		for (const verb of verbs) {
			expect((await service.v1('POST', `/pools/${id}/${verb}`)).status).toBe(404);
		}
		service.emulator.switches.set({ trainingsAmongPools: 'opened' });
		const changed = await service.v1('PATCH', `/pools/${id}`, { priority: -7 });
		expect(changed.json).toMatchObject({ id, type: 'TRAINING', priority: -7 });
		for (const [action, status] of [
			['open', 'OPEN'],
			['close', 'CLOSED'],
			['open', 'OPEN'],
			['close-for-update', 'CLOSED'],
		]) {
			expect((await service.v1('POST', `/pools/${id}/${action}`)).status).toBe(202);
			service.clock.advance(5_000);
			expect(await poolOf(service, id)).toMatchObject({ status });
		}
	});
});
