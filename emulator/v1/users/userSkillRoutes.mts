import type { JsonObject } from '../../json.mts';
import { deleteRoute, readRoutes, type Collection } from '../../service/collection.mts';
import { FieldReader } from '../../service/fieldReader.mts';
import type { Reply, ServiceRequest, ServiceRoute } from '../../service/route.mts';
import type { World } from '../../world.mts';
import type { UserSkill } from './entities.mts';
import { changeSkill, setUserSkill } from './userSkills.mts';

const DIGITS = 3;

const userSkills: Collection<UserSkill> = {
	pattern: '/user-skills',
	spec: {
		fields: {
			id: { kind: 'id', read: ({ id }) => id },
			created: { kind: 'date', read: ({ createdUs }) => createdUs },
			modified: { kind: 'date', read: ({ modifiedUs }) => modifiedUs },
			user_id: { kind: 'text', read: ({ userId }) => userId },
			skill_id: { kind: 'text', read: ({ skillId }) => skillId },
		},
		sortable: ['id', 'created', 'modified'],
		ranges: ['id', 'created', 'modified'],
		exact: ['user_id', 'skill_id'],
		limits: { initial: 50, max: 1_000 },
		defaultSort: 'id',
	},
	entriesOf: (world) => world.userSkills,
	format,
};

/** Skills of performers (toloka-api §P8.2). */
export const userSkillRoutes: readonly ServiceRoute[] = [
	{ method: 'PUT', pattern: '/user-skills', query: [], handle: put },
	...readRoutes(userSkills),
	deleteRoute(userSkills, (world, skill, remove) => {
		changeSkill(world, skill, world.nowUs(), remove);
	}),
];

/** 201 for a new skill of a performer, 200 for a changed one. */
function put(world: World, { body }: ServiceRequest): Reply {
	const fields = FieldReader.ofBody(body);
	fields.allowOnly(['skill_id', 'user_id', 'value', 'reason']);
	fields.require('skill_id', 'user_id', 'value');
	const skillId = fields.id('skill_id') ?? '';
	const userId = fields.text('user_id') ?? '';
	const value = fields.number('value', { min: 0, max: 100 }) ?? 0;
	fields.text('reason');
	if (!world.skills.has(skillId)) fields.complain('skill_id', 'ENTITY_DOES_NOT_EXIST');
	fields.finish();
	const { skill, isNew } = setUserSkill(world, { skillId, userId, value }, world.nowUs());
	return { status: isNew ? 201 : 200, body: format(world, skill) };
}

/** `value` is rounded; `exact_value` is not. */
function format(world: World, skill: UserSkill): JsonObject {
	return {
		id: skill.id,
		skill_id: skill.skillId,
		user_id: skill.userId,
		value: Math.round(skill.value),
		exact_value: skill.value,
		created: world.wireDate(skill.createdUs, DIGITS),
		modified: world.wireDate(skill.modifiedUs, DIGITS),
	};
}
