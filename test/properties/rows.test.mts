import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowReader, taskReader } from '../../nodes/shared/toloka/fields/rows/mapping.ts';
import { parseSpecs } from '../../nodes/shared/toloka/fields/declared/specs.ts';

const TYPES = ['string', 'integer', 'float', 'boolean', 'url', 'coordinates', 'json', 'file'];
const ALL_TYPES = [...TYPES, ...TYPES.map((type) => `array_${type}`)];

/** Cells as spreadsheets, databases and code write them, and as nobody should. */
const cell = fc.oneof(
	fc.string(),
	fc.string({ unit: 'grapheme' }),
	fc.jsonValue().map((value) => JSON.stringify(value)),
	fc.array(fc.string(), { maxLength: 3 }).map((texts) => texts.join(',')),
	fc.array(fc.string(), { maxLength: 3 }).map((texts) => `{${texts.join(',')}}`),
	fc.constantFrom('1', '0.5', 'TRUE', 'www.a.b', '1,2', '[1,2]', '{"a":1}', '"a","b"', ' ', ''),
	fc.constantFrom<unknown>(NaN, Infinity, -0, 1e21, 5n, 2n ** 70n, null, undefined, Symbol('a')),
	fc.constantFrom<unknown>(new Date(0), new Date(NaN), Buffer.from('a'), new Map(), () => 1),
	fc.anything({ withBigInt: true, withDate: true, withMap: true, withTypedArray: true }),
	fc.jsonValue(),
);
const specs = (types: string[]) =>
	parseSpecs(Object.fromEntries(types.map((type) => [type, { type, required: false }])));
const inputSpec = specs(ALL_TYPES);
const row = fc.record(Object.fromEntries(ALL_TYPES.map((type) => [type, cell])), {
	requiredKeys: [],
});
const RUNS = { seed: 1, numRuns: 3_000 };

describe('any row', () => {
	const read = rowReader({ inputSpec, outputSpec: inputSpec }, 'refuse');

	it('is refused by its fields, or sent as JSON that is equal when it is read again', () => {
		let sent = 0;
		fc.assert(
			fc.property(row, (json) => {
				const { input, problems } = read(json);
				for (const { field, reason } of problems) {
					expect(ALL_TYPES).toContain(field);
					expect(reason.length).toBeGreaterThan(5);
				}
				const bad = new Set(problems.map(({ field }) => field));
				const good = Object.entries(input).filter(([field]) => !bad.has(field));
				const text = JSON.stringify(Object.fromEntries(good));
				const again = read(JSON.parse(text) as Record<string, unknown>);
				expect(again.problems).toEqual([]);
				expect(JSON.stringify(again.input)).toBe(text);
				sent += good.length;
			}),
			RUNS,
		);
		expect(sent).toBeGreaterThan(5_000);
	});

	it('with names of any kind is read without a crash', () => {
		const name = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'toString', 'INPUT:', 'a:b'));
		const part = fc.constantFrom(
			'',
			'INPUT:',
			'GOLDEN:',
			'TASK:',
			'HINT:',
			'Al:',
			'Input.',
			'\ufeff',
		);
		const column = fc.tuple(part, fc.oneof(name, fc.constantFrom(...ALL_TYPES, 'text', 'overlap')));
		const rows = fc.dictionary(
			column.map((parts) => parts.join('')),
			cell,
		);
		fc.assert(
			fc.property(rows, fc.constantFrom('refuse' as const, 'leaveOut' as const), (json, extra) => {
				const { problems } = rowReader({ inputSpec, outputSpec: inputSpec }, extra)(json);
				for (const { reason } of problems) expect(reason.length).toBeGreaterThan(5);
			}),
			RUNS,
		);
	});

	it('is read like the input of a task, with the same problems', () => {
		const task = taskReader({ inputSpec, outputSpec: inputSpec });
		fc.assert(
			fc.property(row, (json) => {
				expect(task.input({ input_values: json })).toEqual(read(json));
				const problems: unknown[] = [];
				task.beside({ known_solutions: [{ output_values: json }] }, problems as never);
				expect(problems.length).toBe(read(json).problems.length);
			}),
			{ ...RUNS, numRuns: 1_000 },
		);
	});
});
