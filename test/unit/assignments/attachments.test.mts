import { expect, it } from 'vitest';
import { filesOf } from '../../../nodes/shared/toloka/assignments/attachments.ts';

it('files are found although some answers and tasks are null', () => {
	const assignment = {
		...{ id: 'a', status: 'ACCEPTED' },
		tasks: [{ id: 't1' }, null, { id: 't3' }],
		solutions: [null, { output_values: { photo: 'f1' } }, { output_values: null }],
	};
	expect(filesOf(assignment, ['photo'])).toEqual([
		{ attachmentId: 'f1', field: 'photo', taskId: undefined },
	]);
	expect(filesOf({ ...assignment, tasks: null, solutions: null }, ['photo'])).toEqual([]);
});
