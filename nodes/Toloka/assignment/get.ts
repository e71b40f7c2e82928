import { getAssignment as readAssignment } from '../../shared/toloka/assignments/assignments';
import { zoned } from '../../shared/toloka/values/times';
import { paired } from '../../shared/n8n/outputs';
import { idOf } from '../../shared/n8n/parameters';
import type { ItemOperation } from '../operation';

/** Gets the assignment as the service returns it, with its tasks and answers. */
export const getAssignment: ItemOperation = ({ context, connection }, index) => {
	const id = idOf(context, 'assignmentId', 'Assignment ID', index);
	return async () => [paired(zoned(await readAssignment(connection.send, id)), index)];
};
