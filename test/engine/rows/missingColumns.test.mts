import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { hintsOf } from '../aggregated.mts';
import { imageRows } from '../emulated.mts';
import { pictures, Creating } from '../creating.mts';
import { Pushing } from '../pushing.mts';

const pushing = new Pushing();
const creating = new Creating();

const mapping = (value: IDataObject) => ({ fields: { mappingMode: 'defineBelow', value } });
const missing = (column: string, field: string) =>
	`No item has the column “${column}”, which the expression in ${field} reads: check the expression, and the nodes before this one.`;

const withPhoto = () => imageRows(1).map((row) => ({ ...row, photo: { name: 'a' } }));

describe('a column that was removed in an earlier node', () => {
	const url = '={{ $json.image_url }}';

	it('is named if an optional field of app items was mapped to it', async () => {
		const absent = mapping({ image_url: url, caption: '={{ $json.text }}' });
		const kept = imageRows(3).map((row, index) => ({ ...row, ...(index === 1 && { text: 'a' }) }));
		const result = await pushing.push(imageRows(3), absent);
		expect(result.error).toBeUndefined();
		expect(hintsOf(result)).toEqual([missing('text', 'caption')]);
		expect(hintsOf(await pushing.push(kept, absent))).toEqual([]);
	});

	it.each([
		'={{ $json.text ?? "none" }}',
		'={{ $ifEmpty($json.text, "none") }}',
		'={{ $if($json.text, "long", "short") }}',
		'={{ $json.text ? "long" : "short" }}',
		'={{ $("Rows").item?.json.text }}',
		'={{ $json.toJsonString() }}',
		'={{ $json.isEmpty?.() }}',
		'={{ $json.photo.name }}',
		'={{ $json.photo["name"].trim() }}',
		'=What is $json.text?',
		'text',
		'',
	])('is not expected with %s', async (caption) => {
		const result = await pushing.push(withPhoto(), mapping({ image_url: url, caption }));
		expect(hintsOf(result).join()).not.toContain('No item has the column');
	});

	it('is named by its path if it was within an object', async () => {
		const caption = '=By {{ $json.photo.author }}';
		const result = await pushing.push(withPhoto(), mapping({ image_url: url, caption }));
		expect(hintsOf(result)).toEqual([missing('photo.author', 'caption')]);
	});

	it('is named if fields or known solutions of tasks were set by it', async () => {
		const fields = mapping({ image: '={{ $json.image }}', note: '={{ $json["a note"] }}' });
		const controlTask = { knownSolutions: '={{ $json.golden }}' };
		const result = await creating.create(pictures(2), { ...fields, controlTask });
		expect(result.error).toBeUndefined();
		expect(hintsOf(result)).toEqual(
			expect.arrayContaining([missing('a note', 'note'), missing('golden', 'Known Solutions')]),
		);
	});

	it('is not looked for while rows are mapped automatically, or are task suites', async () => {
		expect(hintsOf(await pushing.push(imageRows(1), {})).join()).not.toContain('No item has');
		const suites = pictures(1).map((row) => ({ tasks: [{ input_values: row }] }));
		const left = mapping({ note: '={{ $json.gone }}' });
		const result = await creating.create(suites, { input: 'suites', ...left });
		expect(result.error).toBeUndefined();
		expect(hintsOf(result).join()).not.toContain('No item has');
	});
});
