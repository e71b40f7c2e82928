import type { Wording } from '../shared/n8n/invalidItems';

/** How the node speaks of the items that it sends. */
export const WORDING: Wording = {
	done: 'pushed',
	validOnly: 'Push Valid Items Only',
	again: 'push it',
};
