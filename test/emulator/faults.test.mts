import { beforeEach, describe, expect, it } from 'vitest';
import { virtualClock } from '../../emulator/clock.mts';
import type { Fault } from '../../emulator/steering/faults.mts';
import {
	codeOf,
	rowsOf,
	START_MS,
	startService,
	useService,
	type Reply,
	type Service,
} from './service.mts';

const BULK = 'POST /app-projects/{id}/items/bulk';

/** The outcome of a request: its status, or the code of the failed connection. */
type Outcome = number | string;

describe('faults', () => {
	const service = useService();
	let projectId: string;

	beforeEach(() => {
		projectId = service.emulator.catalogue.appProject().id;
	});

	const push = (): Promise<Reply> =>
		service.apps('POST', `/app-projects/${projectId}/items/bulk`, {
			items: [{ image_url: 'www.example.org' }],
		});
	const outcome = async (request: () => Promise<Reply> = push): Promise<Outcome> => {
		try {
			return (await request()).status;
		} catch (error) {
			return error instanceof Error && 'code' in error ? String(error.code) : String(error);
		}
	};
	const created = (): number => service.emulator.truth.items(projectId).length;
	const arm = (fault: Fault): number => service.emulator.faults.add(fault);

	it.each<[string, Fault, Outcome, number]>([
		['answers a status', { kind: 'status', status: 503 }, 503, 0],
		['answers a status after applying', { kind: 'status', status: 503, applied: true }, 503, 1],
		['resets before', { kind: 'reset-before' }, 'ECONNRESET', 0],
		['resets after', { kind: 'reset-after' }, 'ECONNRESET', 1],
		['loses the answer', { kind: 'lost-answer' }, 502, 1],
		['loses the answer and the connection', { kind: 'lost-answer', status: 0 }, 'ECONNRESET', 1],
		['drops the connection in the body', { kind: 'truncate' }, 'ECONNRESET', 1],
		['answers garbage', { kind: 'garbage' }, 200, 0],
		['answers garbage after applying', { kind: 'garbage', applied: true }, 200, 1],
		['answers HTML', { kind: 'html' }, 502, 0],
		['answers HTML as if all were well', { kind: 'html', status: 200, applied: true }, 200, 1],
		['answers nothing', { kind: 'empty' }, 200, 0],
	])('%s, once', async (_name, fault, first, items) => {
		arm({ ...fault, match: { route: BULK } });
		const seen = await outcome();
		expect(seen === 'ERR_BAD_RESPONSE' ? 'ECONNRESET' : seen).toBe(first);
		expect(created()).toBe(items);
		expect(await outcome()).toBe(200);
		expect(created()).toBe(items + 1);
		expect(service.emulator.log.entries().map((entry) => entry.fault)).toEqual([
			fault.kind,
			undefined,
		]);
	});

	it('send the specified headers and body with a status', async () => {
		arm({
			kind: 'status',
			status: 429,
			headers: { 'retry-after': '7' },
			body: { code: 'TOO_MANY_REQUESTS' },
			match: { nth: 1 },
		});
		const limited = await push();
		expect(codeOf(limited)).toBe('429 TOO_MANY_REQUESTS');
		expect(limited.headers['retry-after']).toBe('7');
		arm({ kind: 'status', status: 500, body: 'Oops' });
		const plain = await push();
		expect([plain.status, plain.text]).toEqual([500, 'Oops']);
		arm({ kind: 'status', status: 504 });
		expect((await push()).text).toBe('');
	});

	it('truncate a body and still end the answer properly', async () => {
		arm({ kind: 'truncate', framing: 'valid', bytes: 5 });
		const cut = await push();
		expect([cut.status, cut.text.length, cut.json]).toEqual([200, 5, null]);
		expect(created()).toBe(1);
	});

	it('send HTML and garbage that no client can parse as JSON', async () => {
		arm({ kind: 'html' });
		const html = await push();
		expect(html.headers['content-type']).toBe('text/html');
		expect(html.text).toContain('<html>');
		arm({ kind: 'garbage' });
		const garbage = await push();
		expect(garbage.headers['content-type']).toContain('json');
		expect(garbage.json).toBeNull();
	});

	it.each([false, true])('hang, applied %s, until the faults are cleared', async (applied) => {
		arm({ kind: 'hang', applied });
		const hanging = outcome();
		await expect.poll(async () => await hangingRequests(service)).toBe(1);
		expect(created()).toBe(applied ? 1 : 0);
		service.emulator.faults.clear();
		expect(await hanging).toBe('ECONNRESET');
	});

	it('release hanging requests when the emulator closes', async () => {
		arm({ kind: 'hang' });
		const hanging = outcome();
		await expect.poll(async () => await hangingRequests(service)).toBe(1);
		await service.emulator.close();
		expect(await hanging).toBe('ECONNRESET');
	});

	it('move the clock instead of waiting', async () => {
		const before = service.clock.now();
		arm({ kind: 'delay', ms: 25_000, clock: 'emulator' });
		arm({ kind: 'clock-jump', ms: -5_000 });
		await push();
		await push();
		expect(service.clock.now() - before).toBe(20_000);
	});

	it('can move only the clock that dates answers', async () => {
		const leaps: number[] = [];
		const clock = { ...virtualClock(START_MS), leap: (ms: number) => leaps.push(ms) };
		const own = await startService({ clock });
		const dated = await own.v1('GET', '/requester');
		expect(dated.headers.date).toBe('Mon, 15 Jan 2024 12:00:00 GMT');
		own.emulator.faults.add({ kind: 'clock-jump', ms: 7_000 });
		await own.v1('GET', '/requester');
		expect(leaps).toEqual([7_000]);
		expect(clock.now()).toBe(START_MS);
	});

	it('delay in real time', async () => {
		arm({ kind: 'delay', ms: 30, applied: true });
		const from = performance.now();
		const slow = push();
		expect((await slow).status).toBe(200);
		expect(performance.now() - from).toBeGreaterThanOrEqual(29);
	});

	it.each<[string, Fault['match'], Fault['times'], string]>([
		['the first', {}, undefined, 'x.....'],
		['the third', { nth: 3 }, undefined, '..x...'],
		['two from the third', { nth: 3 }, 2, '..xx..'],
		['all from the third', { nth: 3 }, 'always', '..xxxx'],
		['every second', { every: 2 }, undefined, '.x.x.x'],
		['every second, once', { every: 2 }, 1, '.x....'],
		['none of another route', { route: 'GET /pools' }, 'always', '......'],
		['none of another method', { method: 'GET' }, 'always', '......'],
		['those whose path fits', { path: 'items/bulk$' }, 'always', 'xxxxxx'],
		['none with two items', { minCount: 2 }, 'always', '......'],
		['those with one item', { minCount: 1, maxCount: 1 }, 'always', 'xxxxxx'],
		['none with fewer', { maxCount: 0 }, 'always', '......'],
	])('strike %s', async (_name, match, times, pattern) => {
		arm({
			kind: 'status',
			status: 503,
			match: match ?? {},
			...(times === undefined ? {} : { times }),
		});
		let seen = '';
		for (let request = 0; request < 6; request += 1) {
			seen += (await outcome()) === 503 ? 'x' : '.';
		}
		expect(seen).toBe(pattern);
	});

	it('match query parameters by value or by presence', async () => {
		const ask = (query: string): Promise<Outcome> =>
			outcome(() => service.apps('GET', `/app-projects/${projectId}/items${query}`));
		arm({ kind: 'status', status: 500, match: { query: { sort: 'finished' } } });
		expect([await ask('?sort=id'), await ask('?sort=finished')]).toEqual([200, 500]);
		arm({ kind: 'status', status: 500, match: { query: { limit: '*' } } });
		expect([await ask(''), await ask('?limit=7')]).toEqual([200, 500]);
	});

	it('strike in order if several are due, and keep the others', async () => {
		arm({ kind: 'status', status: 500 });
		arm({ kind: 'status', status: 503 });
		expect([await outcome(), await outcome(), await outcome()]).toEqual([500, 503, 200]);
	});

	it('are listed when armed and spent, and can be removed', async () => {
		const id = arm({ kind: 'status', status: 500, match: { nth: 2 }, times: 2 });
		await push();
		await push();
		expect(service.emulator.faults.list()).toMatchObject([
			{ id, seen: 2, struck: 1, spent: false },
		]);
		await push();
		expect(service.emulator.faults.list()).toMatchObject([{ struck: 2, spent: true }]);
		service.emulator.faults.remove(id);
		expect(service.emulator.faults.list()).toEqual([]);
	});

	it('are refused at once if their pattern is bad', () => {
		expect(() => arm({ kind: 'hang', match: { path: '(' } })).toThrow(SyntaxError);
	});

	it('strike before the token is checked', async () => {
		arm({ kind: 'status', status: 502 });
		const { url } = service.emulator;
		expect((await fetch(`${url}/api/v1/requester`)).status).toBe(502);
		expect((await fetch(`${url}/api/v1/requester`)).status).toBe(403);
	});

	it('keep the connection usable after a truncated but framed answer', async () => {
		arm({ kind: 'truncate', framing: 'valid' });
		await push();
		expect(rowsOf(await push())).toHaveLength(1);
	});
});

async function hangingRequests(service: Service): Promise<unknown> {
	return ((await service.control('GET', '/status')).json as { hanging: unknown }).hanging;
}
