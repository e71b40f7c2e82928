import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TolokaFailure } from '../../../nodes/shared/toloka/service/failures.ts';
import { finishedItems } from '../../../nodes/shared/toloka/items/poll.ts';
import { parseSeen } from '../../../nodes/shared/toloka/flow/seen.ts';
import { timeKeyAt } from '../../../nodes/shared/toloka/values/times.ts';
import type { BackendItem } from './itemBackend.mts';
import { START_MS } from './itemBackend.mts';
import { SECOND_US, WANTED, WINDOW_S, everySecond, idsOf, sorted, watch } from './watchedItems.mts';

const PAGE_SIZES = [1, 2, 3, 4, 5, 6, 7, 8];

/** Generates items that finish within five minutes, many at the same time, some listed late. */
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
		maxRows: fc.constantFrom(1, 2, 5, 9, 10_000),
		capacity: fc.constantFrom(1, 3, 10, 3_000),
	});

	it('every row is delivered exactly once, despite ties and delays up to the window', async () => {
		await fc.assert(
			fc.asyncProperty(scene, async ({ items, steps, options, maxRows, capacity }) => {
				const watched = watch(items, { pageSize, ...options, plan: { maxRows, capacity } });
				for (const step of steps) {
					watched.backend.nowUs += step;
					expect(await watched.poll()).toBeLessThanOrEqual(maxRows);
				}
				await watched.drain();
				expect(sorted(watched.emitted)).toEqual(idsOf(wantedOf(items)));
			}),
			{ seed: pageSize, numRuns: 120 },
		);
	});

	it('with a window of 0, every row is delivered once if none is late', async () => {
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

	it('starting at a time delivers what finished since then, and nothing older', async () => {
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

describe('one poll', () => {
	it('that is discarded is repeated completely by the next', async () => {
		const watched = watch(everySecond(10), { pageSize: 3 });
		watched.backend.nowUs = 10 * SECOND_US;
		const before = structuredClone(watched.cursor);
		await watched.poll();
		const first = watched.emitted.splice(0);
		watched.cursor = before;
		await watched.poll();
		expect(watched.emitted).toEqual(first);
	});

	it('that finds nothing leaves the state unchanged', async () => {
		const watched = watch(everySecond(10), { pageSize: 3 });
		watched.backend.nowUs = 3_600 * SECOND_US;
		await watched.poll();
		const before = structuredClone(watched.cursor);
		expect(await watched.poll()).toBe(0);
		expect(watched.cursor).toEqual(before);
	});

	it('trusts only the time of its first page, because a row may appear behind it during the read', async () => {
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

	it('of a settled list remembers nothing, and the next reads a single page', async () => {
		const watched = watch(everySecond(500), { pageSize: 1_000 });
		watched.backend.nowUs = 3_600 * SECOND_US;
		await watched.poll();
		expect(watched.cursor.seen).toBe('');
		await watched.poll();
		expect(watched.backend.queries).toHaveLength(2);
	});

	it("without the service's time uses ours, set back", async () => {
		const watched = watch(everySecond(500), { pageSize: 1_000, tellsTime: false });
		watched.backend.nowUs = 499 * SECOND_US;
		await watched.poll();
		const remembered = parseSeen(watched.cursor.seen);
		expect(remembered).toHaveLength(WINDOW_S + 30 + 1);
	});

	it('requests only the wanted status or batch', async () => {
		const wanted = { statuses: ['ERROR'], batchId: 'batch' };
		const watched = watch([], { pageSize: 10, plan: { maxRows: 150 }, wanted });
		await watched.poll();
		expect(watched.backend.queries).toEqual([
			{
				sort: 'finished',
				finished_gte: '1970-01-01T00:00:00.000',
				status: 'ERROR',
				batch_id: 'batch',
				limit: 150,
				after_id: undefined,
			},
		]);
	});

	it('continues with pages by the last ID alone', async () => {
		const watched = watch(everySecond(10), { pageSize: 4 });
		watched.backend.nowUs = 10 * SECOND_US;
		await watched.poll();
		expect(watched.backend.queries.slice(1)).toEqual([
			{ sort: 'finished', limit: 1_000, after_id: 'row0003' },
			{ sort: 'finished', limit: 1_000, after_id: 'row0007' },
		]);
	});

	it('returns what it has read if a later page fails, and the next continues from there', async () => {
		const watched = watch(everySecond(10), { pageSize: 4 });
		watched.backend.nowUs = 3_600 * SECOND_US;
		const { send } = watched.backend;
		watched.backend.send = async (request) => {
			if (watched.backend.queries.length < 2) return await send(request);
			throw new TolokaFailure('unavailable', { doing: 'listing' });
		};
		expect(await watched.poll()).toBe(8);
		expect(watched.read?.failure?.kind).toBe('unavailable');
		await expect(watched.poll()).rejects.toThrow('unavailable');
		watched.backend.send = send;
		await watched.drain();
		expect(sorted(watched.emitted)).toEqual(idsOf(everySecond(10)));
	});
});

describe('another filter', () => {
	it('loses nothing and repeats nothing, whatever the window', async () => {
		for (const windowMs of [0, 60_000]) {
			const items = everySecond(40).map((item, index) => {
				return { ...item, status: index % 3 === 0 ? 'ERROR' : 'COMPLETED' };
			});
			const watched = watch(items, { pageSize: 7, plan: { windowMs } });
			const at = async (second: number, ...statuses: string[]) => {
				watched.backend.nowUs = second * SECOND_US;
				watched.wanted.statuses = statuses;
				await watched.poll();
			};
			await at(9, 'COMPLETED', 'ERROR');
			await at(19, 'COMPLETED');
			await at(29, 'COMPLETED', 'ERROR');
			await at(200, 'COMPLETED', 'ERROR');
			const missed = windowMs === 0 ? ['row0012', 'row0015', 'row0018'] : [];
			const expected = items.map(({ id }) => id).filter((id) => !missed.includes(id));
			expect(sorted(watched.emitted)).toEqual(expected);
		}
	});
});

describe('a window of 0', () => {
	it('continues after the time if its last row is gone', async () => {
		const items = everySecond(10);
		const watched = watch(items, { pageSize: 4, plan: { windowMs: 0 } });
		watched.backend.nowUs = 5 * SECOND_US;
		await watched.poll();
		watched.backend.items = watched.backend.items.filter(({ id }) => id !== watched.cursor.lastId);
		watched.backend.nowUs = 20 * SECOND_US;
		await watched.poll();
		expect(sorted(watched.emitted)).toEqual(idsOf(items));
	});

	it('does not go back to the time after any other failure', async () => {
		const watched = watch(everySecond(10), { pageSize: 4, plan: { windowMs: 0 } });
		watched.backend.nowUs = 5 * SECOND_US;
		await watched.poll();
		let requests = 0;
		watched.backend.send = async () => {
			requests++;
			throw new TolokaFailure('unavailable');
		};
		await expect(watched.poll()).rejects.toMatchObject({ kind: 'unavailable' });
		expect(requests).toBe(1);
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

it('an endless list ends the poll with a failure', async () => {
	const watched = watch([], { pageSize: 1 });
	watched.backend.send = async () => ({ status: 200, body: { content: [], has_more: true } });
	await expect(watched.poll()).rejects.toThrow(TolokaFailure);
});

it('a sample has only finished items with the wanted statuses, even if the filter is ignored', async () => {
	const item = (id: string, status: string) => ({ id, status, finished_at: '2024-01-15T12:00:00' });
	const content = [item('a', 'ERROR'), item('b', 'COMPLETED'), { id: 'c', status: 'COMPLETED' }];
	const send = async () => ({ status: 200, body: { content, has_more: false } });
	const feed = finishedItems(send, { projectId: 'project', statuses: ['COMPLETED'] });
	expect((await feed.sample(3)).map(({ id }) => id)).toEqual(['b']);
});
