import { readRoutes, type Collection } from '../../service/collection.mts';
import { found } from '../../service/errors.mts';
import { FieldReader } from '../../service/fieldReader.mts';
import type { ServiceRoute } from '../../service/route.mts';
import type { Skill } from '../entities.mts';
import { GLOBAL_SKILLS } from '../users/languageSkills.mts';
import { addSkill } from './skills.mts';
import { formatSkill } from './wire.mts';

const skills: Collection<Skill> = {
	pattern: '/skills',
	spec: {
		fields: {
			id: { kind: 'id', read: (skill) => skill.id },
			created: { kind: 'date', read: (skill) => skill.createdUs },
			modified: { kind: 'date', read: (skill) => skill.modifiedUs },
			name: { kind: 'text', read: (skill) => skill.name },
			global: { kind: 'text', read: ({ id }) => String(GLOBAL_SKILLS.has(id)) },
		},
		sortable: ['id', 'created'],
		ranges: ['id', 'created', 'modified'],
		exact: ['name', 'global'],
		/** The official client's maximum; 300 in older documents (toloka-api §P8.2). */
		limits: { initial: 50, max: 100 },
		defaultSort: 'id',
	},
	entriesOf: (world) => new Map([...world.skills, ...GLOBAL_SKILLS]),
	format: formatSkill,
};

/** Kept as sent, without effect. */
const REST = [
	'private_comment',
	'hidden',
	'skill_ttl_hours',
	'training',
	'deprecated',
	'public_name',
	'public_requester_description',
];
const SERVER_SET = ['id', 'created', 'owner', 'type', 'modified', 'global'];

const [list, one] = readRoutes(skills);

/** Skills (toloka-api §P8.2). A list has the requester's own unless `global` says otherwise. */
export const skillRoutes: readonly ServiceRoute[] = [
	{
		...list,
		handle: (world, request) =>
			list.handle(world, { ...request, query: { global: 'false', ...request.query } }),
	},
	one,
	{
		method: 'POST',
		pattern: '/skills',
		query: [],
		handle: (world, { body }) => {
			const wanted = readSkill(FieldReader.ofBody(body));
			world.quotas.takeCreation('skills');
			const skill = addSkill(world, { ...wanted, createdUs: world.nowUs() });
			return { status: 201, body: formatSkill(world, skill) };
		},
	},
	{
		method: 'PUT',
		pattern: '/skills/{id}',
		query: [],
		handle: (world, { params, body }) => {
			const skill = found(world.skills.get(params.id ?? ''));
			Object.assign(skill, readSkill(FieldReader.ofBody(body)), { modifiedUs: world.nowUs() });
			return { status: 200, body: formatSkill(world, skill) };
		},
	},
];

function readSkill(fields: FieldReader): Pick<Skill, 'name' | 'rest'> {
	fields.allowOnly([...REST, ...SERVER_SET, 'name']);
	fields.require('name');
	for (const name of ['hidden', 'training', 'deprecated']) fields.flag(name);
	fields.text('private_comment');
	for (const name of ['public_name', 'public_requester_description']) fields.object(name);
	fields.number('skill_ttl_hours', { min: 1, integer: true });
	const skill = { name: fields.text('name', 128) ?? '', rest: fields.rest(REST) };
	fields.finish();
	return skill;
}
