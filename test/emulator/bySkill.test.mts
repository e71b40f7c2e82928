import { expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { mostTrusted } from '../../emulator/v1/solutions/bySkill.mts';
import { HOUR, PLAIN_MIXER, staffedPool } from './pools.mts';
import { rowsOf, startService, type Service } from './service.mts';

interface Vote {
	value: string;
	user: string;
}

/** The example of the official guide, “Aggregation by skill”: skills of 70, 80 and 90. */
it.each([
	[['OK', 'OK', 'OK'], 0.988235],
	[['OK', 'BAD', 'OK'], 0.84],
])('Bayes: %j of two options has the confidence %f', (answers, confidence) => {
	const votes = answers.map((value, index) => ({ value, accuracy: 0.7 + index / 10 }));
	expect(mostTrusted(votes, 2)).toEqual({ value: 'OK', confidence });
});

it('the skill that is named decides, not the number of people', async () => {
	const service = await startService({ quotas: false });
	const pool = staffedPool(service, { mixerConfig: PLAIN_MIXER }).id;
	service.emulator.seedData.addTasks(pool, { count: 30, overlap: 3 });
	service.clock.advance(HOUR);
	const { task, lone, others } = await dividedTask(service, pool);
	const [skill_id = '', otherSkill = ''] = service.emulator.catalogue.skills().map(({ id }) => id);
	for (const { user, value } of [
		{ user: lone.user, value: 95 },
		...others.map(({ user }) => ({ user, value: 40 })),
	]) {
		await service.v1('PUT', '/user-skills', { skill_id, user_id: user, value });
	}
	const aggregated = async (skill: string): Promise<unknown> => {
		const wanted = { type: 'WEIGHTED_DYNAMIC_OVERLAP', fields: [{ name: 'result' }] };
		const sent = { ...wanted, pool_id: pool, task_id: task, answer_weight_skill_id: skill };
		return (await service.v1('POST', '/aggregated-solutions/aggregate-by-task', sent)).json;
	};
	const [right, wrong] = [0.95 * 0.3 * 0.3, 0.025 * 0.4 * 0.4];
	expect(await aggregated(skill_id)).toMatchObject({
		output_values: { result: lone.value },
		confidence: Number((right / (right + wrong + 0.025 * 0.3 * 0.3)).toFixed(6)),
	});
	expect(await aggregated(otherSkill)).toMatchObject({
		output_values: { result: others[0]?.value },
	});
});

/** A task that two people answered alike, and a third one differently. */
async function dividedTask(
	service: Service,
	pool: string,
): Promise<{ task: string; lone: Vote; others: Vote[] }> {
	const reply = await service.v1('GET', `/assignments?pool_id=${pool}&limit=300`);
	const votes = new Map<string, Vote[]>();
	for (const { user_id: user, tasks, solutions } of rowsOf<Row>(reply)) {
		tasks.forEach(({ id }, index) => {
			const value = String(solutions[index]?.output_values.result);
			votes.set(id, [...(votes.get(id) ?? []), { value, user }]);
		});
	}
	for (const [task, cast] of votes) {
		const lone = cast.find(({ value }) => cast.filter((one) => one.value === value).length === 1);
		const others = cast.filter((one) => one !== lone);
		if (lone !== undefined && others[0]?.value === others[1]?.value) return { task, lone, others };
	}
	throw new Error('Everybody agrees');
}

interface Row {
	user_id: string;
	tasks: Array<{ id: string }>;
	solutions: Array<{ output_values: JsonObject }>;
}
