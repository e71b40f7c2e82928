import type { Microseconds } from '../../dates.mts';
import type { JsonObject } from '../../json.mts';
import type { World } from '../../world.mts';
import type { Assignment, PoolTask } from '../entities.mts';
import { noticeCompletion } from '../pools/completion.mts';
import { announceAssignment } from '../webhooks/events.mts';
import { addFiles } from './files.mts';

const DAY_US = 86_400 * 1_000_000;
/** The service's own default is unknown (toloka-api §P3.2). */
const DEFAULT_PERIOD_DAYS = 7;

/** Submits an assignment, and accepts it at once if nobody reviews (toloka-api §P4.1). */
export function submit(
	world: World,
	assignment: Assignment,
	atUs: Microseconds,
	answers: JsonObject[] | null = null,
	isAutoAccepted = assignment.pool.settings.autoAccept,
): void {
	const { settings } = assignment.pool;
	assignment.answers = answers;
	assignment.status = 'SUBMITTED';
	assignment.times.submitted = atUs;
	addFiles(world, assignment, atUs);
	announceAssignment(world, 'ASSIGNMENT_SUBMITTED', assignment, atUs);
	if (isAutoAccepted) {
		accept(world, assignment, atUs);
	} else {
		const days = settings.autoAcceptPeriodDays ?? DEFAULT_PERIOD_DAYS;
		world.timeline.at(atUs + days * DAY_US, (acceptedUs) => {
			if (assignment.status === 'SUBMITTED') accept(world, assignment, acceptedUs);
		});
	}
	leaveWork(world, assignment, atUs);
}

/** Ends an assignment without answers, to be issued to others (toloka-api §P4.1). */
export function giveBack(
	world: World,
	assignment: Assignment,
	status: 'SKIPPED' | 'EXPIRED',
	atUs: Microseconds,
): void {
	const { suite, pool } = assignment;
	assignment.status = status;
	assignment.times[status === 'SKIPPED' ? 'skipped' : 'expired'] = atUs;
	for (const work of suite.mixed ? ownTasks(assignment) : [suite]) {
		work.issued -= 1;
	}
	pool.crew.firstOpen = 0;
	announceAssignment(world, `ASSIGNMENT_${status}`, assignment, atUs);
	leaveWork(world, assignment, atUs);
}

/** Pays the reward. */
export function accept(world: World, assignment: Assignment, atUs: Microseconds): void {
	assignment.status = 'ACCEPTED';
	assignment.times.accepted = atUs;
	world.account.balance -= assignment.reward;
	announceAssignment(world, 'ASSIGNMENT_APPROVED', assignment, atUs);
}

/** The tasks of a suite that was mixed; tasks of a suite made by hand are issued with it. */
export function ownTasks({ suite }: Assignment): PoolTask[] {
	return suite.tasks.filter((task): task is PoolTask => 'pool' in task);
}

function leaveWork(world: World, { pool }: Assignment, atUs: Microseconds): void {
	pool.crew.active -= 1;
	noticeCompletion(world, pool, atUs);
}
