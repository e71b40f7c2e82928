import { getAssignment as readAssignment } from '../../shared/toloka/assignments/assignments';
import { zoned } from '../../shared/toloka/values/times';
import { paired } from '../../shared/n8n/outputs/outputs';
import { idOf } from '../../shared/n8n/parameters/parameters';
import type { ItemOperation } from '../operation';

/** Gets the assignment as the service returns it, with its tasks and answers. */
export const getAssignment: ItemOperation = ({ context, connection: { send }, once }, index) => {
	const id = idOf(context, 'assignmentId', 'Assignment ID', index);
	return async () => {
		const assignment = await once(id, async () => await readAssignment(send, id));
		return [paired(zoned(assignment), index)];
	};
};
