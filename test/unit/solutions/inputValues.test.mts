import { describe, expect, it } from 'vitest';
import { TasksInOrder } from '../../../nodes/shared/toloka/assignments/poolTasks.ts';
import type { Send } from '../../../nodes/shared/toloka/service/requests.ts';
import { flattened } from '../../../nodes/shared/toloka/solutions/formats.ts';
import {
	ADDING_VALUES,
	withInputValues,
} from '../../../nodes/shared/toloka/solutions/inputValues.ts';
import type { Solution, SolutionPage } from '../../../nodes/shared/toloka/solutions/pages.ts';

const send: Send = async ({ read }) => {
	const items = [
		{ id: 'a', input_values: { image: 'a.jpg', note: 'n' } },
		{ id: 'control', input_values: { image: 'c.jpg' }, known_solutions: [{}] },
		{ id: 'd', input_values: { image: 'd.jpg' } },
	];
	const answer = JSON.stringify({ items, has_more: false });
	return { status: 200, body: read!(Buffer.from(answer)) };
};

async function joined(pages: string[][], fields: string[]) {
	async function* walk(): AsyncGenerator<SolutionPage> {
		for (const ids of pages) yield [ids.map((id): Solution => ({ task_id: id }))];
	}
	const tasks = new TasksInOrder(send, '21', { descending: false, expected: 9, fields });
	let missing = 0;
	const solutions: Solution[][] = [];
	const onMissing = (count: number) => void (missing += count);
	for await (const page of withInputValues(walk(), tasks, ADDING_VALUES, onMissing)) {
		const own: Solution[] = [];
		for await (const slice of page) own.push(...slice);
		solutions.push(own);
	}
	return { solutions, missing };
}

describe('solutions with input values', () => {
	it('have those of their tasks, page by page, and none for a deleted task', async () => {
		const { solutions, missing } = await joined([['a', 'b'], ['d']], ['image']);
		expect(solutions).toEqual([
			[
				{ task_id: 'a', input_values: { image: 'a.jpg' } },
				{ task_id: 'b', input_values: null },
			],
			[{ task_id: 'd', input_values: { image: 'd.jpg' } }],
		]);
		expect(missing).toBe(1);
	});

	it('have the chosen fields, and null for those that a task lacks', async () => {
		const { solutions } = await joined([['a', 'd']], ['note', 'constructor']);
		expect(solutions[0].map(({ input_values: values }) => values)).toEqual([
			{ note: 'n', constructor: null },
			{ note: null, constructor: null },
		]);
	});
});

describe('a flat solution with input values', () => {
	const flat = (inputs: Record<string, unknown> | null, outputs: Record<string, unknown>) =>
		flattened({ task_id: 't', output_values: outputs, input_values: inputs });

	it('has them with the prefix input_, so that an answer of the same name keeps its name', () => {
		expect(flat({ result: 'in', image: 'a.jpg' }, { result: 'out' })).toEqual({
			task_id: 't',
			input_result: 'in',
			input_image: 'a.jpg',
			result: 'out',
		});
	});

	it('renames an answer that is named like an input, in every row alike', () => {
		expect(flat({ image: 'a.jpg' }, { input_image: 'x' })).toEqual({
			task_id: 't',
			input_image: 'a.jpg',
			output_input_image: 'x',
		});
		expect(flat(null, { input_image: 'x' })).toEqual({ task_id: 't', output_input_image: 'x' });
		expect(flattened({ task_id: 't', output_values: { input_image: 'x' } })).toEqual({
			task_id: 't',
			input_image: 'x',
		});
	});
});
