import type { Json } from '../../../emulator/json.mts';
import type { Fault, FaultAction } from '../../../emulator/steering/faults.mts';
import type { Draw } from './draw.mts';

/** A fault, and its name in the summary. */
export interface PlannedFault {
	label: string;
	fault: Fault;
}

type Named = [label: string, action: FaultAction];

/** What may go wrong in a scenario. */
export interface FaultWishes {
	/** Routes of the node's requests. */
	routes: readonly string[];
	/** Routes that start an operation; operations can fail only there. */
	operationRoutes?: readonly string[];
	/** Whether a failed operation has changed nothing. */
	failuresUndo?: boolean;
	/** Minimum and maximum number of faults. */
	least?: number;
	most: number;
	/** How far the service's clock may be set back in total. */
	maxLeapBackMs: number;
	/** Whether the clock may be set forward, by any amount. */
	leapsForth: boolean;
	/** Whether requests may hang; hangs take real time. */
	hangs: boolean;
	/** A token that some of the service's error messages repeat. */
	secret: string;
}

/** Draws a random schedule: which faults, at which requests, how often. */
export function planFaults(draw: Draw, wishes: FaultWishes): PlannedFault[] {
	let leapBackMs = wishes.maxLeapBackMs;
	const count = draw.weighted([2, 0], [4, 1], [4, 2], [3, draw.between(3, 6)], [1, wishes.most]);
	const wanted = Math.max(wishes.least ?? 0, Math.min(count, wishes.most));
	return Array.from({ length: wanted }, () => {
		const { operationRoutes: starting = [] } = wishes;
		const startsOperation = starting.length > 0 && draw.chance(0.15);
		const route = draw.pick(startsOperation ? starting : wishes.routes);
		const drawn = startsOperation
			? operationFault(draw, wishes)
			: anyFault(draw, { ...wishes, maxLeapBackMs: leapBackMs });
		const [label, action] = withoutLies(drawn, route);
		if (action.kind === 'clock-jump' && action.ms < 0) leapBackMs += action.ms;
		return { label, fault: { ...action, ...schedule(draw, action, route) } };
	});
}

/**
 * If the service answers without a body, only the status tells the result (toloka-api §5.8). A
 * false success cannot be distinguished from a true one, so the answer is lost instead.
 */
function withoutLies([label, action]: Named, route: string): Named {
	const isSilent = /\/batches\/.*\/(?:start|stop|resume)$/.test(route);
	const { kind } = action;
	if (!isSilent || !(kind === 'empty' || kind === 'garbage' || kind === 'html')) {
		return [label, action];
	}
	return (action.status ?? 200) < 300 ? ['reset after', { kind: 'reset-after' }] : [label, action];
}

function schedule(draw: Draw, action: FaultAction, route: string): Pick<Fault, 'match' | 'times'> {
	const nth = draw.weighted([6, 1], [3, 2], [2, 3], [2, draw.between(4, 12)]);
	const isOnce = action.kind === 'hang' || action.kind === 'clock-jump';
	const times = draw.weighted<number | 'always'>(
		[14, 1],
		[3, 2],
		[2, draw.between(3, 8)],
		[1, 'always'],
	);
	return { match: { route, nth }, times: isOnce ? 1 : times };
}

function anyFault(draw: Draw, wishes: FaultWishes): Named {
	const { hangs, leapsForth, maxLeapBackMs, secret } = wishes;
	return draw.weighted<() => Named>(
		[6, () => tooMany(draw)],
		[6, () => serverError(draw)],
		[2, () => ['reset before', { kind: 'reset-before' }]],
		[2, () => ['reset after', { kind: 'reset-after' }]],
		[4, () => lostAnswer(draw)],
		[2, () => truncated(draw)],
		[3, () => unreadable(draw)],
		[2, () => slow(draw)],
		[leapsForth ? 1 : 0, () => leapForth(draw)],
		[maxLeapBackMs > 0 ? 1 : 0, () => leapBack(draw, maxLeapBackMs)],
		[1, () => oddStatus(draw, secret)],
		[1, () => redirect(draw)],
		[hangs ? 1 : 0, () => ['hang', { kind: 'hang', applied: draw.chance(0.5) }]],
	)();
}

/** Draws a 429 of any interval, with or without `Retry-After`, with or without a readable body. */
function tooMany(draw: Draw): Named {
	const interval = draw.weighted<string | undefined>(
		[6, 'MIN'],
		[2, 'HOUR'],
		[2, 'DAY'],
		[3, undefined],
		[1, 'WEEK'],
	);
	const retryAfter = draw.weighted<string | undefined>(
		[5, undefined],
		[4, String(draw.between(0, 90))],
		[1, String(draw.between(600, 7200))],
		[1, 'Wed, 21 Oct 2015 07:28:00 GMT'],
		[1, 'soon'],
	);
	const error = { code: 'TOO_MANY_REQUESTS', message: 'Too many requests' };
	const body = interval === undefined ? error : { ...error, payload: { interval } };
	return [
		`429 ${interval ?? 'without interval'}${retryAfter === undefined ? '' : ' + Retry-After'}`,
		{
			kind: 'status',
			status: 429,
			headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
			body: draw.chance(0.85) ? body : '<html><body>slow down</body></html>',
		},
	];
}

function serverError(draw: Draw): Named {
	const status = draw.pick([500, 502, 503, 504, 408]);
	const applied = draw.chance(0.4);
	const body = draw.weighted<Json | undefined>(
		[3, { code: 'REMOTE_SERVICE_UNAVAILABLE', message: 'Service is temporary unavailable' }],
		[1, { code: 'INTERNAL_ERROR', message: 'Internal Error', payload: null }],
		[1, undefined],
		[1, 'upstream timed out'],
	);
	const label = applied ? `${status} after the work was done` : String(status);
	return [label, { kind: 'status', status, applied, ...(body !== undefined && { body }) }];
}

function lostAnswer(draw: Draw): Named {
	const status = draw.pick([0, 500, 502, 503, 504]);
	return ['lost answer', { kind: 'lost-answer', status }];
}

function truncated(draw: Draw): Named {
	const framing = draw.pick(['broken', 'valid'] as const);
	const bytes = draw.weighted<number | undefined>([2, undefined], [1, draw.between(0, 40)]);
	return [
		framing === 'broken' ? 'body cut off' : 'body ends early',
		{ kind: 'truncate', framing, ...(bytes !== undefined && { bytes }) },
	];
}

function unreadable(draw: Draw): Named {
	const kind = draw.pick(['garbage', 'html', 'empty'] as const);
	const status = draw.pick([200, 200, 201, 302, 502, 503]);
	// A redirect has not carried anything out.
	const applied = draw.chance(0.5) && status !== 302;
	return [`${kind} ${status}`, { kind, status, applied }];
}

function slow(draw: Draw): Named {
	const ms = draw.pick([50, 900, 5_000, 20_000, 45_000]);
	return ['slow answer', { kind: 'delay', ms, clock: 'emulator', applied: draw.chance(0.5) }];
}

function leapForth(draw: Draw): Named {
	const ms = draw.pick([700, 5_000, 61_000, 20 * 60_000, 3 * 3_600_000]);
	return ['clock leaps forth', { kind: 'clock-jump', ms }];
}

function leapBack(draw: Draw, mostMs: number): Named {
	return ['clock leaps back', { kind: 'clock-jump', ms: -draw.between(1, mostMs) }];
}

function oddStatus(draw: Draw, secret: string): Named {
	// Without 413, which is about the size: a single item would then be refused for good. Some
	// scenarios use it.
	const status = draw.pick([400, 401, 403, 404, 405, 409, 418, 451]);
	const body = draw.weighted<Json | undefined>(
		[2, { code: 'CONFLICT_STATE', message: 'Conflict state', request_id: 'a-request-id' }],
		[1, { code: 'ACCESS_DENIED', message: `The token ${secret} is not known` }],
		[1, `no JSON, but ${secret}`],
		[1, undefined],
		[1, ['a list']],
		[1, { code: 7, message: { text: 'no text' }, payload: 'none' }],
	);
	return [`odd status ${status}`, { kind: 'status', status, ...(body !== undefined && { body }) }];
}

/** The token must not be sent to the address of a redirect. */
function redirect(draw: Draw): Named {
	const status = draw.pick([301, 302, 307, 308]);
	const location = draw.pick(['https://elsewhere.example/api', 'http://127.0.0.1:1/', '/login']);
	return [`redirect ${status}`, { kind: 'status', status, headers: { location } }];
}

function operationFault(draw: Draw, { failuresUndo = false }: FaultWishes): Named {
	const applied = draw.chance(0.3) && !failuresUndo;
	return draw.weighted<Named>(
		[2, ['operation fails', { kind: 'operation-fail', applied }]],
		[1, ['pool does not open', { kind: 'pool-open-fail' }]],
	);
}
