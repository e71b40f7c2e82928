import { ServiceError } from './errors.mts';
import type { ServiceRoute } from './route.mts';

/** Documented operations that are not here: they say so, instead of not being found. */
const operations: ReadonlyArray<Pick<ServiceRoute, 'method' | 'pattern'>> = [
	{ method: 'POST', pattern: '/webhook-subscriptions/{id}/test' },
];

export const notOffered: readonly ServiceRoute[] = operations.map((operation) => ({
	...operation,
	query: null,
	handle: () => {
		throw new ServiceError(
			501,
			'NOT_OFFERED',
			`The emulator does not offer ${operation.method} ${operation.pattern}`,
		);
	},
}));
