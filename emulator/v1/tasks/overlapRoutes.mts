import type { Json, JsonObject } from '../../json.mts';
import { requireObject } from '../../service/bodies.mts';
import {
	fieldError,
	found,
	ServiceError,
	validationFailed,
	type FieldErrors,
} from '../../service/errors.mts';
import type { ServiceRequest, ServiceRoute } from '../../service/route.mts';
import type { World } from '../../world.mts';
import { forgetKinds } from '../assignments/work.mts';
import type { PoolTask, TaskSuite } from '../entities.mts';
import { checkHint, checkSolutions, solutionSpecs } from './contentCheck.mts';
import { checkFlag, checkOverlap, checkRange } from './fieldChecks.mts';
import { readFlag } from './request.mts';
import { findTask } from './taskList.mts';
import { noteAll, openAll } from './upload.mts';
import { formatPoolTask, formatSuite } from './wire.mts';

const MAX_OVERLAP = 30_000;
const MAX_ISSUING_ORDER = 99_999.99999;

type Issued = PoolTask | TaskSuite;

/** Routes that change how often tasks and suites are issued (toloka-api §P2.8). */
export const overlapRoutes: readonly ServiceRoute[] = [
	{
		method: 'PATCH',
		pattern: '/tasks/{id}',
		query: ['open_pool'],
		handle: (world, request) => {
			const task = findOwnTask(world, request);
			changeTask(world, task, request);
			return { status: 200, body: formatPoolTask(world, task) };
		},
	},
	{
		method: 'PATCH',
		pattern: '/tasks/{id}/set-overlap-or-min',
		query: [],
		handle: (world, request) => {
			const task = findOwnTask(world, request);
			setOverlapOrMin(world, task, request.body);
			return { status: 200, body: formatPoolTask(world, task) };
		},
	},
	{
		method: 'PATCH',
		pattern: '/task-suites/{id}',
		query: ['open_pool'],
		handle: (world, request) => {
			const suite = found(world.suites.get(request.params.id ?? ''));
			changeSuite(world, suite, request);
			return { status: 200, body: formatSuite(world, suite) };
		},
	},
	{
		method: 'PATCH',
		pattern: '/task-suites/{id}/set-overlap-or-min',
		query: [],
		handle: (world, { params, body }) => {
			const suite = found(world.suites.get(params.id ?? ''));
			setOverlapOrMin(world, suite, body);
			return { status: 200, body: formatSuite(world, suite) };
		},
	},
];

/** A task in a suite made by hand has no overlap of its own. */
function findOwnTask(world: World, { params }: ServiceRequest): PoolTask {
	const id = params.id ?? '';
	const task = world.tasks.get(id);
	if (task === undefined && findTask(world, id) !== undefined) {
		throw new ServiceError(409, 'POOL_TASK_TYPE_CONFLICT', 'Task belongs to a task suite');
	}
	return found(task);
}

function changeTask(world: World, task: PoolTask, request: ServiceRequest): void {
	const sent = requireObject(request.body, [
		'overlap',
		'infinite_overlap',
		'baseline_solutions',
		'known_solutions',
		'message_on_unknown_solution',
	]);
	const errors: FieldErrors = new Map();
	const overlap = checkOverlap(sent, errors);
	const specs = solutionSpecs(world, task.pool.project);
	const known = checkSolutions(sent, 'known', '', specs, errors);
	const baseline = checkSolutions(sent, 'baseline', '', specs, errors);
	const hint = checkHint(sent.message_on_unknown_solution, '', errors);
	change(world, task, overlap, errors, request);
	if ('known_solutions' in sent) {
		task.knownSolutions = known;
		forgetKinds(task.pool);
	}
	if ('baseline_solutions' in sent) task.baselineSolutions = baseline;
	if ('message_on_unknown_solution' in sent) {
		task.hint = hint;
		forgetKinds(task.pool);
	}
}

function changeSuite(world: World, suite: TaskSuite, request: ServiceRequest): void {
	const sent = requireObject(request.body, [
		'overlap',
		'infinite_overlap',
		'issuing_order_override',
	]);
	const errors: FieldErrors = new Map();
	const overlap = checkOverlap(sent, errors);
	const order = checkRange(sent, 'issuing_order_override', MAX_ISSUING_ORDER, errors);
	change(world, suite, overlap, errors, request);
	suite.issuingOrder = order ?? suite.issuingOrder;
}

/** Less than was already issued is refused; the status is inferred (toloka-api §P2.8). */
function change(
	world: World,
	issued: Issued,
	overlap: number | null | undefined,
	errors: FieldErrors,
	{ query, base }: ServiceRequest,
): void {
	if (errors.size > 0) {
		throw validationFailed(errors);
	}
	const opens = readFlag(query, 'open_pool');
	if (overlap !== undefined && overlap !== null && overlap < issued.issued) {
		throw new ServiceError(
			409,
			'ASSIGNMENTS_COUNT_CONFLICT',
			`Overlap is less than the ${issued.issued} assignments already issued`,
		);
	}
	if (overlap !== undefined) {
		issued.overlap = overlap;
		noteAll(world, [issued]);
	}
	if (opens) openAll(world, [issued], base);
}

/** Sets the nearest possible value; 0 stops issuing. */
function setOverlapOrMin(world: World, issued: Issued, body: Json | undefined): void {
	const sent = requireObject(body, ['overlap', 'infinite_overlap']);
	const errors: FieldErrors = new Map();
	const infinite = checkFlag(sent, 'infinite_overlap', errors);
	const wanted = infinite ? null : checkWanted(sent, errors);
	if (errors.size > 0) {
		throw validationFailed(errors);
	}
	issued.overlap = wanted === null ? null : Math.max(wanted, issued.issued);
	noteAll(world, [issued]);
}

function checkWanted(sent: JsonObject, errors: FieldErrors): number {
	const { overlap } = sent;
	if (!Number.isInteger(overlap)) {
		errors.set('overlap', fieldError('INTEGER_EXPECTED'));
	} else if (Number(overlap) < 0 || Number(overlap) > MAX_OVERLAP) {
		errors.set('overlap', fieldError('VALUE_OUT_OF_BOUNDS', [0, MAX_OVERLAP]));
	}
	return Number(overlap);
}
