import { expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { rowsOf, useService } from './service.mts';
import { poolBody } from './pools.mts';
import { rule, when } from './rules.mts';

const service = useService();

/** Has one task answered by three people, by hand; returns their share of right answers. */
async function sharesAfter(outputSpec: JsonObject, answers: JsonObject[]): Promise<number[]> {
	const skill = String(service.emulator.catalogue.skills()[0]?.id);
	const project = await service.v1('POST', '/projects', {
		public_name: 'Votes',
		public_description: 'What the majority thinks',
		assignments_issuing_type: 'AUTOMATED',
		task_spec: {
			input_spec: { image: { type: 'url' } },
			output_spec: outputSpec,
			view_spec: { type: 'classic', markup: '<div></div>', script: '', styles: '' },
		},
	});
	const control = rule(
		'MAJORITY_VOTE',
		{ answer_threshold: 2 },
		[when('total_answers_count', 'GTE', 1)],
		'SET_SKILL_FROM_OUTPUT_FIELD',
		{ skill_id: skill, from_field: 'correct_answers_rate' },
	);
	const { id: project_id } = project.json as { id: string };
	const made = await service.v1(
		'POST',
		'/pools',
		poolBody({ project_id, quality_control: control }),
	);
	const { id: pool_id } = made.json as { id: string };
	const input_values = { image: 'https://images.example.org/1.jpg' };
	await service.v1('POST', '/task-suites', {
		pool_id,
		overlap: answers.length,
		tasks: [{ input_values }],
	});
	service.emulator.seedData.openPool(pool_id);
	for (const answer of answers) {
		const taken = await service.control('POST', `/pools/${pool_id}/take`, {});
		const { id } = taken.json as { id: string };
		await service.control('POST', `/assignments/${id}/submit`, { answers: [answer] });
	}
	const rows = rowsOf<{ exact_value: number }>(
		await service.v1('GET', `/user-skills?skill_id=${skill}&sort=created`),
	);
	return rows.map(({ exact_value: value }) => value).sort((left, right) => right - left);
}

it('the majority agrees on the required outputs, whatever the others are (official API documents)', async () => {
	const spec = { result: { type: 'string' }, comment: { type: 'string', required: false } };
	const answers = ['cat', 'cat', 'dog'].map((result, index) => ({ result, comment: `${index}` }));
	expect(await sharesAfter(spec, answers)).toEqual([100, 100, 0]);
});

it('the majority agrees on all required outputs', async () => {
	const spec = { animal: { type: 'string' }, color: { type: 'string' } };
	const answers = ['red', 'red', 'blue'].map((color) => ({ animal: 'cat', color }));
	expect(await sharesAfter(spec, answers)).toEqual([100, 100, 0]);
});
