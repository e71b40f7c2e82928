import { describe, expect, it } from 'vitest';
import { timeKeyAt } from '../../../nodes/shared/toloka/values/times.ts';
import { START_MS } from './itemBackend.mts';
import { SECOND_US, everySecond, idsOf, sorted, watch } from './watchedItems.mts';

describe('rows with the same time', () => {
	const tied = everySecond(900).map((item) => ({ ...item, finishedUs: 5 * SECOND_US }));

	it('are delivered once each, with little memory and no further cost', async () => {
		const watched = watch(tied, { pageSize: 100, plan: { maxRows: 250, capacity: 50 } });
		watched.backend.nowUs = 3_600 * SECOND_US;
		for (let polls = 0; polls < 10; polls++) {
			await watched.poll();
			expect(watched.cursor.seen.length).toBeLessThanOrEqual(50 * 15);
		}
		expect(sorted(watched.emitted)).toEqual(idsOf(tied));
		watched.backend.queries.length = 0;
		await watched.poll();
		expect(watched.backend.queries).toHaveLength(1);
	});

	it('are repeated, rather than lost, if the last one has disappeared', async () => {
		const watched = watch(tied, { pageSize: 100, plan: { maxRows: 250, capacity: 50 } });
		watched.backend.nowUs = 3_600 * SECOND_US;
		await watched.poll();
		watched.backend.items = watched.backend.items.filter(({ id }) => id !== watched.cursor.lastId);
		await watched.drain();
		expect(sorted(new Set(watched.emitted))).toEqual(idsOf(tied));
	});
});

describe('the time limit of a poll', () => {
	const slow = { pageSize: 10, requestUs: 10 * SECOND_US };
	const start = 3_600 * SECOND_US;
	const deadline = START_MS + 3_600_000 + 30_000;

	it('ends it after the current page, and the next poll delivers the rest', async () => {
		const items = everySecond(100);
		const watched = watch(items, { ...slow, plan: { deadline } });
		watched.backend.nowUs = start;
		expect(await watched.poll()).toBe(30);
		expect(watched.backend.queries).toHaveLength(3);
		await watched.drain();
		expect(sorted(watched.emitted)).toEqual(idsOf(items));
	});

	it('ends it even if no row so far had a wanted status', async () => {
		const unwanted = everySecond(90).map((item) => ({ ...item, status: 'ARCHIVE' }));
		const last = { id: 'wanted', finishedUs: 95 * SECOND_US, status: 'COMPLETED' };
		const watched = watch([...unwanted, last], { ...slow, plan: { deadline } });
		watched.backend.nowUs = start;
		expect(await watched.poll()).toBe(0);
		expect(watched.backend.queries.length).toBeLessThan(10);
		for (let polls = 0; polls < 10; polls++) await watched.poll();
		expect(watched.emitted).toEqual(['wanted']);
	});

	it('ends it even among rows with the same time, and the next poll delivers the rest', async () => {
		const items = everySecond(100).map((item) => ({ ...item, finishedUs: 0 }));
		const watched = watch(items, { ...slow, since: timeKeyAt(START_MS), plan: { deadline } });
		watched.backend.nowUs = start;
		expect(await watched.poll()).toBe(30);
		await watched.drain();
		expect(sorted(watched.emitted)).toEqual(idsOf(items));
	});

	it('does not end it before the next poll would start further on', async () => {
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
