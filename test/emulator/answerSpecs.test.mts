import { describe, expect, it } from 'vitest';
import { checkInput, type Spec } from '../../emulator/service/inputSpec.mts';
import { sampleInput } from '../../emulator/samples.mts';
import { rowsOf, useService } from './service.mts';
import { HOUR, poolBody } from './pools.mts';

const service = useService({ switches: { performers: true } });

/** Adds a project with an output spec, and lets people answer a few of its tasks. */
async function answersTo(outputSpec: Spec): Promise<Array<Record<string, never>>> {
	const view = { type: 'classic', markup: '<div></div>', script: '', styles: '' };
	const project = await service.v1('POST', '/projects', {
		public_name: 'Any answer',
		public_description: 'Answers of every type',
		assignments_issuing_type: 'AUTOMATED',
		task_spec: {
			input_spec: { image: { type: 'url' } },
			output_spec: outputSpec as never,
			view_spec: view,
		},
	});
	const { id: projectId } = project.json as { id: string };
	const made = await service.v1('POST', '/pools', poolBody({ project_id: projectId }));
	const { id } = made.json as { id: string };
	const suites = Array.from({ length: 20 }, (_, index) => ({
		pool_id: id,
		overlap: 1,
		tasks: [{ input_values: { image: `https://images.example.org/${index}.jpg` } }],
	}));
	await service.v1('POST', '/task-suites', suites);
	await service.v1('POST', `/pools/${id}/open`);
	service.clock.advance(2 * HOUR);
	const rows = rowsOf<{ solutions: Array<{ output_values: Record<string, never> }> }>(
		await service.v1('GET', `/assignments?pool_id=${id}`),
	);
	return rows.flatMap(({ solutions }) => solutions.map(({ output_values: values }) => values));
}

/** The spec's own check, as for inputs. */
function errorsIn(answers: ReadonlyArray<Record<string, never>>, spec: Spec): string[] {
	const errors = new Map<string, never>();
	answers.forEach((answer, index) => checkInput(answer, spec, `${index}.`, errors as never));
	return [...errors.keys()];
}

describe('simulated performers (toloka-api §5.1)', () => {
	it.each<[string, Spec]>([
		[
			'numbers in their range',
			{
				grade: { type: 'integer', min_value: 1, max_value: 5 },
				many: { type: 'integer', min_value: 1000 },
				cold: { type: 'integer', max_value: -3 },
				share: { type: 'float', min_value: 10, max_value: 11 },
				below: { type: 'float', max_value: -0.5 },
				confidence: { type: 'float', min_value: 2, max_value: 3 },
				whole: { type: 'integer', min_value: 0.5, max_value: 2.5 },
				narrow: { type: 'float', min_value: 0.1234567, max_value: 0.1234568 },
			},
		],
		[
			'texts of their length',
			{
				long: { type: 'string', min_length: 20, max_length: 30 },
				letter: { type: 'string', min_length: 1, max_length: 1 },
			},
		],
		[
			'lists of their size',
			{
				labels: { type: 'array_string', min_size: 2, max_size: 3, allowed_values: ['a', 'b', 'c'] },
				grades: { type: 'array_integer', min_size: 3, min_value: 7, max_value: 9 },
				photos: { type: 'array_file', min_size: 3 },
				photo: { type: 'array_file', max_size: 1 },
				places: { type: 'array_coordinates', min_size: 2 },
				nothing: { type: 'array_string', max_size: 0 },
			},
		],
		[
			'values of every type',
			{
				flag: { type: 'boolean', allowed_values: [true] },
				place: { type: 'coordinates' },
				link: { type: 'url' },
				data: { type: 'json' },
				file: { type: 'file' },
				free: { type: 'string', required: false },
			},
		],
	])('answer with %s', async (_title, spec) => {
		const answers = await answersTo(spec);
		expect(answers).toHaveLength(20);
		expect(errorsIn(answers, spec)).toEqual([]);
	});

	it('answer with all the values of a range, and with different entries of a list', async () => {
		const answers = await answersTo({
			grade: { type: 'integer', min_value: 1, max_value: 3 },
			labels: { type: 'array_string', min_size: 2, allowed_values: ['a', 'b'] },
		});
		expect(new Set(answers.map(({ grade }) => grade))).toEqual(new Set([1, 2, 3]));
		expect(answers.every(({ labels }) => new Set(labels as string[]).size === 2)).toBe(true);
	});
});

it('sample inputs fit the input spec', () => {
	const spec: Spec = {
		id: { type: 'string' },
		grade: { type: 'integer', min_value: 1, max_value: 5 },
		cold: { type: 'integer', max_value: -3 },
		share: { type: 'float', min_value: 0.25, max_value: 0.75 },
		whole: { type: 'integer', min_value: 0.5 },
		nothing: { type: 'array_url', max_size: 0 },
		letter: { type: 'string', max_length: 1 },
		long: { type: 'string', min_length: 40 },
		choice: { type: 'string', allowed_values: ['a', 'b'] },
		choices: { type: 'array_string', min_size: 2, allowed_values: ['a', 'b', 'c'] },
		place: { type: 'coordinates' },
		data: { type: 'json' },
		free: { type: 'integer' },
	};
	const inputs = Array.from({ length: 200 }, (_, index) => sampleInput(spec, index));
	expect(errorsIn(inputs as never, spec)).toEqual([]);
	expect(new Set(inputs.map(({ grade }) => grade)).size).toBe(5);
	expect(inputs.map(({ free }) => free)).toEqual(inputs.map((_, index) => index));
});
