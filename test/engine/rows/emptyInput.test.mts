import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { Creating } from '../creating.mts';
import { Pushing } from '../pushing.mts';

const pushing = new Pushing();
const creating = new Creating();

const MESSAGE = 'The input is an empty item, not a row. Nothing was';
const byHand = (value: IDataObject) => ({ fields: { mappingMode: 'defineBelow', value } });

/** What a node with Always Output Data returns if it found no rows. */
describe.each([
	['automatically', {}],
	['by hand', byHand({ image_url: '={{ $json.image }}', image: '={{ $json.image }}' })],
])('an empty item in place of rows, mapped %s', (_how, parameters) => {
	it('is explained by Push Items', async () => {
		const { error } = await pushing.push([{}], parameters);
		expect(error?.message).toContain(`${MESSAGE} pushed`);
		expect(error?.description).toContain('switch off Always Output Data in its settings');
	});

	it('is explained by Create Task Suites', async () => {
		const { error } = await creating.create([{}], parameters);
		expect(error?.message).toContain(`${MESSAGE} created`);
		expect(error?.description).toContain('switch off Always Output Data in its settings');
		expect(creating.posts()).toBe(0);
	});
});

it('a mapping to what another node outputs is not about the empty item', async () => {
	const { error } = await pushing.push(
		[{}],
		byHand({ image_url: '={{ $("Start").item.json.a }}' }),
	);
	expect(error?.message).toContain('the expressions return no value for image_url');
});

it('a mapping without any value comes first', async () => {
	const { error } = await pushing.push([{}], byHand({ image_url: null }));
	expect(error?.message).toContain('Nothing is mapped to image_url');
});
