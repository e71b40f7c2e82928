import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { steerable, virtualClock, wallClock } from '../../emulator/clock.mts';
import { formatDate, parseDate } from '../../emulator/dates.mts';
import { createRandom } from '../../emulator/random.mts';
import { firstNot, SortedIndex } from '../../emulator/service/sortedIndex.mts';

describe('clock', () => {
	it('stands still until it is moved', () => {
		const clock = virtualClock(1_000);
		clock.advance(5);
		expect(clock.now()).toBe(1_005);
		clock.set(7);
		expect(clock.now()).toBe(7);
	});

	it('moves a wall clock and an external clock by an offset', () => {
		const wall = wallClock();
		wall.advance(3_600_000);
		expect(Math.abs(wall.now() - Date.now() - 3_600_000)).toBeLessThan(1_000);
		let time = 10;
		const foreign = steerable({ now: () => time });
		foreign.set(100);
		time += 1;
		expect(foreign.now()).toBe(101);
	});
});

describe('dates', () => {
	it('are read as they were written, whatever the digits', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 4_000_000_000_000_000 }),
				fc.constantFrom('' as const, 'Z' as const, '+00:00' as const),
				(time, zone) => parseDate(formatDate(time, { digits: 'trimmed', zone })) === time,
			),
		);
		const step = (digits: number): number => 10 ** (6 - digits);
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 4_000_000_000_000_000 }),
				fc.constantFrom(0, 2, 3, 5, 6),
				(time, digits) => {
					const cut = Math.floor(time / step(digits)) * step(digits);
					return parseDate(formatDate(time, { digits, zone: '' })) === cut;
				},
			),
		);
	});

	it.each([
		['2021-12-01', '2021-12-01T00:00:00.000000'],
		['2021-12-01T10:30', '2021-12-01T10:30:00.000000'],
		['2021-10-03T11:24:46.818213', '2021-10-03T11:24:46.818213'],
		['2021-10-03T11:24:46.8182134Z', '2021-10-03T11:24:46.818213'],
	])('are read from %s', (text, wanted) => {
		const time = parseDate(text);
		expect(time).not.toBeNull();
		expect(formatDate(time ?? 0, { digits: 6, zone: '' })).toBe(wanted);
	});

	it.each(['', 'yesterday', '2021-13-01', '2021-12-01 10:00', '2021-12-01T10:00:00+03:00'])(
		'are not read from %j',
		(text) => {
			expect(parseDate(text)).toBeNull();
		},
	);
});

describe('the random generator', () => {
	it('repeats itself from the same seed', () => {
		const draw = (seed: number): unknown[] => {
			const random = createRandom(seed);
			return [random.base62(20), random.uuid(), random.shuffle([1, 2, 3, 4, 5]), random.fraction()];
		};
		expect(draw(5)).toEqual(draw(5));
		expect(draw(5)).not.toEqual(draw(6));
	});

	it("makes IDs that look like the service's and do not repeat", () => {
		const random = createRandom(1);
		const ids = Array.from({ length: 50_000 }, () => random.base62(20));
		expect(new Set(ids).size).toBe(ids.length);
		expect(ids.every((id) => /^[0-9A-Za-z]{20}$/.test(id))).toBe(true);
		expect(random.uuid()).toMatch(
			/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
		);
	});
});

describe('a sorted index', () => {
	it('is sorted after any additions', () => {
		fc.assert(
			fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 30 }))), (portions) => {
				const index = new SortedIndex<number>((left, right) => left - right);
				for (const portion of portions) {
					portion.forEach((value) => index.add(value));
					index.entries();
				}
				const wanted = portions.flat().sort((left, right) => left - right);
				expect(index.entries()).toEqual(wanted);
				expect(firstNot(index.entries(), (value) => value < 15)).toBe(
					wanted.filter((value) => value < 15).length,
				);
			}),
		);
	});
});
