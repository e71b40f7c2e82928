import type { Emulation } from '../emulation.mts';
import { isJsonObject, type JsonObject } from '../json.mts';
import { found } from '../service/errors.mts';
import { answersOf } from '../v1/assignments/answers.mts';
import { heldByHand, progressOf, submitByHand, takeByHand } from '../v1/assignments/byHand.mts';
import { review } from '../v1/assignments/reviewing.mts';
import { isStaffed } from '../v1/assignments/crew.mts';
import { callPerformers } from '../v1/assignments/staffing.mts';
import { formatAssignment } from '../v1/assignments/wire.mts';
import type { Assignment, Pool } from '../v1/entities.mts';
import { closePool } from '../v1/pools/closing.mts';
import { openPool } from '../v1/pools/opening.mts';
import { poolStatus } from '../v1/pools/status.mts';
import { requiredText, textIn, type ControlRoute } from './controlRoute.mts';

const SHOWN = 20;

/** Routes for a pool at work: progress, labeling and reviewing by hand. */
export function poolRoutes(emulation: Emulation): ControlRoute[] {
	const poolOf = (params: Readonly<Record<string, string>>): Pool =>
		found(emulation.settled().pools.get(requiredText(params, 'id')));
	return [
		{
			method: 'GET',
			path: '/pools/:id',
			handle: ({ params }) => shownPool(emulation, poolOf(params)),
		},
		{
			method: 'POST',
			path: '/pools/:id',
			handle: ({ params, body }) => changePool(emulation, poolOf(params), body),
		},
		{
			method: 'POST',
			path: '/pools/:id/take',
			handle: ({ params }) => {
				const pool = poolOf(params);
				return formatAssignment(emulation.world, takeByHand(emulation.world, pool));
			},
		},
		{
			method: 'POST',
			path: '/assignments/:id/submit',
			handle: ({ params, body }) => {
				const { answers } = body;
				if (!Array.isArray(answers) || !answers.every(isJsonObject)) {
					throw new RangeError('"answers" must be an array of objects');
				}
				submitByHand(emulation.settled(), requiredText(params, 'id'), answers);
			},
		},
		{
			method: 'POST',
			path: '/assignments/:id/review',
			handle: ({ params, body }) => reviewByHand(emulation, requiredText(params, 'id'), body),
		},
	];
}

/** Takes effect at once, without an operation. */
function changePool(emulation: Emulation, pool: Pool, body: JsonObject): void {
	const { world } = emulation;
	const nowUs = world.nowUs();
	if (typeof body.performers === 'boolean') {
		pool.crew.wanted = body.performers;
		callPerformers(world, pool, nowUs);
	}
	if (body.open === true) openPool(world, pool, nowUs);
	if (body.open === false && pool.status === 'OPEN') closePool(world, pool, 'MANUAL', nowUs);
}

function reviewByHand(emulation: Emulation, id: string, body: JsonObject): void {
	const world = emulation.settled();
	const assignment = found(world.assignments.get(id));
	const verdict = textIn(body, 'status');
	if (verdict !== 'ACCEPTED' && verdict !== 'REJECTED') {
		throw new RangeError('"status" must be ACCEPTED or REJECTED');
	}
	review(world, assignment, verdict, world.nowUs());
	assignment.publicComment = textIn(body, 'public_comment') ?? assignment.publicComment;
}

function shownPool(emulation: Emulation, pool: Pool): JsonObject {
	const { world } = emulation;
	const show = (assignment: Assignment): JsonObject => ({
		...formatAssignment(world, assignment),
		answers: answersOf(world, assignment),
	});
	const waiting = pool.assignments.filter(({ status }) => status === 'SUBMITTED');
	const held = heldByHand(pool);
	return {
		id: pool.id,
		name: pool.settings.privateName,
		project: pool.project.publicName,
		status: poolStatus(world, pool),
		closeReason: pool.lastCloseReason,
		performers: isStaffed(world, pool),
		inputSpec: JSON.parse(JSON.stringify(pool.project.inputSpec)),
		outputSpec: JSON.parse(JSON.stringify(pool.project.outputSpec)),
		progress: progressOf(pool),
		waiting: waiting.length,
		held: held === undefined ? null : formatAssignment(world, held),
		toReview: waiting.slice(0, SHOWN).map(show),
		newest: pool.assignments
			.filter(({ times }) => times.submitted !== undefined)
			.slice(-SHOWN)
			.reverse()
			.map(show),
	};
}
