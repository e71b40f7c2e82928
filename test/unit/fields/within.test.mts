import { expect, it } from 'vitest';
import { endsWithin } from '../../../nodes/shared/toloka/fields/cells/within.ts';

const url = 'https://example.com/1.jpg';
const thumbnails = { small: { url: 'https://example.com/small.jpg' } };
const choice = { id: 3, value: 'cat', color: 'blue' };

it.each<[string, object, unknown, string[]]>([
	['a file of Airtable', { type: 'url' }, [{ id: 'a', size: 1, url, thumbnails }], ['[0].url']],
	['two links of NocoDB', { type: 'url' }, [{ url, signedUrl: url }], ['[0].url', '[0].signedUrl']],
	['files', { type: 'array_url' }, [{ url, thumbnails }], ['.map((one) => one.url)']],
	['a choice of Baserow', { type: 'string' }, choice, ['.value', '.color']],
	['an allowed one', { type: 'string', allowed_values: ['cat'] }, choice, ['.value']],
	['an ID', { type: 'integer' }, [choice], ['[0].id']],
	['a date of Notion', { type: 'string' }, { start: '2026-01-31', end: null }, ['.start']],
	['JSON of MongoDB', { type: 'float' }, { price: { $numberDecimal: '12.50' } }, ['.price']],
	['a place of a map', { type: 'coordinates' }, { at: { lat: 1, lng: 2 } }, ['.at']],
	['a place with decimal commas', { type: 'coordinates' }, { lat: '55,73', lng: '37,58' }, []],
	['a name with a space', { type: 'url' }, { 'my "link"': url }, ['["my \\"link\\""]']],
	['one entry', { type: 'boolean' }, [true], ['[0]']],
	['nothing of the type', { type: 'url' }, [{ filename: '1.jpg', size: 3 }], []],
	['nothing', { type: 'string' }, { a: [], b: '', c: null, d: { e: ' ' } }, []],
	['a date', { type: 'integer' }, { at: new Date(0) }, []],
	['bytes', { type: 'integer' }, Buffer.from('a'), []],
	['a fault within JSON', { type: 'json' }, { a: 1, b: Number.NaN }, []],
	['entries that are right', { type: 'array_string', max_size: 1 }, ['a', 'b'], []],
])('names what the field accepts within %s', (_name, spec, value, ends) => {
	expect(endsWithin(value, spec as { type: string })).toEqual(ends);
});

it('ends where parts are within each other without end', () => {
	const value: Record<string, unknown> = { a: 1 };
	value.itself = [value, value];
	expect(endsWithin(value, { type: 'url' })).toEqual([]);
});
