import type { Json } from '../../json.mts';
import { readText, requireObject } from '../../service/bodies.mts';
import { found, invalidField } from '../../service/errors.mts';
import { listParameters, readLimit, searchPage, type ListSpec } from '../../service/search.mts';
import {
	pageReply,
	type Reply,
	type ServiceRequest,
	type ServiceRoute,
} from '../../service/route.mts';
import type { World } from '../../world.mts';
import type { Assignment, AssignmentEvent } from '../entities.mts';
import { poolOfId } from '../ids.mts';
import { requireReviewable, review } from './reviewing.mts';
import { EVENTS, formatAssignment } from './wire.mts';

const STATUSES = ['ACTIVE', 'SUBMITTED', 'ACCEPTED', 'REJECTED', 'SKIPPED', 'EXPIRED'];
const RANGES = ['id', 'created', ...EVENTS];
const MAX_COMMENT = 2_048;

/** Assignments and their review (toloka-api §P4). */
export const assignmentRoutes: readonly ServiceRoute[] = [
	{
		method: 'GET',
		pattern: '/assignments',
		query: listParameters(
			{ ranges: RANGES, exact: ['user_id'] },
			'status',
			'pool_id',
			'task_suite_id',
			'task_id',
		),
		handle: list,
	},
	{
		method: 'GET',
		pattern: '/assignments/{id}',
		query: [],
		handle: (world, { params }) => ({
			status: 200,
			body: formatAssignment(world, findAssignment(world, params.id)),
		}),
	},
	{ method: 'PATCH', pattern: '/assignments/{id}', query: [], handle: change },
];

function findAssignment(world: World, id: string | undefined): Assignment {
	return found(world.assignments.get(id ?? ''));
}

function list(world: World, { query }: ServiceRequest): Reply {
	const statuses = readStatuses(query.status);
	const bulk = world.pools.get(query.pool_id ?? '')?.bulk.assignments ?? null;
	if (bulk !== null) {
		const rows = statuses?.includes(bulk.status) === false ? { ...bulk, count: 0 } : bulk;
		const limit = readLimit(query, listSpec(world).limits, world.switches.get());
		return { status: 200, body: world.formulaPages.page(rows, rows, query, limit) };
	}
	const all = candidates(world, query).filter(
		({ status }) => statuses === null || statuses.includes(status),
	);
	const page = searchPage(all, listSpec(world), query, world.switches.get());
	const items = page.entries.map((assignment) => formatAssignment(world, assignment));
	return pageReply('items', items, page.hasMore);
}

/** A comma-separated list (toloka-api §P4.2); how the service treats unknown names is unknown. */
function readStatuses(text: string | undefined): string[] | null {
	if (text === undefined) {
		return null;
	}
	const statuses = text.split(',');
	if (!statuses.every((status) => STATUSES.includes(status))) {
		throw invalidField('status', 'UNKNOWN_ENUM_VALUE', [...STATUSES]);
	}
	return statuses;
}

/** One of the three is required; ids of suites and tasks name their pool. */
function candidates(world: World, query: ServiceRequest['query']): readonly Assignment[] {
	const { pool_id: poolId, task_suite_id: suiteId, task_id: taskId } = query;
	const id = poolId ?? poolOfId(suiteId ?? taskId ?? '');
	if (id === null) {
		throw invalidField('pool_id', 'VALUE_REQUIRED');
	}
	const all = world.pools.get(id)?.assignments ?? [];
	return all.filter(
		({ suite }) =>
			(suiteId === undefined || suite.id === suiteId) &&
			(taskId === undefined || suite.tasks.some((task) => task.id === taskId)),
	);
}

function listSpec(world: World): ListSpec<Assignment> {
	const time = (event: AssignmentEvent) => ({
		kind: 'date' as const,
		read: ({ times }: Assignment) => times[event] ?? null,
	});
	return {
		fields: {
			id: { kind: 'text', read: (assignment) => assignment.id },
			user_id: { kind: 'text', read: ({ performer }) => performer.userId },
			created: { kind: 'date', read: (assignment) => assignment.createdUs },
			...Object.fromEntries(EVENTS.map((event) => [event, time(event)])),
		},
		sortable: RANGES,
		ranges: RANGES,
		exact: ['user_id'],
		limits: { initial: 50, max: world.switches.get().assignmentsMaxLimit },
		defaultSort: 'id',
		ascendsById: true,
	};
}

/** Sources differ on the response (toloka-api §P11, P10). */
function change(world: World, { params, body }: ServiceRequest): Reply {
	const assignment = findAssignment(world, params.id);
	const sent = requireObject(body, ['status', 'public_comment']);
	const verdict = readVerdict(sent.status);
	const comment = readText(sent, 'public_comment');
	if (comment !== null && comment.length > MAX_COMMENT) {
		throw invalidField('public_comment', 'STRING_LENGTH_GREATER_THAN_MAX', [MAX_COMMENT]);
	}
	requireReviewable(assignment);
	if (verdict !== null) {
		review(world, assignment, verdict, world.nowUs());
	}
	assignment.publicComment = comment ?? assignment.publicComment;
	const { reviewReply } = world.switches.get();
	return {
		status: 200,
		body: reviewReply === 'full' ? formatAssignment(world, assignment) : sent,
	};
}

function readVerdict(status: Json | undefined): 'ACCEPTED' | 'REJECTED' | null {
	if (status === undefined || status === null) {
		return null;
	}
	if (status !== 'ACCEPTED' && status !== 'REJECTED') {
		throw invalidField('status', 'UNKNOWN_ENUM_VALUE', ['ACCEPTED', 'REJECTED']);
	}
	return status;
}
