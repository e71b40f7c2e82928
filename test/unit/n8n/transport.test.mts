import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../../../nodes/shared/n8n/clock.ts';
import type { Clock } from '../../../nodes/shared/toloka/flow/clock.ts';
import type { TolokaContext } from '../../../nodes/shared/n8n/transport/credential.ts';
import type { TransportOptions } from '../../../nodes/shared/n8n/transport/transport.ts';
import { connect } from '../../../nodes/shared/n8n/transport/transport.ts';
import { outcomeOf } from '../../../nodes/shared/toloka/service/failures.ts';

const START = Date.UTC(2026, 0, 15, 12);

interface Answer {
	statusCode: number;
	headers?: Record<string, string>;
	/** How long the service takes to answer. */
	tookMs?: number;
	body?: string;
}

afterEach(() => void vi.restoreAllMocks());

/** Connects to a service that answers as told; time advances only there and in sleeps. */
async function connected(
	answer: (sent: number) => Answer,
	options: TransportOptions = {},
	sleep?: Clock['sleep'],
) {
	let now = START;
	vi.spyOn(systemClock, 'now').mockImplementation(() => now);
	vi.spyOn(systemClock, 'sleep').mockImplementation(sleep ?? (async (ms) => void (now += ms)));
	const timeouts: number[] = [];
	const context = {
		getCredentials: async () => ({ environment: 'toloka', token: 'token' }),
		logger: { debug: () => undefined },
		helpers: {
			httpRequestWithAuthentication: async (_type: string, { timeout }: { timeout: number }) => {
				const { tookMs = 0, headers = {}, ...sent } = answer(timeouts.push(timeout));
				const { statusCode, body = '{}' } = sent;
				now += tookMs;
				return { statusCode, headers, body: Readable.from([Buffer.from(body)]) };
			},
		},
	} as unknown as TolokaContext;
	const connection = await connect(context, options);
	const read = async () =>
		await connection.send({ method: 'GET', api: 'v1', path: '/pools', doing: 'testing' });
	return { connection, read, timeouts, elapsedMs: () => now - START };
}

it('waits that the service requests are limited to five minutes for all tries together', async () => {
	const busy = { statusCode: 429, headers: { 'retry-after': '70' } };
	const { read, elapsedMs } = await connected((sent) => (sent > 10 ? { statusCode: 200 } : busy));
	expect(await outcomeOf(read())).toMatchObject({ kind: 'rate-limited' });
	expect(elapsedMs()).toBe(4 * 70_000);
});

describe('a deadline for retries', () => {
	const away = { statusCode: 503, tookMs: 8_000 };

	it('ends the tries, even if each of them takes long', async () => {
		const { read, timeouts, elapsedMs } = await connected(() => away, {
			timeoutMs: 30_000,
			retryUntil: START + 30_000,
		});
		expect(await outcomeOf(read())).toMatchObject({ kind: 'unavailable' });
		expect(timeouts.length).toBeGreaterThan(1);
		expect(elapsedMs()).toBeLessThan(30_000 + 8_000);
		for (const timeout of timeouts.slice(1)) expect(timeout).toBeLessThan(30_000);
		const before = timeouts.length;
		await outcomeOf(read());
		expect(timeouts.length - before).toBe(1);
	});

	it('does not prevent or shorten a first try', async () => {
		const { read, timeouts } = await connected(() => ({ statusCode: 200 }), {
			timeoutMs: 30_000,
			retryUntil: START - 1,
		});
		await read();
		expect(timeouts).toEqual([30_000]);
	});

	it('does not exist by default', async () => {
		const { read, timeouts } = await connected(() => away);
		await outcomeOf(read());
		expect(timeouts).toHaveLength(6);
	});
});

describe('the service time after which a later request creates something', () => {
	const dated = (date: string) => () => ({ statusCode: 200, headers: { date } });

	it('is our time minus half a minute before any answer contains a time', async () => {
		const { connection } = await connected(() => ({ statusCode: 200 }));
		expect(connection.createdSince()).toBeLessThanOrEqual(START - 30_000);
	});

	it.each([
		['Thu, 15 Jan 2026 12:00:00 GMT', START],
		['Thu, 15 Jan 2026 12:10:00 GMT', START + 600_000],
		['Thu, 15 Jan 2026 11:50:00 GMT', START - 600_000],
	])("follows the clock of an answer of %s, which may be a proxy's", async (date, at) => {
		const { connection, read } = await connected(dated(date));
		await read();
		// A proxy 2 s ahead of `created_at` must not hide what was just created.
		expect(connection.createdSince()).toBeLessThanOrEqual(at - 2_000);
		expect(connection.createdSince()).toBeGreaterThan(at - 30_000);
	});

	it('counts from the end of a slow answer', async () => {
		const slow = { ...dated('Thu, 15 Jan 2026 12:00:10 GMT')(), tookMs: 10_000 };
		const { connection, read } = await connected(() => slow);
		await read();
		expect(connection.serviceTime()).toBe(START + 10_000);
		expect(connection.createdSince()).toBe(START + 5_000);
	});
});

describe('large answers that arrive together', () => {
	/** Reads four answers at once; each pause between them ends when its function is called. */
	async function fourAnswers(body: string) {
		const pauses: Array<() => void> = [];
		const sleep = async () => await new Promise<void>((resolve) => pauses.push(resolve));
		const { read } = await connected(() => ({ statusCode: 200, body }), {}, sleep);
		const done: number[] = [];
		for (const index of [0, 1, 2, 3]) void read().then(() => done.push(index));
		for (let turns = 0; turns < 10; turns++) await turn();
		return { pauses, done };
	}

	it('are parsed one per turn of the event loop', async () => {
		const { pauses, done } = await fourAnswers(JSON.stringify({ text: 'x'.repeat(200_000) }));
		for (let parsed = 0; parsed < 4; parsed++) {
			expect(pauses).toHaveLength(parsed + 1);
			expect(done).toHaveLength(parsed);
			pauses[parsed]();
			await turn();
		}
		expect(done).toEqual([0, 1, 2, 3]);
	});

	it('do not delay small ones', async () => {
		const { pauses, done } = await fourAnswers('{}');
		expect(pauses).toEqual([]);
		expect(done).toEqual([0, 1, 2, 3]);
	});
});
