import { US_PER_MS } from '../../dates.mts';
import type { Skill } from '../entities.mts';
import { profileOf } from './people.mts';

const BEGINNING_US = Date.UTC(2017, 0, 1) * US_PER_MS;

/** What everybody has who passed the service's test (official client, `Languages`). */
const PASSED = 100;

/** Languages by the ids of the skills of those who passed their test (official client, `Languages`). */
const LANGUAGES: Readonly<Record<string, string>> = {
	'26296': 'RU',
	'26366': 'EN',
	'26377': 'DE',
	'26513': 'JA',
	'26711': 'FR',
	'26714': 'PT',
	'29789': 'SV',
	'30724': 'AR',
	'32346': 'ES',
	'39821': 'ID',
	'44742': 'ZH-HANS',
	'44954': 'HE',
	'48836': 'UK',
	'54378': 'HU',
};

const SINCE = { createdUs: BEGINNING_US, modifiedUs: BEGINNING_US };

/** Skills that the service itself sets, for all requesters. */
export const GLOBAL_SKILLS: ReadonlyMap<string, Skill> = new Map(
	Object.entries(LANGUAGES).map(([id, language]) => [
		id,
		{ id, name: `Verified language: ${language}`, ...SINCE, rest: { hidden: false } },
	]),
);

/** A performer's value of a global skill; null = none, undefined = this is no global skill. */
export function globalSkillOf(skillId: string, userId: string): number | null | undefined {
	const language = LANGUAGES[skillId];
	if (language === undefined) return undefined;
	return profileOf(userId).verifiedLanguages.includes(language) ? PASSED : null;
}
