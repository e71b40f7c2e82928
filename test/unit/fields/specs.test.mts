import { describe, expect, it } from 'vitest';
import { parseSpecs } from '../../../nodes/shared/toloka/fields/declared/specs.ts';

describe('the declared fields of the service', () => {
	it('are read as documented', () => {
		const spec = {
			id: { type: 'string', required: false, hidden: true },
			n: { type: 'integer', min_value: 0, max_value: 9, allowed_values: [1, 2] },
			list: { type: 'array_string', min_size: 1, max_size: 2, min_length: 3, max_length: 4 },
		};
		expect(Object.fromEntries(parseSpecs(spec))).toMatchObject(spec);
		const url = { type: 'url', required: true, hidden: false };
		expect(parseSpecs({ a: { type: 'url' } })).toEqual(new Map([['a', url]]));
	});

	it('allow any value if the list of allowed values is empty', () => {
		const [spec] = parseSpecs({ a: { type: 'string', allowed_values: [] } }).values();
		expect(spec.allowed_values).toBeUndefined();
	});

	it.each<unknown>([null, 'text', 1, ['a'], undefined])('%j declares nothing', (value) => {
		expect(parseSpecs(value)).toEqual(new Map());
	});
});
