import type { FieldReader } from '../../service/fieldReader.mts';

const CATEGORIES = ['computed', 'profile', 'skill'];
const OPERATORS = ['EQ', 'NE', 'GT', 'GTE', 'LT', 'LTE', 'IN', 'NOT_IN'];
const BALANCES = ['BEST_CONCURRENT_USERS_BY_QUALITY', 'TOP_PERCENTAGE_BY_QUALITY'];
const MOST_INTERVALS = 10_000;
const BOUND = { min: 1, max: 1_000_000, integer: true };

/**
 * What the official OpenAPI demands of a pool's configs that are kept as sent. The official client
 * may omit the only `type` of dynamic overlap and pricing.
 */
export function checkConfigs(fields: FieldReader): void {
	checkBalance(fields.inside('speed_quality_balance'));
	checkDynamicOverlap(fields.inside('dynamic_overlap_config'));
	checkDynamicPricing(fields.inside('dynamic_pricing_config'));
	checkFilter(fields.inside('filter'));
}

function checkBalance(balance: FieldReader | null): void {
	balance?.require('type');
	balance?.oneOf('type', BALANCES);
	balance?.number('percent', { min: 10, max: 100, integer: true });
	balance?.number('count', { min: 0, max: 100, integer: true });
}

function checkDynamicOverlap(config: FieldReader | null): void {
	config?.require('max_overlap', 'min_confidence', 'answer_weight_skill_id', 'fields');
	config?.oneOf('type', ['BASIC']);
	config?.number('max_overlap', { min: 1, max: 30_000, integer: true });
	config?.number('min_confidence', { min: 0, max: 1 });
	config?.id('answer_weight_skill_id');
	for (const field of config?.each('fields') ?? []) {
		field.require('name');
		field.text('name');
	}
}

function checkDynamicPricing(config: FieldReader | null): void {
	if (config === null) return;
	config.require('skill_id', 'intervals');
	config.oneOf('type', ['SKILL']);
	config.id('skill_id');
	for (const interval of intervalsOf(config)) {
		interval.number('from');
		interval.number('to');
		interval.number('reward_per_assignment', { min: 0 });
	}
}

/** Where control or training tasks of smart mixing go (toloka-api §P3.3). */
export function checkDistribution(config: FieldReader | null): void {
	if (config === null) return;
	config.require('scope', 'distribution', 'window_days', 'intervals');
	config.oneOf('scope', ['POOL', 'PROJECT']);
	config.oneOf('distribution', ['UNIFORM']);
	config.number('window_days', { min: 1, max: 365, integer: true });
	for (const interval of intervalsOf(config)) {
		interval.require('from', 'frequency');
		interval.number('from', BOUND);
		interval.number('to', BOUND);
		interval.number('frequency', { min: 1, max: 10_000_000, integer: true });
	}
}

function intervalsOf(config: FieldReader): FieldReader[] {
	const intervals = config.each('intervals');
	if (intervals.length === 0) config.complain('intervals', 'ARRAY_SIZE_LESS_THAN_MIN', [1]);
	if (intervals.length > MOST_INTERVALS) {
		config.complain('intervals', 'ARRAY_SIZE_GREATER_THAN_MAX', [MOST_INTERVALS]);
	}
	return intervals;
}

/** `and` and `or` of conditions; the value may be null: a skill that nobody has set. */
function checkFilter(filter: FieldReader | null): void {
	if (filter === null) return;
	const names = Object.keys(filter.rest(['and', 'or']));
	names.flatMap((name) => filter.each(name)).forEach(checkFilter);
	if (names.length > 0) return;
	filter.require('category', 'key', 'operator');
	filter.oneOf('category', CATEGORIES);
	filter.oneOf('operator', OPERATORS);
}
