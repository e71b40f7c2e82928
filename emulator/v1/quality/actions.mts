import type { Microseconds } from '../../dates.mts';
import type { JsonObject } from '../../json.mts';
import type { World } from '../../world.mts';
import { ownTasks } from '../assignments/finishing.mts';
import { review } from '../assignments/reviewing.mts';
import { noteWork } from '../assignments/staffing.mts';
import type { Assignment } from '../entities.mts';
import { startRunning } from '../pools/opening.mts';
import type { Restriction } from '../users/entities.mts';
import { restrict } from '../users/restricting.mts';
import { sameAs } from '../users/restrictions.mts';
import { setUserSkill } from '../users/userSkills.mts';
import type { Case, Facts } from './collectors.mts';
import { assignmentsOf } from './history.mts';

type Action = (one: Case, parameters: JsonObject, facts: Facts) => void;

const US_OF: Readonly<Record<string, Microseconds>> = {
	MINUTES: 60_000_000,
	HOURS: 3_600_000_000,
	DAYS: 86_400_000_000,
};

/** Names that differ in the official OpenAPI from conditions and the official client. */
const FIELDS: Readonly<Record<string, string>> = { wrong_answers_rate: 'incorrect_answers_rate' };

/** What a rule does (official client, actions). */
export const ACTIONS: Readonly<Record<string, Action>> = {
	SET_SKILL: (one, { skill_id: id, skill_value: value }) => giveSkill(one, id, Number(value)),
	SET_SKILL_FROM_OUTPUT_FIELD: (one, { skill_id: id, from_field: field }, facts) =>
		giveSkill(one, id, Number(facts[FIELDS[String(field)] ?? String(field)])),
	RESTRICTION: (one, parameters) => {
		const { duration_days: days } = parameters;
		ban(one, parameters, typeof days === 'number' ? days * Number(US_OF.DAYS) : null);
	},
	RESTRICTION_V2: (one, parameters) => {
		const unitUs = US_OF[String(parameters.duration_unit)];
		ban(one, parameters, unitUs === undefined ? null : Number(parameters.duration) * unitUs);
	},
	APPROVE_ALL_ASSIGNMENTS: (one) => reviewAll(one, 'ACCEPTED', null),
	REJECT_ALL_ASSIGNMENTS: (one, { public_comment: comment }) =>
		reviewAll(one, 'REJECTED', typeof comment === 'string' ? comment : null),
	CHANGE_OVERLAP: ({ world, assignment, atUs }, { delta, open_pool: opensPool }) =>
		changeOverlap(world, assignment, Number(delta), opensPool === true, atUs),
};

function giveSkill({ world, userId, atUs }: Case, id: unknown, value: number): void {
	const skillId = String(id);
	if (world.skills.has(skillId) && Number.isFinite(value)) {
		setUserSkill(world, { skillId, userId, value }, atUs);
	}
}

/** A longer restriction that already exists stays; null = forever. */
function ban(
	{ world, assignment: { pool }, userId, atUs }: Case,
	{ scope, private_comment: comment }: JsonObject,
	lengthUs: Microseconds | null,
): void {
	const wanted = {
		scope: scope as Restriction['scope'],
		userId,
		projectId: scope === 'PROJECT' ? pool.project.id : null,
		poolId: scope === 'POOL' ? pool.id : null,
		comment: typeof comment === 'string' ? comment : null,
		willExpireUs: lengthUs === null ? null : atUs + lengthUs,
	};
	const known = sameAs(world, wanted);
	const isLonger = (known?.willExpireUs ?? Infinity) >= (wanted.willExpireUs ?? Infinity);
	if (known === undefined || !isLonger) restrict(world, wanted, atUs);
}

/** Reviews what waits for review in the pool. */
function reviewAll(
	{ world, assignment, userId, atUs }: Case,
	verdict: 'ACCEPTED' | 'REJECTED',
	comment: string | null,
): void {
	for (const one of assignmentsOf(assignment.pool, userId)) {
		if (one.status !== 'SUBMITTED' || one.pool.settings.autoAccept) continue;
		one.publicComment = comment;
		review(world, one, verdict, atUs);
	}
}

/** The tasks are issued more often, and a closed pool may be opened for it (toloka-api §P3.4). */
function changeOverlap(
	world: World,
	assignment: Assignment,
	delta: number,
	opensPool: boolean,
	atUs: Microseconds,
): void {
	const { suite, pool } = assignment;
	for (const work of suite.mixed ? ownTasks(assignment) : [suite]) {
		if (work.overlap !== null) work.overlap += delta;
	}
	if (opensPool && pool.status === 'CLOSED') {
		startRunning(world, pool, atUs);
	}
	noteWork(world, pool, atUs);
}
