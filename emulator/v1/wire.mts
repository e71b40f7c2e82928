import { formatSpec } from '../service/inputSpec.mts';
import type { JsonObject } from '../json.mts';
import type { World } from '../world.mts';
import type { Pool, PoolProject, Skill, Task, TaskSuite } from './entities.mts';

const DIGITS = 3;

/** A suite with its server-set fields (toloka-api §6.2). */
export function formatSuite(world: World, suite: TaskSuite): JsonObject {
	const wire: JsonObject = {
		id: suite.id,
		pool_id: suite.pool.id,
		tasks: suite.tasks.map(formatTask),
		infinite_overlap: suite.overlap === null,
		remaining_overlap: suite.overlap ?? 0,
		reserved_for: suite.reservedFor,
		unavailable_for: suite.unavailableFor,
		issuing_order_override: suite.issuingOrder,
		mixed: suite.mixed,
		automerged: false,
		created: world.wireDate(suite.createdUs, DIGITS),
	};
	if (suite.overlap !== null) {
		wire.overlap = suite.overlap;
	}
	if (suite.place !== null) {
		wire.longitude = suite.place.longitude;
		wire.latitude = suite.place.latitude;
	}
	return wire;
}

function formatTask(task: Task): JsonObject {
	const wire: JsonObject = { id: task.id, input_values: task.input };
	if (task.knownSolutions !== null) {
		wire.known_solutions = task.knownSolutions;
	}
	if (task.baselineSolutions !== null) {
		wire.baseline_solutions = task.baselineSolutions;
	}
	if (task.hint !== null) {
		wire.message_on_unknown_solution = task.hint;
	}
	return wire;
}

export function formatPool(world: World, pool: Pool): JsonObject {
	const wire: JsonObject = {
		id: pool.id,
		project_id: pool.project.id,
		private_name: pool.privateName,
		status: pool.status,
		created: world.wireDate(pool.createdUs, DIGITS),
		will_expire: world.wireDate(pool.createdUs + YEAR_US, DIGITS),
		reward_per_assignment: 0.02,
		may_contain_adult_content: false,
		assignment_max_duration_seconds: 600,
		auto_accept_solutions: true,
		defaults: formatDefaults(pool),
		owner: OWNER,
		type: pool.type,
	};
	if (pool.lastCloseReason !== null) {
		wire.last_close_reason = pool.lastCloseReason;
	}
	if (pool.lastStartedUs !== null) {
		wire.last_started = world.wireDate(pool.lastStartedUs, DIGITS);
	}
	if (pool.lastStoppedUs !== null) {
		wire.last_stopped = world.wireDate(pool.lastStoppedUs, DIGITS);
	}
	return wire;
}

export function formatProject(world: World, project: PoolProject): JsonObject {
	return {
		id: project.id,
		public_name: project.publicName,
		public_description: project.publicDescription,
		public_instructions: '',
		private_comment: '',
		task_spec: {
			input_spec: formatSpec(project.inputSpec),
			output_spec: formatSpec(project.outputSpec),
			view_spec: { type: 'tb', config: '{}' },
		},
		assignments_issuing_type: project.issuing,
		localization_config: { default_language: 'EN' },
		owner: OWNER,
		status: project.status,
		created: world.wireDate(project.createdUs, DIGITS),
	};
}

export function formatSkill(world: World, skill: Skill): JsonObject {
	return {
		id: skill.id,
		name: skill.name,
		hidden: false,
		training: false,
		owner: OWNER,
		created: world.wireDate(skill.createdUs, DIGITS),
	};
}

/** The account that owns everything; also what `GET /requester` names. */
export const OWNER: JsonObject = {
	id: '566ec2b0ff0deeaae5f9d500',
	myself: true,
	company_id: '1',
};

const YEAR_US = 365 * 86_400 * 1_000_000;

function formatDefaults(pool: Pool): JsonObject {
	return pool.defaultOverlap === null
		? {}
		: {
				default_overlap_for_new_task_suites: pool.defaultOverlap,
				default_overlap_for_new_tasks: pool.defaultOverlap,
			};
}
