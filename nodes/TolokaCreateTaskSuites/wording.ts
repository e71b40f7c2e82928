import type { Wording } from '../shared/n8n/invalidItems';

/** How the node speaks of the items that it sends. */
export const WORDING: Wording = {
	done: 'created',
	validOnly: 'Create Valid Items Only',
	again: 'create it',
};
