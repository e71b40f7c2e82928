import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import type { ApiReply, ApiRequest, Send } from '../../../nodes/shared/toloka/service/requests.ts';

/** When a scene starts. */
export const START_MS = Date.UTC(2024, 0, 15, 12);

export interface BackendItem {
	id: string;
	/** Microseconds after the start; undefined if the item is not finished. */
	finishedUs?: number;
	/** Microseconds between finishing and appearing in the list. */
	lateUs?: number;
	status?: string;
}

export interface BackendOptions {
	/** Maximum rows per page, whatever limit is requested. */
	pageSize: number;
	/** Whether responses include the service's time. */
	tellsTime?: boolean;
	/** Duration of one request in microseconds. */
	requestUs?: number;
}

export interface Backend {
	send: Send;
	queries: Array<Record<string, unknown>>;
	/** Microseconds since the start. */
	nowUs: number;
	items: BackendItem[];
}

function timeText(us: number): string {
	const seconds = new Date(START_MS + Math.floor(us / 1_000)).toISOString().slice(0, 19);
	const fraction = String(((us % 1_000_000) + 1_000_000) % 1_000_000).padStart(6, '0');
	return `${seconds}.${fraction}`;
}

/**
 * Simulates the item list of the service: sorted by (finished_at, id), with `finished_gte`,
 * `after_id`, `limit` and `has_more`. A row is listed once it is finished and its delay is over.
 */
export function itemBackend(items: BackendItem[], options: BackendOptions): Backend {
	const backend: Backend = { items: [...items], nowUs: 0, queries: [], send };

	async function send({ query = {} }: ApiRequest): Promise<ApiReply> {
		backend.queries.push(query);
		const rows = selected(query);
		const page = rows.slice(0, Math.min(Number(query.limit), options.pageSize));
		const serviceTime = START_MS + Math.floor(backend.nowUs / 1_000_000) * 1_000;
		backend.nowUs += options.requestUs ?? 0;
		return {
			status: 200,
			body: { content: page.map(wire), has_more: page.length < rows.length },
			serviceTime: options.tellsTime === false ? undefined : serviceTime,
		};
	}

	function selected(query: Record<string, unknown>): BackendItem[] {
		const from = query.finished_gte === undefined ? '' : String(query.finished_gte);
		const listed = backend.items
			.filter(isVisible)
			.filter(({ status }) => query.status === undefined || status === query.status)
			.filter((item) => from === '' || keyOf(item) >= from)
			.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
		if (query.after_id === undefined) return listed;
		const position = listed.findIndex(({ id }) => id === query.after_id);
		if (position === -1) throw new TolokaFailure('not-found', { doing: 'listing' });
		return listed.slice(position + 1);
	}

	function isVisible({ finishedUs, lateUs = 0 }: BackendItem): boolean {
		return finishedUs === undefined || finishedUs + lateUs <= backend.nowUs;
	}

	return backend;
}

/** Unfinished items come last, and every lower bound on the time excludes them. */
const UNFINISHED = '';

function keyOf({ finishedUs }: BackendItem): string {
	return finishedUs === undefined ? UNFINISHED : timeText(finishedUs);
}

function orderOf(item: BackendItem): string {
	return `${keyOf(item) === UNFINISHED ? '~' : keyOf(item)} ${item.id}`;
}

function wire(item: BackendItem): object {
	const { id, status = 'COMPLETED' } = item;
	const finished = item.finishedUs === undefined ? {} : { finished_at: keyOf(item) };
	return { id, app_project_id: 'project', status, input_data: {}, ...finished };
}
