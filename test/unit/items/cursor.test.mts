import { describe, expect, it } from 'vitest';
import type { Item } from '../../../nodes/shared/toloka/items/items.ts';
import type { CursorState } from '../../../nodes/shared/toloka/items/cursor.ts';
import {
	firstQuery,
	freshState,
	parseState,
	walkFrom,
} from '../../../nodes/shared/toloka/items/cursor.ts';

const SINCE = '2024-01-15T12:00:00.000000';

const state = (rest: Partial<CursorState> = {}): CursorState => ({
	...freshState('scope', SINCE),
	...rest,
});

const item = (id: string, finished_at?: unknown): Item =>
	({ id, status: 'COMPLETED', input_data: {}, finished_at }) as Item;

const idsOf = (items: Item[]) => items.map(({ id }) => id);

describe('stored state', () => {
	it('that is whole comes back as it was', () => {
		const whole = state({ seen: [`${SINCE} a`], lastId: 'a' });
		expect(parseState(JSON.parse(JSON.stringify(whole)), 'scope')).toEqual(whole);
		expect(parseState({ ...whole, more: 'ignored' }, 'scope')).toEqual(whole);
		expect(parseState(state(), 'scope')).toEqual(state());
	});

	it.each<[string, unknown]>([
		['nothing', undefined],
		['null', null],
		['text', 'state'],
		['a list', [state()]],
		['another version', { ...state(), version: 2 }],
		['no version', { ...state(), version: undefined }],
		['a time of another form', state({ since: '2024-01-15T12:00:00Z' })],
		['no time at all', state({ since: 'yesterday' })],
		['a time that does not exist', state({ since: '2024-13-45T99:99:99.000000' })],
		['seen rows that are no list', { ...state(), seen: { 0: 'a' } }],
		['seen rows that are no text', { ...state(), seen: [1] }],
		['a last id that is no text', { ...state(), lastId: 7 }],
	])('is not used when it is %s', (_case, stored) => {
		expect(parseState(stored, 'scope')).toBeUndefined();
	});

	it('of another scope is not used', () => {
		expect(parseState(state(), 'another')).toBeUndefined();
	});
});

describe('the first query', () => {
	const byTime = { sort: 'finished', finished_gte: '2024-01-15T12:00:00.000' };

	it('begins at the time, and behind the last id only with a window of 0', () => {
		expect(firstQuery(state(), 60_000)).toEqual(byTime);
		expect(firstQuery(state(), 0)).toEqual(byTime);
		expect(firstQuery(state({ lastId: 'a' }), 60_000)).toEqual(byTime);
		expect(firstQuery(state({ lastId: 'a' }), 0)).toEqual({ sort: 'finished', after_id: 'a' });
	});
});

describe('a walk', () => {
	const all = () => true;

	it('drops what was emitted, what is older, and what is not wanted', () => {
		const walk = walkFrom(state({ seen: [`${SINCE} seen`] }), ({ id }) => id !== 'unwanted');
		const { fresh } = walk.take([
			item('older', '2024-01-15T11:59:59.999999'),
			item('seen', '2024-01-15T12:00:00'),
			item('unwanted', '2024-01-15T12:00:01'),
			item('fresh', '2024-01-15T12:00:01'),
			item('fresh', '2024-01-15T12:00:01'),
		]);
		expect(idsOf(fresh)).toEqual(['fresh']);
		expect(idsOf(walk.take([item('fresh', '2024-01-15T12:00:02')]).fresh)).toEqual([]);
	});

	it.each<unknown>([undefined, null, '', 'soon', 5, {}, '2024-13-45T99:99:99'])(
		'passes over a row that finished at %j until it has met a finished one',
		(finishedAt) => {
			const walk = walkFrom(state(), all);
			expect(walk.take([item('a', finishedAt)])).toEqual({ fresh: [], ended: false });
			const page = [item('b', SINCE), item('c', finishedAt), item('d', SINCE)];
			const { fresh, ended } = walk.take(page);
			expect([idsOf(fresh), ended]).toEqual([['b'], true]);
			expect(walk.next(0, undefined).lastId).toBe('b');
		},
	);

	it('that met nothing new gives the state back', () => {
		const before = state({ seen: [`${SINCE} a`], lastId: 'a' });
		const walk = walkFrom(before, all);
		walk.take([item('a', SINCE)]);
		expect(walk.next(60_000, undefined)).toEqual(before);
	});

	it.each<[string, number, number | undefined, string]>([
		['at the newest row less the window', 60_000, undefined, '2024-01-15T12:09:00.500000'],
		['at the newest row once it is settled', 60_000, 660_501, '2024-01-15T12:10:00.500000'],
		['with the window while it is not', 60_000, 660_500, '2024-01-15T12:09:00.500000'],
		['at the newest row without a window', 0, undefined, '2024-01-15T12:10:00.500000'],
		['never before where it was', 3_600_000, undefined, SINCE],
	])('begins next time %s', (_case, windowMs, serviceMs, since) => {
		const walk = walkFrom(state(), all);
		walk.take([
			item('a', '2024-01-15T12:00:00.25'),
			item('b', '2024-01-15T12:09:30'),
			item('c', '2024-01-15T12:10:00.500999'),
		]);
		const serviceTime = serviceMs === undefined ? undefined : Date.UTC(2024, 0, 15, 12) + serviceMs;
		const next = walk.next(windowMs, serviceTime);
		expect(next).toMatchObject({ version: 1, scope: 'scope', since, lastId: 'c' });
		const seen = [
			'2024-01-15T12:00:00.250000 a',
			'2024-01-15T12:09:30.000000 b',
			'2024-01-15T12:10:00.500999 c',
		];
		expect(next.seen).toEqual(seen.filter((entry) => entry >= since));
	});
});
