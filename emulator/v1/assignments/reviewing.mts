import type { Microseconds } from '../../dates.mts';
import { isJsonObject, type Json } from '../../json.mts';
import { inappropriateStatus } from '../../service/errors.mts';
import type { World } from '../../world.mts';
import type { Assignment, AssignmentStatus } from '../entities.mts';
import { startRunning } from '../pools/opening.mts';
import { announceAssignment } from '../webhooks/events.mts';
import { accept, ownTasks } from './finishing.mts';
import { noteWork } from './staffing.mts';

/** From which statuses a verdict may be given; nothing undoes an acceptance (§P4.3). */
const MAY_FOLLOW: Readonly<Record<'ACCEPTED' | 'REJECTED', readonly AssignmentStatus[]>> = {
	ACCEPTED: ['SUBMITTED', 'REJECTED'],
	REJECTED: ['SUBMITTED'],
};

interface OverlapRule {
	delta: number;
	opensPool: boolean;
}

/** Accepts or rejects a whole suite. */
export function review(
	world: World,
	assignment: Assignment,
	verdict: 'ACCEPTED' | 'REJECTED',
	atUs: Microseconds,
): void {
	requireReviewable(assignment);
	if (!MAY_FOLLOW[verdict].includes(assignment.status)) {
		throw inappropriateStatus('INAPPROPRIATE_STATUS', MAY_FOLLOW[verdict]);
	}
	if (verdict === 'ACCEPTED') {
		accept(world, assignment, atUs);
		return;
	}
	assignment.status = 'REJECTED';
	assignment.times.rejected = atUs;
	announceAssignment(world, 'ASSIGNMENT_REJECTED', assignment, atUs);
	for (const rule of rulesOnRejection(assignment)) {
		raiseOverlap(world, assignment, rule, atUs);
	}
}

/** An archived pool is not reviewed any more (toloka-api §P3.5). */
export function requireReviewable({ pool }: Assignment): void {
	if (pool.status === 'ARCHIVED') {
		throw inappropriateStatus('INAPPROPRIATE_STATUS', ['OPEN', 'CLOSED']);
	}
}

/** The tasks are given out once more, and a finished pool may be opened for it (§P3.4). */
function raiseOverlap(
	world: World,
	assignment: Assignment,
	{ delta, opensPool }: OverlapRule,
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

function rulesOnRejection({ pool }: Assignment): OverlapRule[] {
	const { quality_control: control } = pool.settings.rest;
	return listAt(control, 'configs').flatMap((config) =>
		textAt(at(config, 'collector_config'), 'type') === 'ASSIGNMENTS_ASSESSMENT'
			? listAt(config, 'rules').flatMap(overlapRule)
			: [],
	);
}

function overlapRule(rule: Json): OverlapRule[] {
	const isOnRejection = listAt(rule, 'conditions').some(
		(condition) =>
			textAt(condition, 'key') === 'assessment_event' && textAt(condition, 'value') === 'REJECT',
	);
	const action = at(rule, 'action');
	if (!isOnRejection || textAt(action, 'type') !== 'CHANGE_OVERLAP') {
		return [];
	}
	const parameters = at(action, 'parameters');
	const delta = at(parameters, 'delta');
	const opensPool = at(parameters, 'open_pool') === true;
	return typeof delta === 'number' ? [{ delta, opensPool }] : [];
}

function at(value: Json | undefined, name: string): Json | undefined {
	return isJsonObject(value) ? value[name] : undefined;
}

function listAt(value: Json | undefined, name: string): Json[] {
	const list = at(value, name);
	return Array.isArray(list) ? list : [];
}

function textAt(value: Json | undefined, name: string): string | undefined {
	const text = at(value, name);
	return typeof text === 'string' ? text : undefined;
}
