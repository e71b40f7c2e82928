import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	BEGINNING,
	asQueryTime,
	epochMsOf,
	httpDateMs,
	keyAfter,
	withZones,
	timeKey,
	timeKeyAt,
} from '../../../nodes/shared/toloka/values/times.ts';

describe('a time key', () => {
	it.each([
		['2021-10-03T09:49:14.028', '2021-10-03T09:49:14.028000'],
		['2021-10-03T09:49:14', '2021-10-03T09:49:14.000000'],
		['2021-10-03T09:49:14Z', '2021-10-03T09:49:14.000000'],
		['2021-10-03T09:49:14.5', '2021-10-03T09:49:14.500000'],
		['2021-10-03T09:49:14.56', '2021-10-03T09:49:14.560000'],
		['2021-10-03T09:49:14.56123', '2021-10-03T09:49:14.561230'],
		['2021-10-03T11:24:46.818213', '2021-10-03T11:24:46.818213'],
		['2021-10-03T11:24:46.818213999Z', '2021-10-03T11:24:46.818213'],
		['2021-10-03T11:24', '2021-10-03T11:24:00.000000'],
		[' 2021-12-01 ', '2021-12-01T00:00:00.000000'],
		['2021-10-03 09:49:14.5', '2021-10-03T09:49:14.500000'],
		['2021-10-03T09:49:14,5z', '2021-10-03T09:49:14.500000'],
		['2021-10-03T09:49:14.123456+00:00', '2021-10-03T09:49:14.123456'],
		['2021-10-03 09:49:14 UTC', '2021-10-03T09:49:14.000000'],
		['2021-10-03T09:49:14.5GMT', '2021-10-03T09:49:14.500000'],
		['2021-10-03T01:49:14.123456+03:00', '2021-10-02T22:49:14.123456'],
		['2021-12-31T23:30:00-0130', '2022-01-01T01:00:00.000000'],
		['2021-10-03 09:49:14 +03', '2021-10-03T06:49:14.000000'],
	])('of %j is %s', (raw, key) => {
		expect(timeKey(raw)).toBe(key);
	});

	it.each<unknown>([
		'',
		'yesterday',
		'2021-13-01',
		'2021-00-01T00:00:00',
		'2021-10-03T25:00:00',
		'2021-10-03T24:00:00.5',
		'2021-10-03T09:61:00',
		'9999-99-99T99:99:99',
		'2021-10-03T09:49:14+3',
		'0000-01-01T00:00:00+03:00',
		'03.10.2021 09:49:14',
		'+102021-10-03T00:00:00',
		'2021-10-03T09:49:14.',
		1633254554028,
		null,
		undefined,
		{},
		['2021-10-03'],
	])('does not exist for %j', (raw) => {
		expect(timeKey(raw)).toBeUndefined();
	});

	it('has the order of the times, whatever their format', () => {
		const microseconds = fc.integer({ min: 0, max: 4_000_000_000_000_000 });
		const forms = fc.constantFrom(0, 1, 2, 3, 4, 5, 6);
		const written = fc.tuple(microseconds, forms, fc.boolean()).map(([us, digits, zone]) => {
			const cut = us - (us % 10 ** (6 - digits));
			const fraction = String(cut % 1_000_000)
				.padStart(6, '0')
				.slice(0, digits);
			const seconds = new Date(Math.floor(cut / 1_000_000) * 1_000).toISOString().slice(0, 19);
			return { us: cut, raw: `${seconds}${digits === 0 ? '' : `.${fraction}`}${zone ? 'Z' : ''}` };
		});
		fc.assert(
			fc.property(written, written, (a, b) => {
				const [keyA, keyB] = [timeKey(a.raw)!, timeKey(b.raw)!];
				expect(Math.sign(a.us - b.us)).toBe(keyA < keyB ? -1 : keyA > keyB ? 1 : 0);
				expect(epochMsOf(keyA)).toBe(Math.floor(a.us / 1_000));
				expect(timeKey(keyA)).toBe(keyA);
			}),
			{ seed: 1, numRuns: 500 },
		);
	});

	it('of an epoch time is converted back to the same time', () => {
		for (const ms of [0, 1, 999, Date.UTC(2024, 1, 29, 23, 59, 59, 999)]) {
			expect(epochMsOf(timeKeyAt(ms))).toBe(ms);
			expect(timeKey(timeKeyAt(ms))).toBe(timeKeyAt(ms));
		}
		expect(timeKeyAt(0)).toBe(BEGINNING);
	});

	it('has a next millisecond', () => {
		expect(keyAfter('2021-12-31T23:59:59.999001')).toBe('2022-01-01T00:00:00.000000');
		expect(keyAfter('2021-10-03T11:24:46.818000')).toBe('2021-10-03T11:24:46.819000');
	});

	it('becomes a query value that is never later than itself', () => {
		const key = timeKey('2021-10-03T11:24:46.818999')!;
		expect(asQueryTime(key)).toBe('2021-10-03T11:24:46.818');
		expect(timeKey(asQueryTime(key))! <= key).toBe(true);
	});
});

it('times without a zone get one, and everything else is unchanged', () => {
	const row = {
		finished_at: '2021-10-03T11:24:46.818213',
		started_at: '2021-10-03T11:24:46Z',
		created_at: '2021-10-03T14:24:46.5+03:00',
		paused_at: 'soon',
		text: '2021-10-03T11:24:46',
		none: null,
	};
	expect(withZones(row, ['finished_at', 'started_at', 'created_at', 'paused_at', 'none'])).toEqual({
		...row,
		finished_at: '2021-10-03T11:24:46.818213Z',
	});
	expect(withZones({ at: '2021-10-03' }, ['at'])).toEqual({ at: '2021-10-03' });
	const inUtc = { at: '2021-10-03 09:49:14 UTC' };
	expect(withZones(inUtc, ['at'])).toEqual(inUtc);
});

describe('the date of an HTTP header', () => {
	it.each<[string, number | undefined]>([
		['Mon, 15 Jan 2024 12:00:00 GMT', Date.UTC(2024, 0, 15, 12)],
		['Thu, 01 Jan 1970 00:00:00 GMT', 0],
		['Mon, 15 Jan 2024 12:00:00', undefined],
		['Monday, 15-Jan-24 12:00:00 GMT', Date.UTC(2024, 0, 15, 12)],
		['Mon Jan 15 12:00:00 2024', Date.UTC(2024, 0, 15, 12)],
		['Fri Mar  1 12:00:00 2024', Date.UTC(2024, 2, 1, 12)],
		['Mon, 15 Jan 2024 99:99:99 GMT', undefined],
		['Mon, 15 Jan 275760 12:00:00 GMT', undefined],
		['2024', undefined],
		['', undefined],
	])('%j is %s', (text, ms) => {
		expect(httpDateMs(text)).toBe(ms);
	});
});
