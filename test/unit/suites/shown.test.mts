import { expect, it } from 'vitest';
import { draftOf } from '../../../nodes/shared/toloka/suites/drafts/drafts.ts';
import { shown } from '../../../nodes/shared/toloka/suites/outcomes/shown.ts';

it('tells a control task from a task with the same input in a suite that has lost some rows', () => {
	const input = { input_values: { image: 'a' } };
	const control = { ...input, known_solutions: [{ output_values: { result: 'cat' } }] };
	const other = { input_values: { image: 'b' } };
	const whole = { pool_id: '1', tasks: [other, input, control] };
	// Toloka does not show known solutions to everybody, and may show tasks in another order.
	const suite = {
		tasks: [
			{ ...other, id: 'other' },
			{ ...input, id: 'task' },
			{ ...input, id: 'control' },
		],
	};
	const rest = draftOf({ pool_id: '1', tasks: [control, other] }, [0, 1], 'group');
	expect(shown({ ...rest, whole }, suite)).toEqual({ taskIds: ['control', 'other'] });
	const reordered = { tasks: [...suite.tasks.slice(1), suite.tasks[0]] };
	expect(shown({ ...rest, whole }, reordered)).toEqual({ taskIds: ['control', 'other'] });
});
