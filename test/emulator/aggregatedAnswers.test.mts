import { beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import type { FieldSpec } from '../../emulator/service/inputSpec.mts';
import { aggregate, idOf } from './aggregations.mts';
import { HOUR, known, MIXER, PLAIN_MIXER, staffedPool } from './pools.mts';
import { useService, type Reply } from './service.mts';

describe('what is aggregated (toloka-api §P6)', () => {
	const service = useService({ quotas: false });
	let pool: string;
	let skill: string;

	beforeEach(() => {
		pool = service.emulator.catalogue.pool('OPEN').id;
		skill = service.emulator.catalogue.skills()[0]?.id ?? '';
	});

	const start = (extra: JsonObject = {}): Promise<Reply> => aggregate(service, pool, extra);

	it('aggregates control tasks with Dawid-Skene, but not by skill', async () => {
		const { seedData, truth } = service.emulator;
		const mixing = staffedPool(service, { mixerConfig: MIXER }).id;
		const general = seedData.addTasks(mixing, { count: 6, overlap: 3 });
		const control = seedData.addTasks(mixing, { count: 2, known });
		service.clock.advance(HOUR);
		const bySkill = { type: 'WEIGHTED_DYNAMIC_OVERLAP', answer_weight_skill_id: skill };
		const [all, some] = [
			await start({ pool_id: mixing }),
			await start({ ...bySkill, pool_id: mixing }),
		];
		service.clock.advance(5_000);
		const tasksOf = (reply: Reply): string[] =>
			truth.solutions(idOf(reply)).map(({ taskId }) => taskId);
		expect(tasksOf(all)).toEqual([...general, ...control].sort());
		expect(tasksOf(some)).toEqual(general);
	});

	it('counts preliminary responses by skill only', async () => {
		const mixing = staffedPool(service, { mixerConfig: PLAIN_MIXER }).id;
		const [task_id = ''] = service.emulator.seedData.addTasks(mixing, { count: 3, overlap: 2 });
		service.clock.advance(HOUR);
		const solved = async (type: string): Promise<unknown> => {
			const wanted = { type, answer_weight_skill_id: skill, fields: [{ name: 'result' }] };
			const sent = { ...wanted, pool_id: mixing, task_id };
			return (await service.v1('POST', '/aggregated-solutions/aggregate-by-task', sent)).json;
		};
		const people = await solved('DAWID_SKENE');
		const { result } = (people as { output_values: JsonObject }).output_values;
		const other = result === 'cat' ? 'dog' : 'cat';
		const baseline = [1, 2, 3].map(() => ({ output_values: { result: other } }));
		await service.v1('PATCH', `/tasks/${task_id}`, { baseline_solutions: baseline });
		expect(await solved('DAWID_SKENE')).toEqual(people);
		expect(await solved('WEIGHTED_DYNAMIC_OVERLAP')).toMatchObject({
			output_values: { result: other },
		});
	});

	it('aggregates tasks with one accepted answer or more', async () => {
		service.emulator.seedData.addTaskSuites(pool, { count: 3, overlap: 1 });
		service.emulator.seedData.addTaskSuites(pool, { count: 2, overlap: 3 });
		service.emulator.switches.set({ operationRunMs: 0, operationPendingMs: 0 });
		const early = idOf(await start());
		expect(service.emulator.truth.solutions(early)).toHaveLength(100);
		service.clock.advance(5_000);
		const later = idOf(await start());
		expect(service.emulator.truth.solutions(later)).toHaveLength(105);
		expect(service.emulator.truth.solutions(early)).toHaveLength(100);
	});

	it('does not count empty fields, and leaves out fields and tasks without any answer', async () => {
		const { seedData, switches, truth } = service.emulator;
		switches.set({ operationRunMs: 0, operationPendingMs: 0, bySkillNeedsMixer: false });
		const outputSpec: Record<string, FieldSpec> = {
			result: { type: 'string', allowed_values: ['cat', 'dog'], required: false },
			isOld: { type: 'boolean', required: false },
		};
		const { id: pool_id } = seedData.addPool({ status: 'OPEN', outputSpec });
		const tasks = seedData
			.addTaskSuites(pool_id, { count: 2, overlap: 3 })
			.map((suite) => truth.taskSuites(pool_id).find(({ id }) => id === suite)?.tasks[0]?.id);
		const answers: JsonObject[] = [
			{ result: 'dog' },
			{},
			{ result: null },
			{},
			{},
			{ isOld: true },
		];
		for (const answer of answers) {
			const taken = await service.control('POST', `/pools/${pool_id}/take`, {});
			await service.control('POST', `/assignments/${idOf(taken)}/submit`, { answers: [answer] });
		}
		const bySkill = { type: 'WEIGHTED_DYNAMIC_OVERLAP', answer_weight_skill_id: skill };
		const fields = [{ name: 'result' }, { name: 'isOld' }];
		const one = truth.solutions(idOf(await start({ pool_id })));
		const several = truth.solutions(idOf(await start({ pool_id, ...bySkill, fields })));
		expect(one).toMatchObject([{ output: { result: 'dog' }, confidence: 1 }]);
		expect(several.map(({ output }) => output)).toEqual([{ result: 'dog' }, { isOld: true }]);
		expect([...one, ...several].map(({ taskId }) => taskId)).toEqual([tasks[0], ...tasks]);
	});
});
