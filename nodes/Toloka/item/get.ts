import { itemOutput } from '../../shared/toloka/items/itemOutput';
import { getItem as readItem } from '../../shared/toloka/items/items';
import { paired } from '../../shared/n8n/outputs/outputs';
import { idOf } from '../../shared/n8n/parameters/parameters';
import type { ItemOperation } from '../operation';

/** Gets the app item as it is now, labeled or not. */
export const getItem: ItemOperation = ({ context, connection: { send }, once }, index) => {
	const projectId = idOf(context, 'project', 'Project', index);
	const itemId = idOf(context, 'itemId', 'Item ID', index);
	return async () => {
		const read = async () => await readItem(send, projectId, itemId);
		return [paired(itemOutput(await once(`${projectId}/${itemId}`, read)), index)];
	};
};
