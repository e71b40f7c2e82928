import { expect, it } from 'vitest';
import { namedIn } from '../../../nodes/shared/n8n/expressions/namedColumns.ts';
import { emptyPart, partsIn } from '../../../nodes/shared/n8n/expressions/textParts.ts';

it.each<[string, string]>([
	['$json.pool', 'pool'],
	['$json["pool id"]', 'pool id'],
	[String.raw`$json['it\'s']`, "it's"],
	[String.raw`$json['a "b" \\']`, String.raw`a "b" ${'\\'}`],
	[String.raw`$json["a \"b\""]`, 'a "b"'],
])('The name of the column in %s is %s', (expression, name) => {
	expect(namedIn(`{{ ${expression} }}`).columns).toEqual([name]);
});

it('A part of a link is found by a name with an apostrophe', () => {
	const parts = partsIn(String.raw`https://example.com/{{ $json['it\'s'] }}`);
	expect(emptyPart('https://example.com/1.jpg', parts, { "it's": '1.jpg' })).toBeUndefined();
});

it('A method that n8n adds to items is no column', () => {
	expect(
		namedIn('{{ $json.toJsonString() + $json.keys ().length + $json.text.trim() }}').columns,
	).toEqual(['text']);
});
