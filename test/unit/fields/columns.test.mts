import { describe, expect, it } from 'vitest';
import { rowReader } from '../../../nodes/shared/toloka/fields/rows/mapping.ts';
import { parseSpecs } from '../../../nodes/shared/toloka/fields/declared/specs.ts';
import { cell, field, read } from './readRow.mts';

describe('letters with marks, as one character or two', () => {
	const COMPOSED = 'Gr\u00f6\u00dfe';
	const DECOMPOSED = 'Gro\u0308\u00dfe';

	it.each([
		[COMPOSED, DECOMPOSED],
		[DECOMPOSED, COMPOSED],
		['\u0444\u0430\u0439\u043b', 'INPUT:\u0444\u0430\u0438\u0306\u043b'],
	])('name the same field: %j, %j', (declared, column) => {
		const inputSpec = parseSpecs({ [declared]: { type: 'string', required: false } });
		for (const extraFields of ['refuse', 'leaveOut'] as const) {
			const { input, problems } = rowReader({ inputSpec }, extraFields)({ [column]: 'x' });
			expect([input, problems]).toEqual([{ [declared]: 'x' }, []]);
		}
	});

	it('do not confuse two fields', () => {
		const two = parseSpecs({ [COMPOSED]: { type: 'string' }, [DECOMPOSED]: { type: 'string' } });
		const row = { [COMPOSED]: 'x', [DECOMPOSED]: 'y' };
		expect(read(row, two)).toMatchObject({ input: row, problems: [] });
	});

	it('match an allowed value, and are unchanged in any other text', () => {
		const allowed = { allowed_values: ['caf\u00e9', 'tea'] };
		expect(cell('string', 'cafe\u0301 ', allowed)).toBe('caf\u00e9');
		expect(cell('array_string', 'tea,cafe\u0301', allowed)).toEqual(['tea', 'caf\u00e9']);
		expect(cell('string', 'cafe\u0301')).toBe('cafe\u0301');
	});
});

describe('two columns for one field', () => {
	const image = 'https://example.com/1.jpg';

	it.each([
		{ image, 'INPUT:image': '' },
		{ 'INPUT:image': image, image: null },
		{ image: ' ', 'INPUT:image': image },
		{ 'image ': '\u200b', image, 'Input.image': '' },
	])('count as one if only one of them has a value: %j', (row) => {
		for (const required of [true, false]) {
			const { input, problems } = read(row, parseSpecs({ image: { type: 'url', required } }));
			expect([input, problems]).toEqual([{ image }, []]);
		}
	});

	it('are empty if both are', () => {
		const { problems } = read(
			{ other: 'x', 'INPUT:field': '', field: ' ' },
			field('string'),
			'leaveOut',
		);
		expect(problems).toEqual([{ field: 'field', reason: 'is required but empty' }]);
	});

	it('may be columns of a known solution', () => {
		const specs = { inputSpec: field('string'), outputSpec: field('boolean') };
		const row = { field: 'x', 'GOLDEN:field': 'true', 'golden:field': '' };
		expect(rowReader(specs, 'refuse')(row)).toMatchObject({
			task: { known_solutions: [{ output_values: { field: true } }] },
			problems: [],
		});
	});
});

describe('a list with holes, as expressions and the Code node make it', () => {
	it.each([
		['array_string', ['a', , 'c']],
		['array_integer', [1, , 3]],
		['array_url', ['https://a.b/c', , 'https://a.b/d']],
		['array_string', new Array<string>(2)],
	])('is refused like a list with empty entries: %s', (type, list) => {
		expect(cell(type, list)).toMatch(/^has an empty entry: .* \(entry [12]\)$/);
	});
});
