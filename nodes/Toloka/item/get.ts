import { getItem as readItem } from '../../shared/toloka/items/items';
import { paired } from '../../shared/n8n/outputs';
import { readId } from '../../shared/n8n/parameters';
import type { ItemOperation } from '../operation';

/** The item as it is now, labeled or not. */
export const getItem: ItemOperation = async ({ context, connection }, index) => {
	const projectId = readId(context, 'project', 'project id', index);
	const itemId = readId(context, 'itemId', 'item id', index);
	return [paired(await readItem(connection.send, projectId, itemId), index)];
};
