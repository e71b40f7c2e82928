import { refusal } from '../service/failures';
import type { FieldSpecs } from '../fields/declared/specs';
import { parseSpecs } from '../fields/declared/specs';
import type { Clock } from '../flow/clock';
import { lookUntilSettled } from '../flow/settling';
import type { Page } from '../service/paging';
import { pageOf } from '../service/paging';
import type { ApiRequest, Send } from '../service/requests';
import { pathOf, unexpectedShape } from '../service/requests';
import { clean, isRecord } from '../values/foreign';

/** Pools of API v1 and the projects they belong to (toloka-api §6.9, §6.10). */

export interface Pool {
	id: string;
	project_id: string;
	private_name: string;
	status: string;
	last_close_reason?: string | null;
	last_started?: string | null;
	last_stopped?: string | null;
	assignment_max_duration_seconds?: number;
	/** False if each assignment has to be accepted or rejected. */
	auto_accept_solutions?: boolean;
	/** Set if the pool groups tasks into suites itself (toloka-api §P3.3). */
	mixer_config?: object | null;
	/** `TRAINING` for training pools. */
	type?: string;
	/** Labels set by the client; a clone copies them. */
	metadata?: Record<string, unknown> | null;
	defaults?: {
		default_overlap_for_new_task_suites?: number | null;
		default_overlap_for_new_tasks?: number | null;
	} | null;
	assignments_issuing_config?: unknown;
}

export interface Project {
	id: string;
	public_name?: string;
	task_spec?: { input_spec?: unknown; output_spec?: unknown };
	/** `MAP_SELECTOR` if performers choose tasks on a map. */
	assignments_issuing_type?: string;
}

const PAGE = 100;

export async function getPool(
	send: Send,
	poolId: string,
	doing = `reading the pool ${poolId}`,
): Promise<Pool> {
	const { body } = await send({ method: 'GET', api: 'v1', path: pathOf`/pools/${poolId}`, doing });
	if (!isPool(body)) throw unexpectedShape(doing, 'a pool');
	return body;
}

/** How long a pool may stay locked: opening and closing take seconds. */
const UNLOCKED_WITHIN_MS = 30_000;

/** Reads a pool once no operation holds it, such as that of another execution which opens it. */
export async function getUnlockedPool(
	send: Send,
	poolId: string,
	{ clock, signal }: Waiting,
): Promise<Pool> {
	const look = async () => await getPool(send, poolId);
	const patienceMs = ({ status }: Pool) => (status === 'LOCKED' ? UNLOCKED_WITHIN_MS : 0);
	return await lookUntilSettled(look, patienceMs, clock, signal);
}

export interface Waiting {
	clock: Clock;
	signal?: AbortSignal;
}

/** Keys of a pool that the service sets itself (toloka-api §P3.2). */
const SERVER_KEYS = [
	'id',
	'status',
	'last_close_reason',
	'created',
	'last_started',
	'last_stopped',
	'owner',
	'training',
];

/**
 * Changes fields of a closed pool. Sends the others too, as omitted ones would be reset to their
 * defaults (toloka-api §P3.1). Not repeated blindly: that would undo what others changed meanwhile.
 */
export async function putPool(send: Send, pool: Pool, changes: object): Promise<Pool> {
	const doing = `changing pool ${pool.id}`;
	const kept = Object.entries(pool).filter(([key]) => !SERVER_KEYS.includes(key));
	const body = JSON.stringify({ ...Object.fromEntries(kept), ...changes });
	const path = pathOf`/pools/${pool.id}`;
	const reply = await send({ method: 'PUT', api: 'v1', path, body, doing });
	if (!isPool(reply.body)) throw unexpectedShape(doing, 'a pool');
	return reply.body;
}

/** One page of pools, newest first; `cursor` is the id of the last one shown. */
export async function listPools(
	send: Send,
	cursor?: string,
	filter: { status?: string; project_id?: string } = {},
): Promise<Page<Pool>> {
	const { project_id: projectId } = filter;
	const doing = `listing the pools${projectId === undefined ? '' : ` of the project ${projectId}`}`;
	const query = { ...filter, sort: '-id', limit: PAGE, id_lt: cursor };
	const reply = await send({ method: 'GET', api: 'v1', path: '/pools', query, doing });
	return pageOf(reply, isPool, doing, 'a list of pools with has_more');
}

function isPool(value: unknown): value is Pool {
	return isRecord(value) && typeof value.id === 'string' && typeof value.status === 'string';
}

export async function getProject(send: Send, projectId: string): Promise<Project> {
	const doing = `reading the project ${projectId}`;
	const path = pathOf`/projects/${projectId}`;
	const { body } = await send({ method: 'GET', api: 'v1', path, doing });
	if (!isRecord(body) || typeof body.id !== 'string') throw unexpectedShape(doing, 'a project');
	return body as unknown as Project;
}

export function inputSpecOf({ task_spec: spec }: Project): FieldSpecs {
	return parseSpecs(isRecord(spec) ? spec.input_spec : undefined);
}

export function outputSpecOf({ task_spec: spec }: Project): FieldSpecs {
	return parseSpecs(isRecord(spec) ? spec.output_spec : undefined);
}

/** Whether a pool has tasks, or task suites, that match a filter. */
export async function hasAny(
	send: Send,
	poolId: string,
	path: '/tasks' | '/task-suites',
	filter: ApiRequest['query'] = {},
): Promise<boolean> {
	const doing = `looking for tasks of pool ${poolId}`;
	const query = { pool_id: poolId, ...filter, limit: 1 };
	const { body } = await send({ method: 'GET', api: 'v1', path, query, doing });
	if (!isRecord(body) || !Array.isArray(body.items)) throw unexpectedShape(doing, 'a list');
	return body.items.length > 0;
}

/**
 * Refuses a training in place of a pool: it has its own lists and actions (toloka-api §P3.11).
 *
 * @param more what else makes it differ from a pool.
 */
export function refuseTraining({ id, type }: Pool, more = 'is never completed'): void {
	if (type !== 'TRAINING') return;
	throw refusal(
		`Pool ${id} is a training: it only prepares performers and ${more}`,
		'Choose the pool whose performers this training prepares.',
	);
}

/** Refuses a pool that does not accept tasks; open and closed pools do. */
export function assertAcceptsTasks({ id, status }: Pool): void {
	if (['OPEN', 'CLOSED'].includes(status)) return;
	const advice =
		status === 'LOCKED'
			? 'Another operation is running on this pool. Run the node again when it has finished.'
			: 'Choose an open or closed pool, or clone this one with Toloka (Pool: Clone).';
	throw refusal(`Pool ${id} is ${clean(status).toLowerCase()} and does not accept tasks`, advice);
}

/** Why the service closed a pool before people were done, by its name for the reason. */
export const CLOSED_BECAUSE = new Map([
	['MANUAL', 'somebody closed it'],
	['EXPIRED', 'its expiry time has passed'],
	['NOT_ENOUGH_BALANCE', 'the balance of the account is too low'],
	['ASSIGNMENTS_LIMIT_EXCEEDED', 'it has reached the limit of 2,000,000 task suites'],
	['BLOCKED', 'Toloka has blocked the account'],
]);

/** Why a pool is not open, with the service's own name for the reason. */
export function whyClosed({ status, last_close_reason: reason }: Pool): string {
	if (typeof reason !== 'string') return `its status is ${clean(status)}`;
	return `${CLOSED_BECAUSE.get(reason) ?? `its status is ${clean(status)}`} (${clean(reason)})`;
}

/** Whether the service will open the pool again itself (toloka-api §P3.8). */
export function isClosedForUpdate({ status, last_close_reason: reason }: Pool): boolean {
	return status === 'CLOSED' && reason === 'FOR_UPDATE';
}

/** Whether nobody can have worked in the pool before it was read; it may be open by now. */
export function wasNeverOpened({
	last_started: started,
	last_close_reason: reason,
}: Pool): boolean {
	return !started && !reason;
}
