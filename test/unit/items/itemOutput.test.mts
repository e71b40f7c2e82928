import { describe, expect, it } from 'vitest';
import { itemOutput, simplifiedItem } from '../../../nodes/shared/toloka/items/itemOutput.ts';

const item = {
	id: 'a',
	status: 'COMPLETED',
	input_data: { text: 'Kate likes dogs.', id: '1' },
	output_data: {
		text: 'Kate likes dogs.',
		id: 1,
		result: ['OK'],
		status: 'fine',
		output_status: 'finer',
		error: null,
	},
	finished_at: '2021-10-03T11:24:46.818213',
};

describe('an item', () => {
	it('is output as it is, with time zones', () => {
		expect(itemOutput(item)).toEqual({ ...item, finished_at: '2021-10-03T11:24:46.818213Z' });
	});

	it('when simplified, starts with its outputs, of which none repeats an input or hides a field of its own', () => {
		const { output_data, ...own } = itemOutput(item);
		expect(output_data).toBeDefined();
		const simple = simplifiedItem(item);
		expect(simple).toEqual({
			...own,
			result: ['OK'],
			output_id: 1,
			output_status: 'fine',
			output_output_status: 'finer',
			output_error: null,
		});
		expect(Object.keys(simple)[0]).toBe('output_id');
	});

	it('when simplified, keeps outputs with the name of a field that Toloka has added since', () => {
		const output_data = { price: 5, output_price: 6 };
		expect(simplifiedItem({ ...item, price: '0.01', output_data })).toMatchObject({
			price: '0.01',
			output_price: 5,
			output_output_price: 6,
		});
	});

	it.each([undefined, null, 'text', []])(
		'when simplified, may have outputs that are %j',
		(output_data) => {
			const { input_data, ...rest } = { ...item, output_data };
			expect(simplifiedItem({ ...rest, input_data })).toEqual({
				id: 'a',
				status: 'COMPLETED',
				input_data,
				finished_at: '2021-10-03T11:24:46.818213Z',
			});
		},
	);
});
