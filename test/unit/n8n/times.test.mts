import { createRequire } from 'node:module';
import type * as Luxon from 'luxon';
import { expect, it } from 'vitest';
import { readTimeKey } from '../../../nodes/shared/n8n/parameters/times.ts';

const { DateTime } = createRequire(import.meta.url)('luxon') as typeof Luxon;
const at = '2026-11-28T15:00:00';
const EPOCH_S = Date.parse(`${at}Z`) / 1000;

it.each([
	'2026-11-28T18:00',
	'2026-11-28 18:00:00',
	'2026/11/28 18:00',
	'2026-11-28 6:00 PM',
	'2026-11-28, 18:00',
	'2026-11-28 18:00:00+03',
	'2026-11-28 10:00 EST',
	'28 Nov 2026 10:00 EST',
	'28 Nov 2026 15:00 Z',
	'28-Nov-2026 18:00',
	'28/Nov/2026 18:00',
	'28-Nov-2026 15:00 +0000',
	'20261128T180000',
	'2026-11-28T15:00:00Z',
	'2026-11-28T10:00-05:00',
	'28 Nov 2026 18:00',
	'November 28, 2026 18:00',
	'Sat, 28 Nov 2026 15:00:00 GMT',
	'Sat Nov 28 2026 18:00:00 GMT+0300 (Moscow)',
	'Sat Nov 28 18:00:00 2026',
	'28. November 2026 18:00',
	'2026-11-29T05:00+14:00',
	String(EPOCH_S),
	EPOCH_S,
	EPOCH_S * 1000,
	new Date(EPOCH_S * 1000),
	DateTime.fromSeconds(EPOCH_S),
])("%s is unambiguous, in the workflow's time zone", (value) => {
	expect(readTimeKey(value, 'Europe/Moscow')).toBe(`${at}.000000`);
});

// In one of the two zones it is always summer, in which the parser takes the first time by itself.
it.each([
	['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30'],
	['Australia/Sydney', '2026-04-05 2:30 AM', '2026-04-04T15:30'],
	['Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45'],
	['Europe/Berlin', '2026-10-25T03:30', '2026-10-25T02:30'],
	['Europe/Berlin', '2026-10-25T01:30', '2026-10-24T23:30'],
	['Europe/Berlin', '2026-10-25T02:30:00+01:00', '2026-10-25T01:30'],
	['Europe/Berlin', '25 Oct 2026 02:30:00 GMT+0100', '2026-10-25T01:30'],
])(
	'in %s, %s is the first time that the clocks show it, unless it has a zone',
	(zone, time, utc) => {
		expect(readTimeKey(time, zone)).toBe(`${utc}:00.000000`);
	},
);

it("a one-digit hour is in the workflow's time zone, too", () => {
	expect(readTimeKey('2026-11-28 2:30:00', 'Asia/Tokyo')).toBe('2026-11-27T17:30:00.000000');
});

it.each([
	...['item 5', 'pool 12', 'abc 2027', '5', '1.5', '12', '0', '-1', '18:00', '1/2', 'Nov 28'],
	...['01.05.2024', '28-11-2026', '2026', '2026-11', '2026-02-30', '2026-13-01', '２０２６-11-28'],
	...['tomorrow', 'null', '[object Object]', '2026-11-28T25:00', '999999999'],
	...['30 Feb 2026', 'Feb 30, 2026', '31-Nov-2026 10:00', 'Mon, 30 Feb 2026 10:00:00 GMT'],
	...['Sun Feb 29 10:00:00 2026', '0 Nov 2026', '2026-11-28 25:61', '2026-02-30T00:00:00Z'],
	...['2026-11-28T10:00+25:00', '28 Nov 2026 10:00 GMT+9900', '2026-11-28 6:00 PM +03:99'],
	...['0000-01-01', '28 Nov 0026', '2026-11-28T12:00:61', '25:61', '20260230'],
	...[0, -1, 12, 2026, 20261128, NaN, Infinity, true, null, [], {}, new Date(NaN)],
	DateTime.invalid('none'),
])('%s is refused', (value) => {
	expect(readTimeKey(value, 'Europe/Moscow')).toBeUndefined();
});
