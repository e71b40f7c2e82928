import { expect, it } from 'vitest';
import type { Json, JsonObject } from '../../emulator/json.mts';
import { poolBody } from './pools.mts';
import { rule, when } from './rules.mts';
import { startService, type Service } from './service.mts';

const REJECTED = [when('assessment_event', 'EQ', 'REJECT')];
const configOf = (control: JsonObject): JsonObject => (control.configs as JsonObject[])[0] ?? {};

async function complaintsAbout(service: Service, control: Json): Promise<JsonObject> {
	const sent = poolBody({ quality_control: control });
	const reply = await service.v1('POST', '/pools', sent);
	const { payload } = reply.json as { payload?: Record<string, { code: string }> };
	return Object.fromEntries(Object.entries(payload ?? {}).map(([path, { code }]) => [path, code]));
}

const good = rule('ASSIGNMENTS_ASSESSMENT', {}, REJECTED, 'CHANGE_OVERLAP', { delta: 1 });
const { rules } = configOf(good);

/** From the official OpenAPI, `PoolQualityControl`. */
it.each<[string, Json, JsonObject]>([
	['nothing', good, {}],
	['a list', [], { quality_control: 'OBJECT_EXPECTED' }],
	['rules that are none', { configs: {} }, { 'quality_control.configs': 'ARRAY_EXPECTED' }],
	[
		'a training without its level',
		{ training_requirement: { training_pool_id: '1' } },
		{ 'quality_control.training_requirement.training_passing_skill_value': 'VALUE_REQUIRED' },
	],
	[
		'no collector',
		{ configs: [{ rules }] },
		{ 'quality_control.configs.0.collector_config': 'VALUE_REQUIRED' },
	],
	[
		'a collector that is unknown',
		{ configs: [configOf(good), configOf(rule('MOOD', {}, [], 'SET_POOL_COMPLETE'))] },
		{ 'quality_control.configs.1.collector_config.type': 'UNKNOWN_ENUM_VALUE' },
	],
	[
		'an operator and an action that are unknown',
		rule('INCOME', {}, [when('income_sum_for_last_24_hours', 'OVER', 5)], 'PRAISE'),
		{
			'quality_control.configs.0.rules.0.conditions.0.operator': 'UNKNOWN_ENUM_VALUE',
			'quality_control.configs.0.rules.0.action.type': 'UNKNOWN_ENUM_VALUE',
		},
	],
	[
		'a ban from nowhere',
		rule('INCOME', {}, [], 'RESTRICTION_V2', { duration: 1, duration_unit: 'WEEKS' }),
		{
			'quality_control.configs.0.rules.0.action.parameters.scope': 'VALUE_REQUIRED',
			'quality_control.configs.0.rules.0.action.parameters.duration_unit': 'UNKNOWN_ENUM_VALUE',
		},
	],
	[
		'a majority, and a time, of unknown size',
		{
			configs: [
				configOf(rule('MAJORITY_VOTE', { history_size: 5 }, [], 'SET_POOL_COMPLETE')),
				{ collector_config: { type: 'ASSIGNMENT_SUBMIT_TIME' }, rules: [] },
			],
		},
		{
			'quality_control.configs.0.collector_config.parameters.answer_threshold': 'VALUE_REQUIRED',
			'quality_control.configs.1.collector_config.parameters': 'VALUE_REQUIRED',
		},
	],
	[
		'parameters of other types',
		{
			captcha_frequency: 'OFTEN',
			training_requirement: { training_pool_id: {}, training_passing_skill_value: 0.5 },
			configs: [
				configOf(
					rule('GOLDEN_SET', { history_size: '5' }, [], 'SET_SKILL', {
						skill_id: [],
						skill_value: 1.5,
					}),
				),
				configOf(rule('INCOME', {}, [], 'CHANGE_OVERLAP', { delta: 0.5, open_pool: 'yes' })),
			],
		},
		{
			'quality_control.captcha_frequency': 'UNKNOWN_ENUM_VALUE',
			'quality_control.training_requirement.training_pool_id': 'STRING_EXPECTED',
			'quality_control.training_requirement.training_passing_skill_value': 'INTEGER_EXPECTED',
			'quality_control.configs.0.collector_config.parameters.history_size': 'INTEGER_EXPECTED',
			'quality_control.configs.0.rules.0.action.parameters.skill_id': 'STRING_EXPECTED',
			'quality_control.configs.0.rules.0.action.parameters.skill_value': 'INTEGER_EXPECTED',
			'quality_control.configs.1.rules.0.action.parameters.delta': 'INTEGER_EXPECTED',
			'quality_control.configs.1.rules.0.action.parameters.open_pool': 'BOOLEAN_EXPECTED',
		},
	],
])('reports %s in rules of quality control', async (_what, control, complaints) => {
	expect(await complaintsAbout(await startService(), control)).toEqual(complaints);
});

it('reports the same in rules of a project', async () => {
	const service = await startService();
	const project = (await service.v1('GET', '/projects/70001')).json as JsonObject;
	const sent = { ...project, quality_control: { configs: [{ rules }] } };
	expect((await service.v1('PUT', '/projects/70001', sent)).json).toMatchObject({
		payload: { 'quality_control.configs.0.collector_config': { code: 'VALUE_REQUIRED' } },
	});
});
