import type { Microseconds } from '../../dates.mts';
import { isJsonObject, type Json } from '../../json.mts';
import type { World } from '../../world.mts';
import type { Pool } from '../entities.mts';
import type { UserSkill } from './entities.mts';
import { globalSkillOf } from './languageSkills.mts';
import { profileOf } from './people.mts';
import { holdsAt, keepsAway } from './restrictions.mts';
import { hasPassed } from './training.mts';

/**
 * Whether a performer may take suites of a pool: its filter admits them, they have passed its
 * training, and no restriction applies.
 */
export function isAdmitted(world: World, pool: Pool, userId: string, atUs: Microseconds): boolean {
	const isRestricted = [...world.restrictions.values()].some(
		(one) => keepsAway(one, pool, userId) && holdsAt(one, atUs),
	);
	const isLetIn = !isRestricted && hasPassed(world, pool, userId);
	return isLetIn && fits(world, pool.settings.rest.filter, userId);
}

/** `and` of `or` of conditions (toloka-api §P3.4); those about unsimulated facts always hold. */
function fits(world: World, filter: Json | undefined, userId: string): boolean {
	if (!isJsonObject(filter)) return true;
	if (Array.isArray(filter.and)) return filter.and.every((part) => fits(world, part, userId));
	if (Array.isArray(filter.or)) return filter.or.some((part) => fits(world, part, userId));
	const known = valuesOf(world, userId, String(filter.category), String(filter.key));
	const { operator, value = null } = filter;
	return known === null || compares(known, String(operator), value);
}

/** A performer's values under a key, one or several; null = the fact is not simulated. */
function valuesOf(world: World, userId: string, category: string, key: string): Json[] | null {
	if (category === 'skill') {
		const global = globalSkillOf(key, userId);
		return [global === undefined ? (skillOf(world, key, userId)?.value ?? null) : global];
	}
	const { country, languages, adultAllowed, isOnPhone } = profileOf(userId);
	const known: Readonly<Record<string, Json[]>> = {
		'profile.country': [country],
		'profile.languages': [...languages],
		'profile.adult_allowed': [adultAllowed],
		'computed.country_by_ip': [country],
		'computed.country_by_phone': [country],
		'computed.client_type': [isOnPhone ? 'TOLOKA_APP' : 'BROWSER'],
		'computed.os_family': [isOnPhone ? 'ANDROID' : 'WINDOWS'],
		'computed.device_category': [isOnPhone ? 'SMARTPHONE' : 'PERSONAL_COMPUTER'],
	};
	return known[`${category}.${key}`] ?? null;
}

/** Returns a performer's skill, if they have it. */
export function skillOf(world: World, skillId: string, userId: string): UserSkill | undefined {
	return [...world.userSkills.values()].find(
		(one) => one.skillId === skillId && one.userId === userId,
	);
}

/** Tests a condition of a filter or of a quality control rule. */
export function compares(known: readonly Json[], operator: string, wanted: Json): boolean {
	const isOneOf = known.includes(wanted);
	const [first] = known;
	const both = typeof first === 'number' && typeof wanted === 'number' ? [first, wanted] : null;
	const [left = NaN, right = NaN] = both ?? [];
	switch (operator) {
		case 'EQ':
		case 'IN':
			return isOneOf;
		case 'NE':
		case 'NOT_IN':
			return !isOneOf;
		case 'GT':
			return left > right;
		case 'GTE':
			return left >= right;
		case 'LT':
			return left < right;
		case 'LTE':
			return left <= right;
		default:
			return true;
	}
}
