import { US_PER_MS } from '../../dates.mts';
import type { JsonObject } from '../../json.mts';
import { drawPhoto } from '../../photo.mts';
import { found } from '../../service/errors.mts';
import type { World } from '../../world.mts';
import type { Assignment, AssignmentStatus, Pool, TaskSuite, Visitor } from '../entities.mts';
import { isMixing } from '../pools/kind.mts';
import { addTasks, addTaskSuites } from '../tasks/builders.mts';
import { giveBack, submit } from './finishing.mts';
import { issueSuite, mixTasks } from './issuing.mts';
import { review } from './reviewing.mts';
import { performerOf } from './staffing.mts';

/** How many people take turns in made-up assignments. */
const PEOPLE = 10;

export interface NewAssignments {
	count: number;
	/** Default: ACCEPTED. */
	status?: AssignmentStatus;
	tasksPerSuite?: number;
	/** Input of the i-th task. */
	input?: (index: number) => JsonObject;
	/** Answer to the i-th task; by default generated. */
	answer?: (index: number) => JsonObject;
	/**
	 * Milliseconds: submitted at even intervals from here (default: at once) to `toMs` (default:
	 * now).
	 */
	fromMs?: number;
	toMs?: number;
}

/** Adds suites, each assigned to one performer; returns the assignments. */
export function addAssignments(world: World, poolId: string, wanted: NewAssignments): Assignment[] {
	const pool = found(world.pools.get(poolId));
	const { count, tasksPerSuite = 1 } = wanted;
	const toMs = wanted.toMs ?? world.clock.now();
	const stepUs = ((toMs - (wanted.fromMs ?? toMs)) * US_PER_MS) / count;
	return Array.from({ length: count }, (_, index) => {
		const endUs = Math.floor(toMs * US_PER_MS - (count - 1 - index) * stepUs);
		const input = wanted.input && ((task: number) => wanted.input?.(first + task) ?? {});
		const first = index * tasksPerSuite;
		const suite = addSuite(world, pool, tasksPerSuite, input, endUs);
		const assignment = issueSuite(world, suite, visitor(world, index), endUs);
		const { answer } = wanted;
		const answers =
			answer && Array.from({ length: tasksPerSuite }, (__, task) => answer(first + task));
		finish(world, assignment, wanted.status ?? 'ACCEPTED', endUs, answers ?? null);
		return assignment;
	});
}

/** Assigns existing suites to as many people as their overlap requires. */
export function answerSuites(world: World, pool: Pool, fromUs: number, stepUs: number): void {
	let atUs = fromUs;
	for (
		let round = 0;
		pool.suites.some(({ overlap, issued }) => issued < (overlap ?? 0));
		round += 1
	) {
		for (const suite of pool.suites.filter(({ overlap, issued }) => issued < (overlap ?? 0))) {
			suite.issued += 1;
			const assignment = issueSuite(world, suite, visitor(world, round), atUs);
			atUs += stepUs;
			submit(world, assignment, atUs);
		}
	}
}

function visitor(world: World, index: number): Visitor {
	const performer = performerOf(world, index % PEOPLE);
	return { performer, next: { general: 0, control: 0, training: 0 }, suites: 0 };
}

function addSuite(
	world: World,
	pool: Pool,
	count: number,
	input: ((index: number) => JsonObject) | undefined,
	atUs: number,
): TaskSuite {
	const wanted = { overlap: 1, createdMs: atUs / US_PER_MS, ...(input && { input }) };
	if (isMixing(pool)) {
		const tasks = addTasks(world, pool.id, { count, ...wanted });
		return mixTasks(world, pool, tasks, atUs);
	}
	const [suite] = addTaskSuites(world, pool.id, { count: 1, tasksPerSuite: count, ...wanted });
	found(suite).issued = 1;
	return found(suite);
}

function finish(
	world: World,
	assignment: Assignment,
	status: AssignmentStatus,
	atUs: number,
	answers: JsonObject[] | null,
): void {
	switch (status) {
		case 'ACTIVE':
			return;
		case 'SKIPPED':
		case 'EXPIRED':
			giveBack(world, assignment, status, atUs);
			return;
		case 'SUBMITTED':
			submit(world, assignment, atUs, answers, false);
			return;
		case 'ACCEPTED':
		case 'REJECTED':
			submit(world, assignment, atUs, answers, false);
			review(world, assignment, status, atUs);
	}
}

export interface NewAttachment {
	name?: string;
	mediaType?: string;
	/** Default: a small picture. */
	bytes?: Buffer;
}

/** Adds a file to an assignment; returns the attachment's id. */
export function addAttachment(world: World, assignmentId: string, wanted: NewAttachment): string {
	const assignment = found(world.assignments.get(assignmentId));
	const id = world.ids.uuid();
	const { name = 'photo.png', mediaType = 'image/png', bytes } = wanted;
	world.attachments.set(id, {
		id,
		name,
		mediaType,
		assignment,
		createdUs: world.nowUs(),
		bytes: () => bytes ?? drawPhoto(id),
	});
	return id;
}
