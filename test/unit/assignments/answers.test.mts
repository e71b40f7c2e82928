import { describe, expect, it } from 'vitest';
import {
	answersTolokaTsv,
	givenAnswers,
} from '../../../nodes/shared/toloka/assignments/answerFiles.ts';
import { answersOf } from '../../../nodes/shared/toloka/assignments/answers.ts';
import type { Assignment } from '../../../nodes/shared/toloka/assignments/assignments.ts';
import { filesOf } from '../../../nodes/shared/toloka/assignments/attachments.ts';

const CONTROL = {
	id: 'golden',
	input_values: { image: 'g' },
	known_solutions: [{ output_values: { result: 'dog' } }],
};
const TASK = { id: 'plain', input_values: { image: 'p' } };

function assignment(tasks: Assignment['tasks'], solutions: Assignment['solutions']): Assignment {
	return { id: 'a', status: 'ACCEPTED', tasks, solutions };
}

const shown = (one: Assignment) =>
	answersOf(one).map(({ task_id: id, is_control, input_values: { image } }) => [
		id,
		is_control,
		image,
	]);

it('values may be JSON text', () => {
	const [input_values, output_values] = [
		'{"image":"p"}',
		'{"result":"cat","photo":"f"}',
	] as never[];
	const one = assignment([{ id: 't', input_values }], [{ output_values }]);
	expect(answersOf(one)).toMatchObject([
		{ input_values: { image: 'p' }, output_values: { result: 'cat' } },
	]);
	expect(filesOf(one, ['photo'])).toMatchObject([{ attachmentId: 'f' }]);
});

it('so may those of a known solution', () => {
	const known_solutions = [{ output_values: '{"result":"dog"}' }];
	const one = assignment([{ id: 't', known_solutions }], [{ output_values: {} }]);
	const { rowOf } = answersTolokaTsv(false, { inputs: new Map(), outputs: new Map() });
	expect(rowOf(givenAnswers(one)[0])).toMatchObject({ 'GOLDEN:result': 'dog' });
});

describe('an answer that names its task', () => {
	const cat = (task: string) => ({ task_id: task, output_values: { result: 'cat' } });

	it('is joined with that task, whatever its place', () => {
		const swapped = assignment([CONTROL, TASK], [cat('plain'), cat('golden')]);
		expect(shown(swapped)).toEqual([
			['plain', false, 'p'],
			['golden', true, 'g'],
		]);
	});

	it('is joined with that task if other tasks have no answers', () => {
		expect(shown(assignment([CONTROL, TASK], [cat('plain')]))).toEqual([['plain', false, 'p']]);
	});

	it('has no input values if the assignment lacks that task', () => {
		const other = assignment([CONTROL, TASK], [cat('other')]);
		expect(shown(other)).toEqual([['other', false, undefined]]);
	});

	it('is joined by place if the tasks have no IDs', () => {
		const unnamed = assignment(
			[{ ...CONTROL, id: undefined }, TASK],
			[cat('golden'), cat('plain')],
		);
		expect(shown(unnamed)).toEqual([
			['golden', true, 'g'],
			['plain', false, 'p'],
		]);
	});

	it('brings its own task into files, and its files name that task', () => {
		const photo = { task_id: 'plain', output_values: { photo: 'f1' } };
		const given = assignment([CONTROL, TASK], [photo]);
		expect(givenAnswers(given).map(({ task }) => task)).toEqual([TASK]);
		const file = { attachmentId: 'f1', field: 'photo', taskId: 'plain' };
		expect(filesOf(given, ['photo'])).toEqual([file]);
	});
});

it('an answer that names no task is joined by its place', () => {
	const answers = [{ output_values: { result: 'dog' } }, { task_id: null }];
	expect(shown(assignment([CONTROL, TASK], answers))).toEqual([
		['golden', true, 'g'],
		['plain', false, 'p'],
	]);
});
