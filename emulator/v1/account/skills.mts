import type { Microseconds } from '../../dates.mts';
import type { JsonObject } from '../../json.mts';
import type { World } from '../../world.mts';
import type { Skill } from '../entities.mts';

const FIRST_SKILL_ID = 4_501;

export function addSkill(
	world: World,
	{ name, rest, createdUs }: { name: string; rest: JsonObject; createdUs: Microseconds },
): Skill {
	const id = String(FIRST_SKILL_ID + world.skills.size);
	const skill = { id, name, rest, createdUs, modifiedUs: createdUs };
	world.skills.set(id, skill);
	return skill;
}
