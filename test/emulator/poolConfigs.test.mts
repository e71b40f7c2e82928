import { expect, it } from 'vitest';
import type { JsonObject } from '../../emulator/json.mts';
import { poolBody } from './pools.mts';
import { startService } from './service.mts';

const OVERLAP = {
	type: 'BASIC',
	max_overlap: 5,
	min_confidence: 0.9,
	answer_weight_skill_id: '4501',
	fields: [{ name: 'result' }],
};
const CONDITION = { category: 'skill', key: '4501', operator: 'EQ', value: null };
const PRICING: JsonObject = {
	type: 'SKILL',
	skill_id: '4501',
	intervals: [{ from: 50, to: 79, reward_per_assignment: 0.05 }, { from: 80 }],
};

/** Limits and values of the official OpenAPI; filters: official guide, “Filters”. */
it.each<[string, JsonObject, string]>([
	['reward_per_assignment', { reward_per_assignment: 0.004 }, 'VALUE_LESS_THAN_MIN'],
	['speed_quality_balance.type', { speed_quality_balance: {} }, 'VALUE_REQUIRED'],
	[
		'speed_quality_balance.percent',
		{ speed_quality_balance: { type: 'TOP_PERCENTAGE_BY_QUALITY', percent: 5 } },
		'VALUE_LESS_THAN_MIN',
	],
	[
		'speed_quality_balance.count',
		{ speed_quality_balance: { type: 'BEST_CONCURRENT_USERS_BY_QUALITY', count: 101 } },
		'VALUE_GREATER_THAN_MAX',
	],
	[
		'dynamic_overlap_config.min_confidence',
		{ dynamic_overlap_config: { ...OVERLAP, min_confidence: 1.5 } },
		'VALUE_GREATER_THAN_MAX',
	],
	[
		'dynamic_overlap_config.answer_weight_skill_id',
		{ dynamic_overlap_config: { ...OVERLAP, answer_weight_skill_id: null } },
		'VALUE_REQUIRED',
	],
	[
		'dynamic_overlap_config.fields.0.name',
		{ dynamic_overlap_config: { ...OVERLAP, fields: [{}] } },
		'VALUE_REQUIRED',
	],
	[
		'dynamic_overlap_config.answer_weight_skill_id',
		{ dynamic_overlap_config: { ...OVERLAP, answer_weight_skill_id: {} } },
		'STRING_EXPECTED',
	],
	[
		'dynamic_overlap_config.fields.0.name',
		{ dynamic_overlap_config: { ...OVERLAP, fields: [{ name: [] }] } },
		'STRING_EXPECTED',
	],
	[
		'dynamic_pricing_config.skill_id',
		{ dynamic_pricing_config: { ...PRICING, skill_id: {} } },
		'STRING_EXPECTED',
	],
	[
		'assignment_max_duration_seconds',
		{ assignment_max_duration_seconds: 2_147_483_648 },
		'VALUE_GREATER_THAN_MAX',
	],
	[
		'dynamic_pricing_config.intervals',
		{ dynamic_pricing_config: { ...PRICING, intervals: [] } },
		'ARRAY_SIZE_LESS_THAN_MIN',
	],
	[
		'dynamic_pricing_config.type',
		{ dynamic_pricing_config: { ...PRICING, type: 'AGE' } },
		'UNKNOWN_ENUM_VALUE',
	],
	[
		'filter.and.0.or.0.category',
		{ filter: { and: [{ or: [{ ...CONDITION, category: 'skills' }] }] } },
		'UNKNOWN_ENUM_VALUE',
	],
	[
		'filter.or.1.operator',
		{ filter: { or: [CONDITION, { ...CONDITION, operator: 'LIKE' }] } },
		'UNKNOWN_ENUM_VALUE',
	],
	['filter.key', { filter: { category: 'skill', operator: 'EQ', value: 1 } }, 'VALUE_REQUIRED'],
])('pools are refused for %s in %j', async (name, extra, code) => {
	const service = await startService();
	const { status, json } = await service.v1('POST', '/pools', poolBody(extra));
	expect(status).toBe(400);
	expect(json).toMatchObject({ payload: { [name]: { code } } });
});

it('dynamic pricing has its only type, even if none was sent', async () => {
	const service = await startService();
	const { type: _only, ...untyped } = PRICING;
	const reply = await service.v1('POST', '/pools', poolBody({ dynamic_pricing_config: untyped }));
	expect(reply.json).toMatchObject({ dynamic_pricing_config: PRICING });
});

it.each<JsonObject>([
	{ reward_per_assignment: 0 },
	{ reward_per_assignment: 0.005 },
	{ speed_quality_balance: { type: 'TOP_PERCENTAGE_BY_QUALITY', percent: 10 } },
	{ dynamic_overlap_config: OVERLAP },
	{ dynamic_pricing_config: PRICING },
	{ filter: { and: [{ or: [CONDITION] }, CONDITION] } },
])('pools are created with %j', async (extra) => {
	const service = await startService();
	const { status, json } = await service.v1('POST', '/pools', poolBody(extra));
	expect(status).toBe(201);
	expect(json).toMatchObject(extra);
});
