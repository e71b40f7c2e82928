import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import { timeKeyAt } from '../../../nodes/shared/toloka/values/times.ts';
import type { BackendItem } from './itemBackend.mts';
import { START_MS } from './itemBackend.mts';
import { SECOND_US, WANTED, WINDOW_S, watch } from './watchedItems.mts';

const PAGE_SIZES = [1, 2, 3, 4, 5, 6, 7, 8];

const sorted = (ids: Iterable<string>) => [...ids].sort();
const idsOf = (items: BackendItem[]) => sorted(items.map(({ id }) => id));

/** Finished items over five minutes, many of them at the same time, some of them late. */
function schedule(lateUpToUs: number): fc.Arbitrary<BackendItem[]> {
	const item = fc.record({
		grid: fc.constantFrom(1, 1_000, SECOND_US, 60 * SECOND_US),
		at: fc.nat(300 * SECOND_US),
		lateUs: fc.oneof(fc.constant(0), fc.nat(lateUpToUs), fc.constant(lateUpToUs)),
		key: fc.nat(9_999),
		status: fc.constantFrom('COMPLETED', 'COMPLETED', 'ERROR', 'ARCHIVE'),
	});
	return fc.array(item, { maxLength: 40 }).map((drawn) =>
		drawn.map(({ grid, at, key, lateUs, status }, index) => ({
			id: `${key}x${index}`,
			finishedUs: at - (at % grid),
			lateUs,
			status,
		})),
	);
}

const pauses = fc.array(fc.nat(40 * SECOND_US), { minLength: 1, maxLength: 12 });
const wantedOf = (items: BackendItem[]) => items.filter(({ status }) => WANTED.includes(status!));

describe.each(PAGE_SIZES)('with pages of %i rows', (pageSize) => {
	const scene = fc.record({
		items: schedule(WINDOW_S * SECOND_US),
		steps: pauses,
		options: fc.record({
			tellsTime: fc.boolean(),
			serialised: fc.boolean(),
			requestUs: fc.constantFrom(0, 3 * SECOND_US, 15 * SECOND_US),
		}),
		maxItems: fc.constantFrom(1, 2, 5, 9, 10_000),
	});

	it('every row comes exactly once, whatever is late by up to the window and whatever is tied', async () => {
		await fc.assert(
			fc.asyncProperty(scene, async ({ items, steps, options, maxItems }) => {
				const watched = watch(items, { pageSize, ...options, plan: { maxItems } });
				for (const step of steps) {
					watched.backend.nowUs += step;
					expect(await watched.poll()).toBeLessThanOrEqual(maxItems);
				}
				await watched.drain();
				expect(sorted(watched.emitted)).toEqual(idsOf(wantedOf(items)));
			}),
			{ seed: pageSize, numRuns: 120 },
		);
	});

	it('with a window of 0 every row comes once as long as none is late', async () => {
		await fc.assert(
			fc.asyncProperty(schedule(0), pauses, async (items, steps) => {
				const watched = watch(items, { pageSize, plan: { windowMs: 0 } });
				for (const step of steps) {
					watched.backend.nowUs += step;
					await watched.poll();
				}
				await watched.drain();
				expect(sorted(watched.emitted)).toEqual(idsOf(wantedOf(items)));
			}),
			{ seed: pageSize, numRuns: 40 },
		);
	});

	it('starting at a time brings what finished since, and nothing older', async () => {
		const startUs = 100 * SECOND_US + 1_000;
		const since = timeKeyAt(START_MS + startUs / 1_000);
		await fc.assert(
			fc.asyncProperty(schedule(WINDOW_S * SECOND_US), pauses, async (items, steps) => {
				const watched = watch(items, { pageSize, since });
				watched.backend.nowUs = startUs;
				for (const step of steps) {
					watched.backend.nowUs += step;
					await watched.poll();
				}
				await watched.drain();
				const expected = wantedOf(items).filter(({ finishedUs }) => finishedUs! >= startUs);
				expect(sorted(watched.emitted)).toEqual(idsOf(expected));
			}),
			{ seed: pageSize, numRuns: 40 },
		);
	});
});

/** Rows that finish one per second. */
function everySecond(count: number): BackendItem[] {
	return Array.from({ length: count }, (_, index) => ({
		id: `row${String(index).padStart(4, '0')}`,
		finishedUs: index * SECOND_US,
		status: 'COMPLETED',
	}));
}

describe('one poll', () => {
	it('that is thrown away is repeated whole by the next', async () => {
		const watched = watch(everySecond(10), { pageSize: 3 });
		watched.backend.nowUs = 10 * SECOND_US;
		const before = structuredClone(watched.state);
		await watched.poll();
		const first = watched.emitted.splice(0);
		watched.state = before;
		await watched.poll();
		expect(watched.emitted).toEqual(first);
	});

	it('that finds nothing leaves the state as it was', async () => {
		const watched = watch(everySecond(10), { pageSize: 3 });
		watched.backend.nowUs = 3_600 * SECOND_US;
		await watched.poll();
		const before = structuredClone(watched.state);
		expect(await watched.poll()).toBe(0);
		expect(watched.state).toEqual(before);
	});

	it('trusts the time of its first page only: a row may show up behind it while it reads', async () => {
		const items: BackendItem[] = [
			{ id: 'late', finishedUs: 1 * SECOND_US, lateUs: 50 * SECOND_US },
			{ id: 'first', finishedUs: 2 * SECOND_US },
			{ id: 'second', finishedUs: 3 * SECOND_US },
		];
		const watched = watch(items, { pageSize: 1, requestUs: 100 * SECOND_US });
		watched.backend.nowUs = 30 * SECOND_US;
		await watched.poll();
		expect(watched.emitted).toEqual(['first', 'second']);
		await watched.poll();
		expect(watched.emitted).toEqual(['first', 'second', 'late']);
	});

	it('of a settled list reads a single page and remembers a single row', async () => {
		const watched = watch(everySecond(500), { pageSize: 1_000 });
		watched.backend.nowUs = 3_600 * SECOND_US;
		await watched.poll();
		expect(watched.state.seen).toHaveLength(1);
		await watched.poll();
		expect(watched.backend.queries).toHaveLength(2);
	});

	it('without the time of the service remembers one window of rows', async () => {
		const watched = watch(everySecond(500), { pageSize: 1_000, tellsTime: false });
		watched.backend.nowUs = 3_600 * SECOND_US;
		await watched.poll();
		expect(watched.state.seen).toHaveLength(WINDOW_S + 1);
	});

	it('asks the service for the one status or batch that is wanted', async () => {
		const plan = { statuses: ['ERROR'], batchId: 'batch', maxItems: 50 };
		const watched = watch([], { pageSize: 10, plan });
		await watched.poll();
		expect(watched.backend.queries).toEqual([
			{
				sort: 'finished',
				finished_gte: '1970-01-01T00:00:00.000',
				status: 'ERROR',
				batch_id: 'batch',
				limit: 50,
				after_id: undefined,
			},
		]);
	});
});

describe('the time for a poll', () => {
	const slow = { pageSize: 10, requestUs: 10 * SECOND_US };
	const start = 3_600 * SECOND_US;
	const deadline = START_MS + 3_600_000 + 30_000;

	it('ends it after the page under way, and the rest comes next', async () => {
		const items = everySecond(100);
		const watched = watch(items, { ...slow, plan: { deadline } });
		watched.backend.nowUs = start;
		expect(await watched.poll()).toBe(30);
		expect(watched.backend.queries).toHaveLength(3);
		await watched.drain();
		expect(sorted(watched.emitted)).toEqual(idsOf(items));
	});

	it('ends it also when no row so far was of a wanted status', async () => {
		const unwanted = everySecond(90).map((item) => ({ ...item, status: 'ARCHIVE' }));
		const last = { id: 'wanted', finishedUs: 95 * SECOND_US, status: 'COMPLETED' };
		const watched = watch([...unwanted, last], { ...slow, plan: { deadline } });
		watched.backend.nowUs = start;
		expect(await watched.poll()).toBe(0);
		expect(watched.backend.queries.length).toBeLessThan(10);
		for (let polls = 0; polls < 10; polls++) await watched.poll();
		expect(watched.emitted).toEqual(['wanted']);
	});

	it('ends it also in the middle of rows of one time, and the rest comes next', async () => {
		const items = everySecond(100).map((item) => ({ ...item, finishedUs: 0 }));
		const watched = watch(items, { ...slow, since: timeKeyAt(START_MS), plan: { deadline } });
		watched.backend.nowUs = start;
		expect(await watched.poll()).toBe(30);
		await watched.drain();
		expect(sorted(watched.emitted)).toEqual(idsOf(items));
	});

	it('does not end it before the next one would begin further on', async () => {
		const tied = everySecond(50).map((item) => ({ ...item, finishedUs: 0, status: 'ARCHIVE' }));
		const last = { id: 'wanted', finishedUs: 0, status: 'COMPLETED' };
		const watched = watch([...tied, last], {
			...slow,
			since: timeKeyAt(START_MS),
			plan: { deadline },
		});
		watched.backend.nowUs = start;
		expect(await watched.poll()).toBe(1);
	});
});

describe('a window of 0', () => {
	it('goes on behind the time when its last row is gone', async () => {
		const items = everySecond(10);
		const watched = watch(items, { pageSize: 4, plan: { windowMs: 0 } });
		watched.backend.nowUs = 5 * SECOND_US;
		await watched.poll();
		watched.backend.items = watched.backend.items.filter(({ id }) => id !== watched.state.lastId);
		watched.backend.nowUs = 20 * SECOND_US;
		await watched.poll();
		expect(sorted(watched.emitted)).toEqual(idsOf(items));
	});

	it('stops at the first row that is not finished', async () => {
		const unfinished = Array.from({ length: 30 }, (_, index) => ({ id: `new${index}` }));
		const watched = watch([...everySecond(4), ...unfinished], {
			pageSize: 4,
			plan: { windowMs: 0 },
		});
		watched.backend.nowUs = 10 * SECOND_US;
		await watched.poll();
		watched.backend.queries.length = 0;
		expect(await watched.poll()).toBe(0);
		expect(watched.backend.queries).toHaveLength(1);
		expect(watched.emitted).toHaveLength(4);
	});
});

it('a list that leads nowhere ends the poll with a failure', async () => {
	const watched = watch([], { pageSize: 1 });
	watched.backend.send = async () => ({ status: 200, body: { content: [], has_more: true } });
	await expect(watched.poll()).rejects.toThrow(TolokaFailure);
});
