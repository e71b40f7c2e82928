import type { Microseconds } from '../../dates.mts';
import { inappropriateStatus } from '../../service/errors.mts';
import type { World } from '../../world.mts';
import type { Assignment, AssignmentStatus } from '../entities.mts';
import { announceAssignment } from '../webhooks/events.mts';
import { accept } from './finishing.mts';

/** Statuses in which a verdict is possible; nothing undoes an acceptance (toloka-api §P4.3). */
const MAY_FOLLOW: Readonly<Record<'ACCEPTED' | 'REJECTED', readonly AssignmentStatus[]>> = {
	ACCEPTED: ['SUBMITTED', 'REJECTED'],
	REJECTED: ['SUBMITTED'],
};

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
}

/** Assignments of an archived pool can no longer be reviewed (toloka-api §P3.5). */
export function requireReviewable({ pool }: Assignment): void {
	if (pool.status === 'ARCHIVED') {
		throw inappropriateStatus('INAPPROPRIATE_STATUS', ['OPEN', 'CLOSED']);
	}
}
