import type { FieldReader } from '../../service/fieldReader.mts';

/** Those of the official OpenAPI, and the one that only the official client has. */
const COLLECTORS = [
	'ACCEPTANCE_RATE',
	'ANSWER_COUNT',
	'ASSIGNMENTS_ASSESSMENT',
	'ASSIGNMENT_SUBMIT_TIME',
	'CAPTCHA',
	'GOLDEN_SET',
	'INCOME',
	'MAJORITY_VOTE',
	'SKIPPED_IN_ROW_ASSIGNMENTS',
	'TRAINING',
	'USERS_ASSESSMENT',
];
const OPERATORS = ['EQ', 'NE', 'GT', 'GTE', 'LT', 'LTE'];
const SCOPES = ['POOL', 'PROJECT', 'ALL_PROJECTS'];
const UNITS = ['MINUTES', 'HOURS', 'DAYS', 'PERMANENT'];
const FREQUENCIES = ['LOW', 'MEDIUM', 'HIGH'];
const INTEGERS = { integer: true };

/** What a collector cannot count without (official API documents and client). */
const COLLECTOR_NEEDS: Readonly<Record<string, readonly string[]>> = {
	ASSIGNMENT_SUBMIT_TIME: ['fast_submit_threshold_seconds'],
	MAJORITY_VOTE: ['answer_threshold'],
};

/** Required parameters of each action; actions without any are in the OpenAPI by name only. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
	APPROVE_ALL_ASSIGNMENTS: [],
	CHANGE_OVERLAP: ['delta'],
	CLEAN_ASSIGNMENTS_HISTORY: [],
	CLEAN_COLLECTOR: [],
	REJECT_ALL_ASSIGNMENTS: ['public_comment'],
	RESTRICTION: ['scope'],
	RESTRICTION_V2: ['scope'],
	SET_POOL_COMPLETE: [],
	SET_SKILL: ['skill_id', 'skill_value'],
	SET_SKILL_FROM_OUTPUT_FIELD: ['skill_id', 'from_field'],
};

/** `quality_control` of a pool or a project (official OpenAPI, toloka-api §P3.4). */
export function checkQualityControl(fields: FieldReader): void {
	const control = fields.inside('quality_control');
	const requirement = control?.inside('training_requirement');
	requirement?.require('training_pool_id', 'training_passing_skill_value');
	requirement?.id('training_pool_id');
	requirement?.number('training_passing_skill_value', { min: 0, max: 100, integer: true });
	control?.oneOf('captcha_frequency', FREQUENCIES);
	for (const config of control?.each('configs') ?? []) {
		config.require('collector_config', 'rules');
		checkCollector(config.inside('collector_config'));
		config.each('rules').forEach(checkRule);
	}
}

function checkCollector(collector: FieldReader | null): void {
	collector?.require('type');
	const type = collector?.oneOf('type', COLLECTORS) ?? '';
	const needed = COLLECTOR_NEEDS[type] ?? [];
	if (needed.length > 0) collector?.require('parameters');
	const parameters = collector?.inside('parameters');
	parameters?.require(...needed);
	for (const name of ['history_size', 'answer_threshold', 'fast_submit_threshold_seconds']) {
		parameters?.number(name, INTEGERS);
	}
}

function checkRule(rule: FieldReader): void {
	rule.require('conditions', 'action');
	for (const condition of rule.each('conditions')) {
		condition.require('key', 'operator', 'value');
		condition.text('key');
		condition.oneOf('operator', OPERATORS);
	}
	checkAction(rule.inside('action'));
}

function checkAction(action: FieldReader | null): void {
	action?.require('type');
	const type = action?.oneOf('type', Object.keys(NEEDED)) ?? '';
	const needed = NEEDED[type] ?? [];
	if (needed.length > 0) action?.require('parameters');
	const parameters = action?.inside('parameters');
	parameters?.require(...needed);
	parameters?.oneOf('scope', SCOPES);
	parameters?.oneOf('duration_unit', UNITS);
	parameters?.number('skill_value', { min: 0, max: 100, integer: true });
	parameters?.id('skill_id');
	parameters?.flag('open_pool');
	for (const name of ['from_field', 'private_comment', 'public_comment']) parameters?.text(name);
	for (const name of ['delta', 'duration', 'duration_days']) parameters?.number(name, INTEGERS);
}
