import type { Microseconds } from '../../dates.mts';
import type { World } from '../../world.mts';
import { callToAllPools } from '../assignments/staffing.mts';
import { skillOf } from './admission.mts';
import type { UserSkill } from './entities.mts';

/** Who has it now may be let in where they were turned away. */
export function setUserSkill(
	world: World,
	{ skillId, userId, value }: Pick<UserSkill, 'skillId' | 'userId' | 'value'>,
	atUs: Microseconds,
): { skill: UserSkill; isNew: boolean } {
	const known = skillOf(world, skillId, userId);
	const { id, createdUs } = known ?? { id: world.nextNumber(), createdUs: atUs };
	const skill = { id, skillId, userId, value, createdUs, modifiedUs: atUs };
	world.userSkills.set(id, skill);
	callToAllPools(world, atUs);
	return { skill, isNew: known === undefined };
}
