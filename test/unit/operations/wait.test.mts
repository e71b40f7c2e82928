import { describe, expect, it } from 'vitest';
import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import type { Operation } from '../../../nodes/shared/toloka/operations/operation.ts';
import type { WaitOptions } from '../../../nodes/shared/toloka/operations/wait.ts';
import { waitForOperations } from '../../../nodes/shared/toloka/operations/wait.ts';
import type { FakeOperation } from './fakeOperations.mts';
import { START, fakeService, sleepersClock } from './fakeOperations.mts';

const MINUTE = 60_000;

function scene(operations: FakeOperation[]) {
	const clock = sleepersClock();
	const service = fakeService(operations, clock);
	const seen = new Map<string, number>();
	const onProgress = ({ id, status }: Operation) => {
		if (status === 'SUCCESS' || status === 'FAIL') seen.set(id, clock.now() - START);
	};
	const wait = async (options: Partial<WaitOptions> = {}) =>
		await waitForOperations(
			service.send,
			operations.map(({ id }) => id),
			{ deadline: START + 15 * MINUTE, onProgress, ...options },
			clock,
		);
	return { clock, service, seen, wait };
}

/** Spreads the ends of operations over a period, by a fixed formula. */
function spread(count: number, overMs: number): FakeOperation[] {
	return Array.from({ length: count }, (_, index) => ({
		id: `op-${index}`,
		endsAfter: Math.floor(((index * 7919) % count) * (overMs / count)),
	}));
}

const lists = (requests: ReadonlyArray<{ path: string }>) =>
	requests.filter(({ path }) => path === '/operations').length;

describe('one operation', () => {
	it('that is finished costs one request and no sleep', async () => {
		const { clock, service, wait } = scene([{ id: 'a', endsAfter: 0 }]);
		const states = await wait();
		expect(states.get('a')?.status).toBe('SUCCESS');
		expect(service.requests).toHaveLength(1);
		expect(clock.slept).toEqual([]);
	});

	it('is polled again after half a second, then a second, then every one and a half', async () => {
		const { clock, wait } = scene([{ id: 'a', endsAfter: 6_000 }]);
		await wait();
		expect(clock.slept).toEqual([500, 1_000, 1_500, 1_500, 1_500]);
	});

	it('is polled a last time exactly at the deadline, and then returned as it is', async () => {
		const { clock, service, wait } = scene([{ id: 'a', endsAfter: MINUTE }]);
		const states = await wait({ deadline: START + 4_100 });
		expect(clock.now()).toBe(START + 4_100);
		expect(states.get('a')?.status).toBe('RUNNING');
		expect(service.requests).toHaveLength(5);
	});

	it('that ends between the last pause and the deadline is still seen', async () => {
		const { wait } = scene([{ id: 'a', endsAfter: 4_050 }]);
		const states = await wait({ deadline: START + 4_100 });
		expect(states.get('a')?.status).toBe('SUCCESS');
	});

	it('requested twice is read once', async () => {
		const { clock, service } = scene([{ id: 'a', endsAfter: 0 }]);
		const options = { deadline: START };
		const states = await waitForOperations(service.send, ['a', 'a'], options, clock);
		expect([...states.keys()]).toEqual(['a']);
		expect(service.requests).toHaveLength(1);
	});
});

describe('many operations', () => {
	it('1,000 over 10 minutes cost at most 5 % of polling each every second, and few are noticed late', async () => {
		const operations = spread(1_000, 10 * MINUTE);
		const { clock, service, seen, wait } = scene(operations);
		await wait();
		const pollingEach = operations.reduce((sum, { endsAfter }) => sum + 1 + endsAfter / 1_000, 0);
		expect(service.requests.length).toBeLessThan(0.05 * pollingEach);
		const late = operations
			.map(({ id, endsAfter }) => (seen.get(id) ?? Infinity) - endsAfter)
			.sort((a, b) => a - b);
		expect(late[500]).toBeLessThanOrEqual(1_500);
		expect(late[999]).toBeLessThanOrEqual(1_500);
		const last = Math.max(...operations.map(({ endsAfter }) => endsAfter));
		expect(clock.now() - START - last).toBeLessThanOrEqual(1_500);
	});

	it('never cost more than one request per open operation in a round', async () => {
		for (const count of [1, 8, 9, 20, 200]) {
			const { clock, service, wait } = scene(spread(count, MINUTE));
			const rounds = new Map<number, number>();
			service.trouble = () => void rounds.set(clock.now(), (rounds.get(clock.now()) ?? 0) + 1);
			await wait();
			const operations = spread(count, MINUTE);
			for (const [at, requests] of rounds) {
				// What the node knows is at most one round old.
				const open = operations.filter(({ endsAfter }) => START + endsAfter > at - 1_500).length;
				expect(requests, `${count} operations`).toBeLessThanOrEqual(Math.max(1, open));
			}
		}
	});

	it('are found one by one if the service omits `finished`', async () => {
		const operations = spread(100, MINUTE).map((one) => ({ ...one, unlisted: true }));
		const { clock, wait } = scene(operations);
		const states = await wait();
		expect([...states.values()].every(({ status }) => status === 'SUCCESS')).toBe(true);
		expect(clock.now() - START).toBeLessThan(2.5 * MINUTE);
	});

	it('are read one by one if the list is refused', async () => {
		const { service, wait } = scene(spread(50, 5_000));
		service.trouble = ({ path }) => {
			if (path === '/operations') throw new TolokaFailure('forbidden', { status: 403 });
		};
		const states = await wait();
		expect(states.size).toBe(50);
		expect(lists(service.requests)).toBe(1);
	});

	it('are read one by one if the list does not advance', async () => {
		const operations = Array.from({ length: 400 }, (_, i) => ({ id: `op-${i}`, endsAfter: 700 }));
		const { service, wait } = scene([...operations, { id: 'last', endsAfter: 3_000 }]);
		const states = await wait();
		expect(states.get('last')?.status).toBe('SUCCESS');
		expect(lists(service.requests)).toBe(3);
	});

	it('end the wait for all when one meets the condition', async () => {
		const operations: FakeOperation[] = [
			{ id: 'bad', endsAfter: 2_000, status: 'FAIL' },
			{ id: 'long', endsAfter: 10 * MINUTE },
		];
		const { clock, wait } = scene(operations);
		const states = await wait({ stopAt: ({ status }) => status === 'FAIL' });
		expect(clock.now() - START).toBe(3_000);
		expect(states.get('long')?.status).toBe('RUNNING');
	});
});

describe('an unavailable service', () => {
	const outage = (from: number, to: number) => (now: number) => now >= from && now < to;

	it('that recovers within five minutes is waited for', async () => {
		const { clock, service, wait } = scene(spread(20, MINUTE));
		const isOut = outage(START + 10_000, START + 4 * MINUTE);
		service.trouble = () => {
			if (isOut(clock.now())) throw new TolokaFailure('unavailable', { status: 503 });
		};
		const states = await wait();
		expect([...states.values()].every(({ status }) => status === 'SUCCESS')).toBe(true);
	});

	it('that does not recover is given up after five minutes', async () => {
		const { clock, service, wait } = scene(spread(20, MINUTE));
		service.trouble = () => {
			throw new TolokaFailure('unavailable', { status: 503 });
		};
		await expect(wait()).rejects.toMatchObject({ kind: 'unavailable' });
		expect(clock.now() - START).toBeGreaterThanOrEqual(5 * MINUTE);
		expect(clock.now() - START).toBeLessThan(5 * MINUTE + 2_000);
	});

	it('that requests a pause gets it', async () => {
		const { clock, service, wait } = scene([{ id: 'a', endsAfter: 2 * MINUTE }]);
		let asked = 0;
		service.trouble = () => {
			if (++asked === 2) throw new TolokaFailure('rate-limited', { waitMs: MINUTE });
		};
		await wait();
		expect(clock.slept[1]).toBe(MINUTE);
	});

	it('that refuses for an hour is polled again after it, and no sooner', async () => {
		const { clock, service, wait } = scene([{ id: 'a', endsAfter: 2 * MINUTE }]);
		let asked = 0;
		service.trouble = () => {
			if (++asked === 2) throw new TolokaFailure('quota-exhausted', { waitMs: 60 * MINUTE });
		};
		const states = await wait({ deadline: START + 120 * MINUTE });
		expect(states.get('a')?.status).toBe('SUCCESS');
		expect(clock.slept).toEqual([500, 60 * MINUTE]);
	});

	it('at the deadline leaves the last known states', async () => {
		const { clock, service, wait } = scene([{ id: 'a', endsAfter: MINUTE }]);
		service.trouble = () => {
			if (clock.now() > START) throw new TolokaFailure('unavailable', { status: 503 });
		};
		const states = await wait({ deadline: START + 10_000 });
		expect(states.get('a')?.status).toBe('RUNNING');
	});
});

describe('an operation that cannot be read', () => {
	const unknown = () => scene([{ id: 'a', endsAfter: 1_000 }]);

	it('ends the wait', async () => {
		const { service, clock } = unknown();
		const waiting = waitForOperations(service.send, ['a', 'b'], { deadline: START }, clock);
		await expect(waiting).rejects.toMatchObject({ kind: 'not-found' });
	});

	it('is left out if the caller says so', async () => {
		const { service, clock } = unknown();
		const failures: string[] = [];
		const options = {
			deadline: START + MINUTE,
			onFailure: (id: string, { kind }: TolokaFailure) => void failures.push(`${id} ${kind}`),
		};
		const states = await waitForOperations(service.send, ['a', 'b'], options, clock);
		expect(failures).toEqual(['b not-found']);
		expect([...states.keys()]).toEqual(['a']);
	});

	it('for five minutes affects only itself', async () => {
		const { clock, service, wait } = scene(spread(20, MINUTE));
		service.trouble = ({ path }) => {
			if (/op-3$|operations$/.test(path)) throw new TolokaFailure('unavailable', { status: 503 });
		};
		const failures: string[] = [];
		const onFailure = (id: string, { kind }: TolokaFailure) => void failures.push(`${id} ${kind}`);
		const states = await wait({ onFailure });
		expect([states.size, failures]).toEqual([19, ['op-3 unavailable']]);
		expect(clock.now() - START).toBeGreaterThanOrEqual(5 * MINUTE);
		expect(clock.now() - START).toBeLessThan(6 * MINUTE);
	});

	it('at the deadline affects only itself', async () => {
		const { service, wait } = scene(spread(20, 1));
		service.trouble = ({ path }) => {
			if (path === '/operations/op-3') throw new TolokaFailure('unavailable', { status: 503 });
		};
		const unread: string[] = [];
		const states = await wait({ deadline: START, onUnread: (id) => void unread.push(id) });
		expect([states.size, unread]).toEqual([19, ['op-3']]);
	});

	it('has no state, although it had one before', async () => {
		const { service, clock } = scene([
			{ id: 'a', endsAfter: 1_000 },
			{ id: 'b', endsAfter: MINUTE },
		]);
		service.trouble = ({ path }) => {
			const isGone = path === '/operations/b' && clock.now() > START;
			if (isGone) throw new TolokaFailure('not-found', { status: 404 });
		};
		const options = { deadline: START + MINUTE, onFailure: () => undefined };
		const states = await waitForOperations(service.send, ['a', 'b'], options, clock);
		expect([...states.keys()]).toEqual(['a']);
	});
});

it('a canceled wait ends with the cancellation as its reason', async () => {
	const { service, clock } = scene([{ id: 'a', endsAfter: MINUTE }]);
	const controller = new AbortController();
	service.trouble = () => controller.abort();
	const options = { deadline: START + MINUTE, signal: controller.signal };
	const waiting = waitForOperations(service.send, ['a'], options, clock);
	await expect(waiting).rejects.toMatchObject({ kind: 'canceled' });
});
