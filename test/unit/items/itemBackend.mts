import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import type { ApiReply, ApiRequest, Send } from '../../../nodes/shared/toloka/service/requests.ts';

/** Time of the first moment of a scene. */
export const START_MS = Date.UTC(2024, 0, 15, 12);

export interface BackendItem {
	id: string;
	/** Microseconds after the start; undefined for an item that is not finished. */
	finishedUs?: number;
	/** Microseconds between finishing and showing up in the list. */
	lateUs?: number;
	status?: string;
}

export interface BackendOptions {
	/** Rows of one page at most, whatever limit was asked for. */
	pageSize: number;
	/** Whether answers carry the service's time. */
	tellsTime?: boolean;
	/** Microseconds that one request takes. */
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
 * The item list of a service, of plain values: sorted by (finished_at, id), with `finished_gte`,
 * `after_id`, `limit` and `has_more`. A row is there once it is finished and no longer late.
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

/** Unfinished items come last, and no lower bound on the time lets them through. */
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
