import type { Problem } from '../fields/check';
import { DECIMAL_COMMA } from '../fields/patterns';
import { shown } from '../fields/shown';
import type { SuiteJson } from './kinds';
import type { PoolRules } from './poolRules';

/** What stands around the tasks of a suite, or beside the input of a task for a pool that mixes. */

const MAX_OVERLAP = 30_000;
const MAX_ISSUING_ORDER = 99_999.99999;
/** Only suites have them (toloka-api §6.2, §P2.2). */
const OF_SUITES = ['issuing_order_override', 'latitude', 'longitude', 'mixed'];

/** Everything wrong with it. */
export function problemsOfFrame(json: SuiteJson, rules: PoolRules): Problem[] {
	return [
		...problemsOfOverlap(json, rules),
		...['reserved_for', 'unavailable_for'].flatMap((field) => problemsOfUsers(json, field)),
		...(rules.kind.name === 'tasks' ? foreignFields(json) : problemsOfPlace(json, rules)),
		...problemsOfFlag(json, 'infinite_overlap'),
	];
}

/** A priority that is wished for in the node itself; elsewhere the pool need not say that it works. */
export function problemsOfPriority(
	{ issuing_order_override: priority }: SuiteJson,
	{ issuesInOrder, kind }: PoolRules,
): Problem[] {
	if (kind.name === 'tasks' || !priority || issuesInOrder === true) return [];
	return [problem('issuing_order_override', ONLY_IN_ORDER)];
}

const ONLY_IN_ORDER = 'works only in pools that issue task suites in creation order';

function foreignFields(json: SuiteJson): Problem[] {
	return OF_SUITES.filter((field) => json[field] !== undefined).map((field) =>
		problem(field, 'is not for pools that mix tasks (smart mixing)'),
	);
}

function problemsOfPlace(json: SuiteJson, { needsPlace, issuesInOrder }: PoolRules): Problem[] {
	const isIgnored = issuesInOrder === false && Boolean(json.issuing_order_override);
	return [
		...problemsOfRange(json, 'issuing_order_override', MAX_ISSUING_ORDER),
		...(isIgnored ? [problem('issuing_order_override', ONLY_IN_ORDER)] : []),
		...problemsOfRange(json, 'longitude', 180),
		...problemsOfRange(json, 'latitude', 90),
		...['longitude', 'latitude']
			.filter((field) => needsPlace && json[field] === undefined)
			.map((field) => problem(field, 'is required, because tasks are chosen on a map')),
		...problemsOfFlag(json, 'mixed'),
	];
}

function problemsOfOverlap(
	{ overlap, infinite_overlap: infinite }: SuiteJson,
	{ lacksDefaultOverlap: isRequired }: PoolRules,
): Problem[] {
	if (overlap === undefined) {
		return infinite === true || !isRequired
			? []
			: [problem('overlap', 'is required, because the pool has no default overlap')];
	}
	if (infinite === true) {
		return [problem('overlap', 'must be absent when infinite_overlap is true')];
	}
	return Number.isInteger(overlap) && isWithin(overlap, 1, MAX_OVERLAP)
		? []
		: [problem('overlap', `must be a whole number from 1 to ${MAX_OVERLAP}${given(overlap)}`)];
}

function problemsOfRange(json: SuiteJson, field: string, most: number): Problem[] {
	const value = json[field];
	return value === undefined || isWithin(value, -most, most)
		? []
		: [problem(field, `must be a number from ${-most} to ${most}${given(value)}`)];
}

/** What was given in place of a number. */
function given(value: unknown): string {
	if (typeof value === 'number') return '';
	const isWithComma = typeof value === 'string' && DECIMAL_COMMA.test(value);
	return `${isWithComma ? ' with a decimal point' : ''}, is ${shown(value)}`;
}

function problemsOfFlag(json: SuiteJson, field: string): Problem[] {
	return json[field] === undefined || typeof json[field] === 'boolean'
		? []
		: [problem(field, 'must be true or false')];
}

function problemsOfUsers(json: SuiteJson, field: string): Problem[] {
	const users = json[field];
	if (users === undefined) return [];
	if (!Array.isArray(users) || !users.every((user) => typeof user === 'string')) {
		return [problem(field, 'must be a list of user ids')];
	}
	return new Set(users).size === users.length ? [] : [problem(field, 'names a user twice')];
}

function isWithin(value: unknown, least: number, most: number): boolean {
	return typeof value === 'number' && value >= least && value <= most;
}

function problem(field: string, reason: string): Problem {
	return { field, reason };
}
