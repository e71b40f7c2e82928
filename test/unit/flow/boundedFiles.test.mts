import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../../nodes/shared/toloka/values/csv.ts';
import { csv, flattened, ndjson } from '../../../nodes/shared/toloka/solutions/formats.ts';
import type { FilePart, FileSettings } from '../../../nodes/shared/toloka/flow/boundedFiles.ts';
import { boundedFiles } from '../../../nodes/shared/toloka/flow/boundedFiles.ts';
import type { Solution } from '../../../nodes/shared/toloka/solutions/pages.ts';

const solution = (index: number, values: Record<string, unknown> = {}): Solution => ({
	confidence: 0.5,
	pool_id: '21',
	task_id: `t-${String(index).padStart(6, '0')}`,
	output_values: { result: 'cat', ...values },
});

/** Yields a page in slices. */
function* slicesOf(page: Solution[]): Generator<Solution[]> {
	for (let from = 0; from < page.length; from += 5_000) yield page.slice(from, from + 5_000);
}

const COMMAS: Dialect = { delimiter: ',', isForSpreadsheets: false };

interface Wish {
	format?: 'csv' | 'ndjson';
	flatten?: boolean;
	maxBytes?: number;
	pause?: FileSettings<Solution>['pause'];
}

async function partsOf(pages: Solution[][], wish: Wish = {}): Promise<FilePart[]> {
	async function* walk() {
		for (const page of pages) yield slicesOf(page);
	}
	const parts: FilePart[] = [];
	const { maxBytes = 1 << 25, pause = async () => undefined } = wish;
	const format = wish.format === 'csv' ? csv(COMMAS, []) : ndjson(wish.flatten === true);
	for await (const part of boundedFiles(walk(), { format, maxBytes, pause })) {
		parts.push({ ...part, bytes: Buffer.from(part.bytes) });
	}
	return parts;
}

const textOf = ({ bytes }: FilePart) => bytes.toString('utf8');
const many = (count: number, values?: (index: number) => Record<string, unknown>) =>
	Array.from({ length: count }, (_, index) => solution(index, values?.(index)));

describe('NDJSON', () => {
	it('has one solution per line, as the service returned it', async () => {
		const solutions = many(3, (index) => ({ note: `ä"\n${index}` }));
		const [part, ...rest] = await partsOf([solutions.slice(0, 2), solutions.slice(2)]);
		expect(rest).toEqual([]);
		const lines = textOf(part).trimEnd().split('\n');
		expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(solutions);
		expect(part).toMatchObject({ count: 3, firstId: 't-000000', lastId: 't-000002' });
		expect(part.columns).toBeUndefined();
	});

	it('can be flat', async () => {
		const [part] = await partsOf([[solution(1)]], { flatten: true });
		expect(JSON.parse(textOf(part))).toEqual({
			confidence: 0.5,
			pool_id: '21',
			task_id: 't-000001',
			result: 'cat',
		});
	});

	it('ends a part with its page if the part is half full, and otherwise continues it', async () => {
		const size = JSON.stringify(solution(0)).length + 1;
		const pages = [many(6), many(4), many(3), many(1)];
		const parts = await partsOf(pages, { maxBytes: 10 * size });
		expect(parts.map(({ count }) => count)).toEqual([6, 7, 1]);
	});

	it('is divided into parts within the size limit without any loss', async () => {
		const solutions = many(60_000);
		const maxBytes = 2 * 1024 * 1024;
		const parts = await partsOf([solutions.slice(0, 35_000), solutions.slice(35_000)], {
			maxBytes,
		});
		expect(parts.length).toBeGreaterThan(2);
		for (const { bytes } of parts) expect(bytes.length).toBeLessThanOrEqual(maxBytes);
		for (const { bytes } of parts.slice(0, -1)) expect(bytes.length).toBeGreaterThan(maxBytes / 2);
		const lines = parts.flatMap((part) => textOf(part).trimEnd().split('\n'));
		expect(lines.map((line) => (JSON.parse(line) as Solution).task_id)).toEqual(
			solutions.map(({ task_id: id }) => id),
		);
		expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(60_000);
		for (const part of parts) {
			const ids = textOf(part).trimEnd().split('\n');
			expect((JSON.parse(ids[0]) as Solution).task_id).toBe(part.firstId);
			expect((JSON.parse(ids[part.count - 1]) as Solution).task_id).toBe(part.lastId);
		}
	});

	it('is one empty part without solutions', async () => {
		expect(await partsOf([[]])).toMatchObject([{ count: 0, bytes: Buffer.alloc(0) }]);
	});

	it('yields to the event loop while a large page is written', async () => {
		let pauses = 0;
		const pause = async () => void pauses++;
		await partsOf([many(50_000)], { pause });
		expect(pauses).toBe(10);
	});
});

describe('CSV', () => {
	it('has a header, quotes where needed, and unchanged values', async () => {
		const values = { note: 'a "b", c\r\nd', list: ['x', 1], empty: null, sum: '=1+1', flag: true };
		const [part] = await partsOf([[solution(1, values)]], { format: 'csv' });
		expect(textOf(part)).toBe(
			'task_id,pool_id,confidence,result,note,list,empty,sum,flag\r\n' +
				't-000001,21,0.5,cat,"a ""b"", c\r\nd","[""x"",1]",,=1+1,true\r\n',
		);
		expect(part.columns).toContain('note');
	});

	it('starts a new part with a wider header at a solution with a new field', async () => {
		const pages = [[solution(1), solution(2)], [solution(3, { extra: 'e' })], [solution(4)]];
		const parts = await partsOf(pages, { format: 'csv' });
		expect(parts.map(textOf)).toEqual([
			'task_id,pool_id,confidence,result\r\nt-000001,21,0.5,cat\r\nt-000002,21,0.5,cat\r\n',
			'task_id,pool_id,confidence,result,extra\r\nt-000003,21,0.5,cat,e\r\nt-000004,21,0.5,cat,\r\n',
		]);
		expect(parts.map(({ count }) => count)).toEqual([2, 2]);
	});

	it('repeats the header in every part', async () => {
		const settings = { format: 'csv', maxBytes: 1024 * 1024 } as const;
		const parts = await partsOf([many(60_000)], settings);
		expect(parts.length).toBeGreaterThan(1);
		for (const part of parts) {
			expect(textOf(part).split('\r\n')[0]).toBe('task_id,pool_id,confidence,result');
			expect(textOf(part).trimEnd().split('\r\n')).toHaveLength(part.count + 1);
		}
	});

	it('leaves cells empty for columns that a row lacks, whatever their names', async () => {
		const inherited = { constructor: 'c', toString: 't', hasOwnProperty: 'h' };
		const [part] = await partsOf([[solution(1, inherited), solution(2)]], { format: 'csv' });
		expect(textOf(part)).toBe(
			'task_id,pool_id,confidence,result,constructor,toString,hasOwnProperty\r\n' +
				't-000001,21,0.5,cat,c,t,h\r\nt-000002,21,0.5,cat,,,\r\n',
		);
	});

	it('is only a header without solutions', async () => {
		const [part] = await partsOf([], { format: 'csv' });
		expect(textOf(part)).toBe('task_id,pool_id,confidence\r\n');
	});
});

describe('a flat solution', () => {
	it('adds the prefix output_ to a value whose name is taken, so that none is lost', () => {
		const values = JSON.parse(
			'{"confidence":"sure","output_confidence":"x","error":"e","__proto__":"p","task_id":1,"result":"cat"}',
		) as Record<string, unknown>;
		const flat = flattened({ task_id: 't', pool_id: '21', confidence: 1, output_values: values });
		expect(flat).toEqual({
			task_id: 't',
			pool_id: '21',
			confidence: 1,
			output_confidence: 'sure',
			output_output_confidence: 'x',
			output_error: 'e',
			output___proto__: 'p',
			output_task_id: 1,
			result: 'cat',
		});
		expect('error' in flat).toBe(false);
	});

	it('leaves names to fields of the solution that are not known yet', () => {
		const flat = flattened({ task_id: 't', x: 1, output_values: { output_x: 2, x: 3 } });
		expect(flat).toEqual({ task_id: 't', x: 1, output_x: 2, output_output_x: 3 });
	});

	it('leaves the original unchanged, and does not need output values', () => {
		const original = solution(1);
		flattened(original);
		expect(original).toEqual(solution(1));
		expect(flattened({ task_id: 't' })).toEqual({ task_id: 't' });
		const asText = (text: string) => flattened({ task_id: 't', output_values: text as never });
		expect(asText('{"x":12345678901234567}')).toEqual({ task_id: 't', x: '12345678901234567' });
		expect(asText('cat')).toEqual({ task_id: 't', output_values: 'cat' });
	});
});
