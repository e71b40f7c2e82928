import type { Microseconds } from '../../dates.mts';
import type { World } from '../../world.mts';
import { skillOf } from './admission.mts';
import { changeAccess } from './changing.mts';
import type { UserSkill } from './entities.mts';

/** The new value may admit the performer to pools, or exclude them. */
export function setUserSkill(
	world: World,
	{ skillId, userId, value }: Pick<UserSkill, 'skillId' | 'userId' | 'value'>,
	atUs: Microseconds,
): { skill: UserSkill; isNew: boolean } {
	const known = skillOf(world, skillId, userId);
	const { id, createdUs } = known ?? { id: world.nextNumber(), createdUs: atUs };
	const skill = { id, skillId, userId, value, createdUs, modifiedUs: atUs };
	changeSkill(world, skill, atUs, () => {
		world.userSkills.set(id, skill);
	});
	return { skill, isNew: known === undefined };
}

export function changeSkill(
	world: World,
	{ skillId, userId }: UserSkill,
	atUs: Microseconds,
	change: () => void,
): void {
	const reason = { pool_access_revoked_reason: 'SKILL_CHANGE', skill_id: skillId } as const;
	changeAccess(world, userId, reason, atUs, change);
}
