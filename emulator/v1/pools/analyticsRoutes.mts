import { isJsonObject, type Json, type JsonObject } from '../../json.mts';
import {
	fieldError,
	invalidField,
	validationFailed,
	type FieldErrors,
} from '../../service/errors.mts';
import type { Reply, ServiceRequest, ServiceRoute } from '../../service/route.mts';
import type { World } from '../../world.mts';
import { progressOf } from '../assignments/byHand.mts';
import type { Assignment, AssignmentStatus, Pool } from '../entities.mts';
import { formatOperation } from '../operations/operationRoutes.mts';
import { tasksOfPool } from '../tasks/taskList.mts';

const MAX_METRICS = 10;
const US_PER_MS = 1_000;
const DIGITS = 6;

/** Some metrics are a number, some an envelope (toloka-api §9). */
const metrics: Readonly<Record<string, (pool: Pool) => Json>> = {
	real_tasks_count: (pool) =>
		tasksOfPool(pool).filter(({ knownSolutions }) => knownSolutions === null).length,
	submitted_assignments_count: (pool) => submitted(pool).length,
	skipped_assignments_count: counting('SKIPPED'),
	rejected_assignments_count: counting('REJECTED'),
	approved_assignments_count: counting('ACCEPTED'),
	completion_percentage: (pool) => inEnvelope(percentage(pool)),
	avg_submit_assignment_millis: (pool) => averageMs(submitted(pool)),
	spent_budget: (pool) =>
		Number(
			pool.assignments
				.filter(({ status }) => status === 'ACCEPTED')
				.reduce((sum, { reward }) => sum + reward, 0)
				.toFixed(4),
		),
	unique_workers_count: (pool) => people(pool.assignments),
	unique_submitters_count: (pool) => people(submitted(pool)),
	active_workers_by_filter_count: (pool) => people(pool.assignments),
	estimated_assignments_count: (pool) => inEnvelope(progressOf(pool).wanted),
};

/** Metrics of pools, as the official client requests them; an unstable address (toloka-api §9). */
export const analyticsRoutes: readonly ServiceRoute[] = [
	{ method: 'POST', pattern: '/analytics-2', query: [], handle: start },
];

function start(world: World, { body, operationFault }: ServiceRequest): Reply {
	const asked = readMetrics(world, body);
	const operation = world.operations.start(world, {
		type: 'ANALYTICS',
		parameters: { value: asked.map(({ request }) => request) },
		outcome: 'SUCCESS',
		fault: operationFault,
		work: (finishedUs) => ({
			details: {
				value: asked.map(({ request, pool, read }) => ({
					request,
					result: read(pool),
					finished: world.wireDate(finishedUs, DIGITS),
				})),
			},
			log: [],
		}),
		undone: { details: {}, log: [] },
	});
	return { status: 202, body: formatOperation(world, operation) };
}

interface Asked {
	request: JsonObject;
	pool: Pool;
	read(pool: Pool): Json;
}

function readMetrics(world: World, body: Json | undefined): Asked[] {
	if (!Array.isArray(body) || body.length === 0) {
		throw invalidField('body', 'ARRAY_EXPECTED');
	}
	if (body.length > MAX_METRICS) {
		throw invalidField('body', 'ARRAY_SIZE_GREATER_THAN_MAX', [MAX_METRICS]);
	}
	const errors: FieldErrors = new Map();
	const asked = body.flatMap((request, index): Asked[] => {
		const sent = isJsonObject(request) ? request : {};
		const pool = world.pools.get(String(sent.subject_id));
		const name = String(sent.name);
		const read = Object.hasOwn(metrics, name) ? metrics[name] : undefined;
		if (pool === undefined) {
			errors.set(`${index}.subject_id`, fieldError('ENTITY_DOES_NOT_EXIST'));
		}
		if (read === undefined) {
			errors.set(`${index}.name`, fieldError('UNKNOWN_ENUM_VALUE', Object.keys(metrics)));
		}
		return pool === undefined || read === undefined ? [] : [{ request: sent, pool, read }];
	});
	if (errors.size > 0) {
		throw validationFailed(errors);
	}
	return asked;
}

function counting(status: AssignmentStatus): (pool: Pool) => number {
	return ({ assignments }) => assignments.filter((one) => one.status === status).length;
}

function percentage(pool: Pool): number {
	const { wanted, given } = progressOf(pool);
	return wanted === 0 ? 0 : Math.floor((100 * given) / wanted);
}

function inEnvelope(value: number): JsonObject {
	return { type: 'NORMAL', value, infinite: false, approximate: false };
}

/** Whatever became of them later. */
function submitted({ assignments }: Pool): Assignment[] {
	return assignments.filter(({ times }) => times.submitted !== undefined);
}

function averageMs(assignments: Assignment[]): number {
	const sumUs = assignments.reduce(
		(sum, { times, createdUs }) => sum + (times.submitted ?? createdUs) - createdUs,
		0,
	);
	return assignments.length === 0 ? 0 : Math.round(sumUs / assignments.length / US_PER_MS);
}

function people(assignments: Assignment[]): number {
	return new Set(assignments.map(({ performer }) => performer.number)).size;
}
