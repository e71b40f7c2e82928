import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../../nodes/shared/toloka/values/csv.ts';
import { headerLine, tableLine } from '../../../nodes/shared/toloka/values/csv.ts';

const dialect = (rest: Partial<Dialect> = {}): Dialect => ({
	delimiter: ',',
	isForSpreadsheets: false,
	...rest,
});
const FOR_SPREADSHEETS = dialect({ isForSpreadsheets: true });

describe('a line of a table', () => {
	it('keeps leading and trailing spaces by quoting the text', () => {
		expect(tableLine([' a', 'b ', 'c d', undefined], dialect())).toBe('" a","b ",c d,\r\n');
	});

	it.each([
		[',', '"a,b",c;d,e\tf\r\n'],
		[';', 'a,b;"c;d";e\tf\r\n'],
		['\t', 'a,b\tc;d\t"e\tf"\r\n'],
	] as const)('quotes a value that contains its delimiter %j', (delimiter, line) => {
		expect(tableLine(['a,b', 'c;d', 'e\tf'], dialect({ delimiter }))).toBe(line);
	});

	it('is unchanged text unless it is for spreadsheets', () => {
		expect(headerLine(['=a', 'b'], dialect())).toBe('=a,b\r\n');
		expect(tableLine(['=1+1', '-x', '@x'], dialect())).toBe('=1+1,-x,@x\r\n');
	});
});

describe('a table for spreadsheets', () => {
	it.each([
		['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
		['+1', "'+1"],
		['-1+cmd', "'-1+cmd"],
		['@SUM(A1)', "'@SUM(A1)"],
		['\t=1', "'\t=1"],
		['\r=1', '"\'\r=1"'],
		['\n@SUM(A1)', '"\'\n@SUM(A1)"'],
		[' \u00a0=1', "' \u00a0=1"],
		['\u200b+1', "'\u200b+1"],
		['＝1+1', "'＝1+1"],
		['＋1', "'＋1"],
		['－1', "'－1"],
		['＠x', "'＠x"],
		['+', '+'],
		['-', '-'],
		['5 = 5', '5 = 5'],
		['a=b', 'a=b'],
		['', ''],
		[-0.5, '-0.5'],
		[-1e-7, '-1e-7'],
		['-0.5', '-0.5'],
		['-33.86,151.20', '"-33.86,151.20"'],
		['-33.86, -70.6', '"-33.86, -70.6"'],
		['-1-1', "'-1-1"],
		['-1,cmd', '"\'-1,cmd"'],
		[true, 'true'],
		[['=1'], '"[""=1""]"'],
	])('shows %j unchanged and runs nothing', (value, shown) => {
		expect(tableLine([value], FOR_SPREADSHEETS)).toBe(`${shown}\r\n`);
	});

	it('starts with a byte order mark, and its column names are not formulas, either', () => {
		const header = headerLine(['task_id', '=x'], FOR_SPREADSHEETS);
		expect(header).toBe("\uFEFFtask_id,'=x\r\n");
		expect(Buffer.from(header).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
	});
});
