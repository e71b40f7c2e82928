import type { JsonObject } from '../../json.mts';
import { found, inappropriateStatus, ServiceError } from '../../service/errors.mts';
import type { World } from '../../world.mts';
import type { Assignment, Pool } from '../entities.mts';
import { giveBack } from './finishing.mts';
import { handIn } from './handingIn.mts';
import { takeSuite } from './issuing.mts';
import { callPerformers, newcomer } from './staffing.mts';
import { workOf } from './work.mts';

const US_PER_SECOND = 1_000_000;

/** Issues a suite to the person on the page, who continues as somebody new after the last one. */
export function takeByHand(world: World, pool: Pool): Assignment {
	const held = heldByHand(pool);
	if (held !== undefined) {
		return held;
	}
	if (pool.status !== 'OPEN') {
		throw inappropriateStatus('POOL_INAPPROPRIATE_STATUS', ['OPEN']);
	}
	const assignment = takeAs(world, pool);
	const limitUs = pool.settings.maxDurationS * US_PER_SECOND;
	world.timeline.at(assignment.createdUs + limitUs, (atUs) => {
		if (assignment.status !== 'ACTIVE') return;
		giveBack(world, assignment, 'EXPIRED', atUs);
		callPerformers(world, pool, atUs);
	});
	return assignment;
}

/** The assignment that is being labeled on the page. */
export function heldByHand({ assignments, crew }: Pool): Assignment | undefined {
	const userId = crew.hand?.performer.userId;
	return assignments.findLast(
		({ status, performer }) => status === 'ACTIVE' && performer.userId === userId,
	);
}

export function submitByHand(world: World, id: string, answers: JsonObject[]): void {
	const assignment = found(world.assignments.get(id));
	if (assignment.status !== 'ACTIVE') {
		throw inappropriateStatus('INAPPROPRIATE_STATUS', ['ACTIVE']);
	}
	if (answers.length !== assignment.suite.tasks.length) {
		throw new RangeError(`The suite has ${assignment.suite.tasks.length} tasks`);
	}
	if (handIn(world, assignment, world.nowUs(), answers)) {
		callPerformers(world, assignment.pool, world.nowUs());
	}
}

/** How many answers a pool wants and has; infinite overlaps do not count. */
export function progressOf(pool: Pool): { wanted: number; given: number; active: number } {
	let wanted = 0;
	let issued = 0;
	for (const work of workOf(pool)) {
		wanted += work.overlap ?? 0;
		issued += work.overlap === null ? 0 : Math.min(work.issued, work.overlap);
	}
	return { wanted, given: Math.max(0, issued - activeWork(pool)), active: pool.crew.active };
}

function takeAs(world: World, pool: Pool): Assignment {
	const { crew } = pool;
	crew.hand ??= newcomer(world, pool);
	let taken = takeSuite(world, pool, crew.hand, world.nowUs());
	if (taken.kind === 'leave') {
		crew.hand = newcomer(world, pool);
		taken = takeSuite(world, pool, crew.hand, world.nowUs());
	}
	if (taken.kind === 'assignment') {
		return taken.assignment;
	}
	throw new ServiceError(409, 'CONFLICT_STATE', 'Nothing is left to be labeled in this pool');
}

/** Suites at work or, with smart mixing, the tasks in them that count. */
function activeWork(pool: Pool): number {
	if (pool.crew.active === 0) {
		return 0;
	}
	const counted = new Set<unknown>(workOf(pool).filter(({ overlap }) => overlap !== null));
	return pool.assignments
		.filter(({ status }) => status === 'ACTIVE')
		.flatMap(({ suite }) => [suite, ...suite.tasks])
		.filter((one) => counted.has(one)).length;
}
