import { ServiceError } from './errors.mts';
import type { ServiceRoute } from './route.mts';

/** Documented operations that are not here: they say so, instead of not being found. */
const patterns = [
	'/webhook-subscriptions',
	'/webhook-subscriptions/{id}',
	'/webhook-subscriptions/{id}/test',
	'/message-threads',
	'/message-threads/{id}',
	'/message-threads/{id}/reply',
	'/message-threads/compose',
	'/user-skills/set-by-query',
];
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

export const notOffered: readonly ServiceRoute[] = patterns.flatMap((pattern) =>
	METHODS.map((method): ServiceRoute => ({
		method,
		pattern,
		query: null,
		handle: () => {
			throw new ServiceError(
				501,
				'NOT_OFFERED',
				`The emulator does not offer ${method} ${pattern}`,
			);
		},
	})),
);
