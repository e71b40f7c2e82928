import type { Problem } from '../../fields/cells/check';
import { performersReason } from '../../fields/cells/performers';
import { fieldRule, insteadOf } from '../../fields/cells/rules';
import type { SuiteJson } from './kinds';
import type { PoolRules } from './poolRules';

/** Problems in the settings of a suite, or of a task for a pool with smart mixing, input aside. */

const MAX_OVERLAP = 30_000;
const MAX_ISSUING_ORDER = 99_999.99999;
/** Fields that only suites have (toloka-api §6.2, §P2.2). */
const OF_SUITES = ['issuing_order_override', 'latitude', 'longitude', 'mixed'];

export function problemsOfFrame(json: SuiteJson, rules: PoolRules): Problem[] {
	return [
		...problemsFor('overlap', overlapReason(json, rules)),
		...['reserved_for', 'unavailable_for'].flatMap((field) =>
			problemsFor(field, performersReason(json[field])),
		),
		...(rules.kind.name === 'tasks' ? foreignFields(json) : problemsOfPlace(json, rules)),
		...problemsOfFlag(json, 'infinite_overlap'),
	];
}

/** Problems of a priority set in the node; only then must the pool be known to support it. */
export function problemsOfPriority(
	{ issuing_order_override: priority }: SuiteJson,
	{ issuesInOrder, kind }: PoolRules,
): Problem[] {
	if (kind.name === 'tasks' || !priority || issuesInOrder === true) return [];
	return [{ field: 'issuing_order_override', reason: ONLY_IN_ORDER }];
}

const ONLY_IN_ORDER = 'works only in pools that issue task suites in creation order';

function foreignFields(json: SuiteJson): Problem[] {
	const reason = 'is not for pools with smart mixing';
	return OF_SUITES.filter((field) => json[field] !== undefined).map((field) => ({ field, reason }));
}

function problemsOfPlace(json: SuiteJson, { needsPlace, issuesInOrder }: PoolRules): Problem[] {
	const isIgnored = issuesInOrder === false && Boolean(json.issuing_order_override);
	const missing = 'is required, because tasks are chosen on a map';
	return [
		...problemsOfRange(json, 'issuing_order_override', MAX_ISSUING_ORDER),
		...problemsFor('issuing_order_override', isIgnored ? ONLY_IN_ORDER : undefined),
		...problemsOfRange(json, 'longitude', 180),
		...problemsOfRange(json, 'latitude', 90),
		...['longitude', 'latitude'].flatMap((field) =>
			problemsFor(field, needsPlace && json[field] === undefined ? missing : undefined),
		),
		...problemsOfFlag(json, 'mixed'),
	];
}

function overlapReason(
	{ overlap, infinite_overlap: infinite }: SuiteJson,
	{ lacksDefaultOverlap: isRequired }: PoolRules,
): string | undefined {
	if (overlap === undefined) {
		return infinite !== true && isRequired
			? 'is required, because the pool has no default overlap'
			: undefined;
	}
	if (infinite === true) return 'must be absent when infinite_overlap is true';
	if (Number.isInteger(overlap) && isWithin(overlap, 1, MAX_OVERLAP)) return undefined;
	return `must be a whole number from 1 to ${MAX_OVERLAP}${insteadOf(overlap, ' without a comma')}`;
}

function problemsOfRange(json: SuiteJson, field: string, most: number): Problem[] {
	const value = json[field];
	if (value === undefined || isWithin(value, -most, most)) return [];
	const range = `must be a number from ${-most} to ${most}`;
	return [{ field, reason: `${range}${insteadOf(value, ' with a decimal point')}` }];
}

const flagReason = fieldRule({ type: 'boolean', required: false });

function problemsOfFlag(json: SuiteJson, field: string): Problem[] {
	return problemsFor(field, flagReason(json[field]));
}

function isWithin(value: unknown, least: number, most: number): boolean {
	return typeof value === 'number' && value >= least && value <= most;
}

/** The reason that a rule returned for a field, as problems. */
export function problemsFor(field: string, reason: string | undefined): Problem[] {
	return reason === undefined ? [] : [{ field, reason }];
}
