import { REQUESTER_ID } from '../../account.mts';
import type { JsonObject } from '../../json.mts';
import { formatSpec } from '../../service/inputSpec.mts';
import type { World } from '../../world.mts';
import type { PoolProject, Skill } from '../entities.mts';
import { GLOBAL_SKILLS } from '../users/languageSkills.mts';

const DIGITS = 3;

/** The account that owns everything, as in `GET /requester`. */
export const OWNER: JsonObject = {
	id: REQUESTER_ID,
	myself: true,
	company_id: '1',
};

/** Who owns what belongs to the service itself: no source says. */
const SERVICE: JsonObject = { id: '1', myself: false };

export function formatProject(world: World, project: PoolProject): JsonObject {
	return {
		id: project.id,
		public_name: project.publicName,
		public_description: project.publicDescription,
		public_instructions: '',
		private_comment: '',
		localization_config: { default_language: 'EN' },
		...project.rest,
		task_spec: {
			input_spec: formatSpec(project.inputSpec),
			output_spec: formatSpec(project.outputSpec),
			view_spec: project.viewSpec,
		},
		assignments_issuing_type: project.issuing,
		owner: OWNER,
		status: project.status,
		created: world.wireDate(project.createdUs, DIGITS),
	};
}

export function formatSkill(world: World, skill: Skill): JsonObject {
	return {
		id: skill.id,
		name: skill.name,
		hidden: true,
		training: false,
		deprecated: false,
		...skill.rest,
		global: GLOBAL_SKILLS.has(skill.id),
		owner: GLOBAL_SKILLS.has(skill.id) ? SERVICE : OWNER,
		created: world.wireDate(skill.createdUs, DIGITS),
	};
}
