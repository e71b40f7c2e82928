import { describe, expect, it } from 'vitest';
import { mayLackId } from '../../../nodes/shared/n8n/expressions/idLists.ts';

describe('a list of ids with nothing between two commas, or at its end', () => {
	it.each([
		'1,2,',
		'=1,2,',
		'={{ "1,2," }}',
		'={{ $json.ids }}',
		"={{ $json['ids of people'] ?? '' }}",
		"= {{ $('My sheet').item.json.ids }}",
		"={{ $('My sheet').first().json.ids }}",
		'={{ $json.исполнители.trim() }}',
		"={{ $json.body['ids, if any'] || '' }}",
	])('lacks none if it is taken as a whole: %s', (entered) => {
		expect(mayLackId('1,2,', entered)).toBe(false);
	});

	it('may also lack one in JSON text', () => {
		const entered = '=["{{ $vars.a }}", "{{ $vars.b }}"]';
		for (const list of ['["1", ""]', '["", "1"]']) expect(mayLackId(list, entered)).toBe(true);
		for (const list of ['["1", "2"]', '[]']) expect(mayLackId(list, entered)).toBe(false);
	});

	it.each([
		'={{ $json.a }},{{ $json.b }}',
		'=1,{{ $json.b }}',
		"={{ [$json.a, $json.b].join(',') }}",
		"={{ $json.ids.join(',') }}",
		'={{ `${$json.a},${$json.b}` }}',
		'={{ $json.a }}{{ $json.b }}',
		"={{ $json.a + ',' + $json.b }}",
	])('may lack one if an expression joins it: %s', (entered) => {
		for (const list of ['1,', ',1', '1;', '1,,2', ' ']) expect(mayLackId(list, entered)).toBe(true);
		expect(mayLackId('1,2', entered)).toBe(false);
		expect(mayLackId(['1', ''], entered)).toBe(false);
	});
});
