import type { IDataObject } from 'n8n-workflow';
import { describe, expect, it } from 'vitest';
import { Creating } from '../creating.mts';

const creating = new Creating();

/** The body shown in the documentation, including fields that only the service sets. */
function sampleSuite(pool: string): IDataObject {
	const solution = (colour: string, weight: number) => ({
		output_values: { colour },
		correctness_weight: weight,
	});
	return {
		id: '63614047-38c3-4ad4-8a86-99c5c651a9b8',
		pool_id: pool,
		tasks: [
			{
				id: '49a333ea-2728-4c1c-ab1f-8ab1bfe4ee7e',
				origin_task_id: 'e3da7fe1-828d-4d9c-b49d-42c0eb5fcfde',
				input_values: { image_url: 'www.image1.ru' },
				known_solutions: [solution('black', 0.95), solution('gray', 0.7)],
				message_on_unknown_solution: 'The elephant is black',
			},
			{
				input_values: { image_url: 'www.image2.ru' },
				known_solutions: [solution('white', 1)],
				message_on_unknown_solution: 'The elephant is white',
			},
		],
		overlap: 5,
		infinite_overlap: false,
		remaining_overlap: 3,
		reserved_for: [],
		unavailable_for: [],
		issuing_order_override: 3,
		mixed: true,
		automerged: false,
		created: '2016-04-18T12:43:04.988',
	};
}

const create = async (input: IDataObject[], parameters: IDataObject = {}) =>
	await creating.create(input, { input: 'suites', ...parameters });

describe('each item is a task suite', () => {
	it.each([{}, { overlapMode: 'infinite' }, { delivery: 'sync' }, { delivery: 'operation' }])(
		'creates the sample of the documentation (toloka-api §S2) with %j',
		async (parameters) => {
			creating.usePool({
				inputSpec: { image_url: { type: 'url' } },
				outputSpec: { colour: { type: 'string' } },
				defaultOverlap: 3,
			});
			creating.emulator.switches.set({ suiteOverlapWithDefaults: 'pool' });
			const { error } = await create([sampleSuite(creating.pool.id)], parameters);
			expect(error).toBeUndefined();
			creating.emulator.clock.advance(60_000);
			expect(creating.suites()).toMatchObject([{ overlap: 5 }]);
		},
	);
});
