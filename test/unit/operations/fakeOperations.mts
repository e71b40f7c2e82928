import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import type { Clock } from '../../../nodes/shared/toloka/flow/clock.ts';
import type { ApiReply, ApiRequest, Send } from '../../../nodes/shared/toloka/service/requests.ts';

export const START = Date.UTC(2024, 0, 15, 12);

/** Creates a clock that only sleepers advance, and records how long each slept. */
export function sleepersClock(): Clock & { slept: number[] } {
	let now = START;
	const slept: number[] = [];
	return {
		slept,
		now: () => now,
		sleep: async (ms) => {
			slept.push(ms);
			now += ms;
		},
	};
}

export interface FakeOperation {
	id: string;
	/** Milliseconds after the start. */
	endsAfter: number;
	status?: 'SUCCESS' | 'FAIL';
	/** The service omits `finished`, so no list filtered by it shows this operation. */
	unlisted?: boolean;
}

interface FakeService {
	send: Send;
	requests: ApiRequest[];
	/** Called before each response; may throw, or return a different one. */
	trouble?: (request: ApiRequest) => void;
}

const PAGE = 300;

/** Answers `GET /operations/{id}` and `GET /operations` as described in toloka-api §6.4. */
export function fakeService(operations: readonly FakeOperation[], clock: Clock): FakeService {
	const byId = new Map(operations.map((operation) => [operation.id, operation]));
	const wire = ({ id, endsAfter, status = 'SUCCESS', unlisted }: FakeOperation) => {
		const isOver = clock.now() >= START + endsAfter;
		const finished = isOver && !unlisted ? { finished: timeAt(START + endsAfter) } : {};
		return { id, type: 'POOL.OPEN', status: isOver ? status : 'RUNNING', ...finished };
	};
	const service: FakeService = {
		requests: [],
		send: async (request): Promise<ApiReply> => {
			service.requests.push(request);
			service.trouble?.(request);
			return { status: 200, body: answer(request), serviceTime: clock.now() };
		},
	};
	function answer({ path, query }: ApiRequest): unknown {
		if (path !== '/operations') {
			const operation = byId.get(path.split('/')[2]);
			if (operation === undefined) throw new TolokaFailure('not-found', { status: 404 });
			return wire(operation);
		}
		const from = String(query?.finished_gte);
		const rows = operations
			.map(wire)
			.filter((row) => 'finished' in row && String(row.finished) >= from)
			.sort((a, b) => (String(a.finished) < String(b.finished) ? -1 : 1));
		return { items: rows.slice(0, PAGE), has_more: rows.length > PAGE };
	}
	return service;
}

function timeAt(ms: number): string {
	return new Date(ms).toISOString().slice(0, -1);
}
